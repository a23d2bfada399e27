//! One writing process per directory.

use std::fs::{File, OpenOptions, TryLockError};
use std::path::Path;

use crate::catalog::CatalogError;

/// Holds `lock` in the store's directory, by an advisory lock that ends with the process.
pub(super) struct DirectoryLock {
    _file: File,
}

impl DirectoryLock {
    pub(super) fn acquire(directory: &Path) -> Result<Self, CatalogError> {
        let unavailable = |error: std::io::Error| CatalogError::Unavailable(Box::new(error));
        let path = directory.join("lock");
        let file =
            OpenOptions::new().create(true).truncate(false).write(true).open(path).map_err(unavailable)?;
        match file.try_lock() {
            Ok(()) => Ok(Self { _file: file }),
            Err(TryLockError::WouldBlock) => {
                Err(CatalogError::InUse { path: directory.display().to_string() })
            }
            Err(TryLockError::Error(error)) => Err(unavailable(error)),
        }
    }
}
