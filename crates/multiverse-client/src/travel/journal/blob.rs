//! Documents that are larger than a note may be.

use bytes::Bytes;
use serde::{Deserialize, Serialize};

use crate::storage::{LocalStorage, StorageError};

/// The bytes of a part: a note has at most 64 KiB.
const PART: usize = 60 * 1024;

/// A document in parts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct Blob {
    parts: usize,
}

impl Blob {
    /// The largest document. Servers take 1 MiB unless they are told otherwise.
    pub(super) const MOST_BYTES: usize = 8 << 20;
}

/// The documents of one trip.
pub(super) struct Blobs<'a> {
    pub storage: &'a dyn LocalStorage,
    pub prefix: String,
}

impl Blobs<'_> {
    fn key(&self, name: &str, part: usize) -> String {
        format!("{}:{name}:{part:04}", self.prefix)
    }

    /// Writes a document, in place of one of that name.
    pub(super) async fn write(&self, name: &str, document: &[u8]) -> Result<Blob, StorageError> {
        let parts = document.chunks(PART);
        let blob = Blob { parts: parts.len() };
        for (number, part) in parts.enumerate() {
            let part = Bytes::copy_from_slice(part);
            self.storage.set_note(&self.key(name, number), Some(part)).await?;
        }
        Ok(blob)
    }

    pub(super) async fn read(&self, name: &str, blob: Blob) -> Result<Vec<u8>, StorageError> {
        let mut document = Vec::new();
        // More parts than are ever written are not looked for.
        for number in 0..blob.parts.min(2 * Blob::MOST_BYTES / PART) {
            let part = self.storage.note(&self.key(name, number)).await?;
            let part =
                part.ok_or_else(|| StorageError::Unavailable("a part of a traveller is missing".into()))?;
            document.extend_from_slice(&part);
        }
        Ok(document)
    }

    pub(super) async fn remove_all(&self) -> Result<(), StorageError> {
        for key in self.storage.notes(&format!("{}:", self.prefix)).await? {
            self.storage.set_note(&key, None).await?;
        }
        Ok(())
    }
}
