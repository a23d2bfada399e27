//! One process at a time has a storage open.

use std::fs::{File, OpenOptions, TryLockError};
use std::path::Path;

use super::StorageError;

/// Holds a storage by a lock on a file, which ends with the process, however that ends.
pub(super) struct StorageLock {
    _file: File,
}

impl StorageLock {
    /// Takes the lock that `file` is for the storage at `path`.
    pub(super) fn acquire(file: &Path, path: &Path) -> Result<Self, StorageError> {
        let opened = OpenOptions::new().create(true).truncate(false).write(true).open(file);
        let opened = opened.map_err(StorageError::from_io)?;
        match opened.try_lock() {
            Ok(()) => Ok(Self { _file: opened }),
            Err(TryLockError::WouldBlock) => Err(StorageError::InUse { path: path.display().to_string() }),
            Err(TryLockError::Error(error)) => Err(StorageError::from_io(error)),
        }
    }
}
