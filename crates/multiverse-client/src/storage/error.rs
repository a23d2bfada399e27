//! Why a storage did not do what it was asked.

use std::io;

use multiverse_model::Checksum;

use super::SaveKey;
use crate::ClientError;

/// Why a storage did not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum StorageError {
    /// There is no such save.
    #[error("there is no save {} at tick {} of {}", .0.id, .0.tick, .0.universe_id)]
    NotFound(SaveKey),
    /// The bytes are no longer those that were saved. Load an older save; the damaged one is left as it is.
    #[error("the save at tick {} of {} is damaged; load an older one", key.tick, key.universe_id)]
    Damaged {
        /// The save.
        key: SaveKey,
        /// What its bytes should have.
        expected: Checksum,
    },
    /// The disk is full. What was saved before is untouched; make room and save again.
    #[error("the disk is full; make room and save again")]
    Full(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// Another process has the storage open.
    #[error("another program uses the saves in {path}; close it first")]
    InUse {
        /// Where the storage is.
        path: String,
    },
    /// The storage was written by a newer version of this library.
    #[error("the saves in {path} were written by a newer version; update this program")]
    Newer {
        /// Where the storage is.
        path: String,
    },
    /// What is at the storage's place cannot be read as one: another program's, or damaged beyond single saves.
    #[error(
        "the saves in {path} cannot be read: {reason}; restore them from a backup, or choose another place"
    )]
    Unreadable {
        /// Where the storage is.
        path: String,
        /// What is wrong there.
        reason: String,
    },
    /// This storage does not do that.
    #[error("{0}")]
    Unsupported(&'static str),
    /// The server refused, or answered what makes no sense.
    #[error(transparent)]
    Server(Box<ClientError>),
    /// The disk, the database or the connection failed; try again.
    #[error("the storage failed: {0}")]
    Unavailable(#[source] Box<dyn std::error::Error + Send + Sync>),
}

impl StorageError {
    /// One for an error of the system.
    #[must_use]
    pub fn from_io(error: io::Error) -> Self {
        match error.kind() {
            // A limit on the size of files is a full disk too, as far as the player can tell.
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded | io::ErrorKind::FileTooLarge => {
                Self::Full(error.into())
            }
            _ => Self::Unavailable(error.into()),
        }
    }

    /// One for work that ended before its time.
    pub(super) fn interrupted() -> Self {
        Self::Unavailable("its work was interrupted".into())
    }
}
