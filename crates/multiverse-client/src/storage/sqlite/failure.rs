//! From SQLite's errors to those that a caller can do something about.

use std::path::Path;

use rusqlite::ErrorCode;

use super::super::StorageError;

/// Either of what can go wrong within a job.
pub(super) enum Failure {
    Sqlite(rusqlite::Error),
    Storage(StorageError),
}

impl Failure {
    /// Whether SQLite found its own file damaged.
    pub(super) fn is_damage(&self) -> bool {
        matches!(
            self,
            Self::Sqlite(error) if error.sqlite_error_code() == Some(ErrorCode::DatabaseCorrupt)
        )
    }

    /// What the caller is told of the storage at `path`.
    pub(super) fn told(self, path: &Path) -> StorageError {
        let error = match self {
            Self::Storage(error) => return error,
            Self::Sqlite(error) => error,
        };
        let unreadable = |reason: &str| StorageError::Unreadable {
            path: path.display().to_string(),
            reason: reason.to_owned(),
        };
        match error.sqlite_error_code() {
            Some(ErrorCode::DiskFull) => StorageError::Full(error.into()),
            Some(ErrorCode::DatabaseCorrupt) => unreadable("the database is damaged"),
            Some(ErrorCode::NotADatabase) => unreadable("it is no SQLite database"),
            Some(ErrorCode::TooBig) => too_long(),
            _ => StorageError::Unavailable(error.into()),
        }
    }
}

impl From<rusqlite::Error> for Failure {
    fn from(error: rusqlite::Error) -> Self {
        Self::Sqlite(error)
    }
}

impl From<StorageError> for Failure {
    fn from(error: StorageError) -> Self {
        Self::Storage(error)
    }
}

/// The error for a document that SQLite has no room for.
pub(super) fn too_long() -> StorageError {
    StorageError::Unsupported("SQLite holds documents of up to 1 GB; keep this one in files")
}
