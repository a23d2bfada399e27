//! Why a tree was not written or read.

use std::path::{Path, PathBuf};

use crate::StoreError;

/// What ends an export or import. What only concerns one file is in their reports.
#[derive(Debug, thiserror::Error)]
pub enum TreeError {
    /// An export would mix with what is there.
    #[error("{path} is not an empty directory; choose one that is, or a new one")]
    NotEmpty {
        /// The directory.
        path: PathBuf,
    },
    /// The path has no name of its own, so there is no place beside it.
    #[error("{path} cannot be made anew; choose a directory inside it")]
    NoName {
        /// The path.
        path: PathBuf,
    },
    /// Neither universes nor players are there.
    #[error(
        "{path} has neither a universes nor a players directory; name the directory that an export wrote"
    )]
    NotATree {
        /// The directory.
        path: PathBuf,
    },
    /// A file could not be read or written.
    #[error("{path} could not be {action}")]
    Io {
        /// What was tried: "read" or "written".
        action: &'static str,
        /// The file or directory.
        path: PathBuf,
        /// The operating system's reason.
        source: std::io::Error,
    },
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<crate::CatalogError> for TreeError {
    fn from(error: crate::CatalogError) -> Self {
        Self::Store(error.into())
    }
}

impl TreeError {
    pub(in crate::service) fn write(path: &Path) -> impl FnOnce(std::io::Error) -> Self + use<> {
        let path = path.to_owned();
        move |source| Self::Io { action: "written", path, source }
    }

    pub(in crate::service) fn read(path: &Path) -> impl FnOnce(std::io::Error) -> Self + use<> {
        let path = path.to_owned();
        move |source| Self::Io { action: "read", path, source }
    }
}
