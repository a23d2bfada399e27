//! Where a download goes.

use bytes::{Bytes, BytesMut};
use multiverse_model::Checksum;
use sha2::{Digest, Sha256};
use tokio::io::{AsyncWrite, AsyncWriteExt};

use crate::client::error::ClientError;

/// The most that is set aside for a document before its bytes come: whoever announces more has to send it.
const MAX_RESERVED: u64 = 16 << 20;

/// Where the bytes go.
pub(super) enum Place<'w> {
    Memory(BytesMut),
    Writer(&'w mut (dyn AsyncWrite + Unpin + Send)),
}

/// Takes a download's bytes in, and knows what they amount to.
pub(super) struct Sink<'w> {
    place: Place<'w>,
    hasher: Sha256,
    length: u64,
}

impl<'w> Sink<'w> {
    pub(super) fn new(place: Place<'w>) -> Self {
        Self { place, hasher: Sha256::new(), length: 0 }
    }

    /// How many bytes it has.
    pub(super) fn length(&self) -> u64 {
        self.length
    }

    /// Makes ready for a document of so many bytes.
    pub(super) fn expect(&mut self, length: u64) {
        if let Place::Memory(memory) = &mut self.place {
            memory.reserve(usize::try_from(length.min(MAX_RESERVED)).unwrap_or(0));
        }
    }

    /// Forgets what it has. What was written to a writer cannot be taken back: then this answers false.
    pub(super) fn restart(&mut self) -> bool {
        match &mut self.place {
            Place::Memory(memory) => memory.clear(),
            Place::Writer(_) if self.length > 0 => return false,
            Place::Writer(_) => {}
        }
        self.hasher = Sha256::new();
        self.length = 0;
        true
    }

    pub(super) async fn take(&mut self, bytes: &Bytes) -> Result<(), ClientError> {
        match &mut self.place {
            Place::Memory(memory) => memory.extend_from_slice(bytes),
            Place::Writer(writer) => writer.write_all(bytes).await.map_err(ClientError::Write)?,
        }
        self.hasher.update(bytes);
        self.length += bytes.len() as u64;
        Ok(())
    }

    /// The checksum of what it has.
    pub(super) fn checksum(&self) -> Checksum {
        Checksum::from_digest(self.hasher.clone().finalize().into())
    }

    /// What it has, if it is in memory.
    pub(super) async fn finish(self) -> Result<Bytes, ClientError> {
        match self.place {
            Place::Memory(memory) => Ok(memory.freeze()),
            Place::Writer(writer) => {
                writer.flush().await.map_err(ClientError::Write)?;
                Ok(Bytes::new())
            }
        }
    }
}
