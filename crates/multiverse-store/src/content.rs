//! Documents, and how they are stored.

use bytes::Bytes;
use multiverse_model::Checksum;

use crate::catalog::tables::contents::Coding;

/// The bytes of a snapshot with their checksum.
#[derive(Debug, Clone)]
pub struct Document {
    bytes: Bytes,
    checksum: Checksum,
    offered: Option<OfferedDelta>,
}

/// A worldline delta that a document was made of.
#[derive(Debug, Clone)]
pub struct OfferedDelta {
    /// The content that it is against.
    pub base: Checksum,
    /// Its bytes, with or without digests. The caller has decoded them against the base and has checked that they
    /// give the document.
    pub delta: Bytes,
}

impl Document {
    /// Takes bytes and computes their checksum, which costs a pass over them.
    #[must_use]
    pub fn new(bytes: Bytes) -> Self {
        let checksum = Checksum::of(&bytes);
        Self { bytes, checksum, offered: None }
    }

    /// Takes bytes whose SHA-256 the caller has computed, say while they streamed in.
    #[must_use]
    pub fn with_digest(bytes: Bytes, digest: [u8; 32]) -> Self {
        Self { bytes, checksum: Checksum::from_digest(digest), offered: None }
    }

    /// Takes bytes with their SHA-256 and the delta that they came as. If the store would make a delta against the
    /// same base, it keeps this one and does not encode again.
    #[must_use]
    pub fn with_delta(bytes: Bytes, digest: [u8; 32], delta: OfferedDelta) -> Self {
        Self { offered: Some(delta), ..Self::with_digest(bytes, digest) }
    }

    /// The exact bytes.
    #[must_use]
    pub fn bytes(&self) -> &Bytes {
        &self.bytes
    }

    /// Their checksum.
    #[must_use]
    pub fn checksum(&self) -> &Checksum {
        &self.checksum
    }

    pub(crate) fn offered(&self) -> Option<&OfferedDelta> {
        self.offered.as_ref()
    }
}

/// Compresses a document as a keyframe, or leaves it as it is where that is not smaller.
pub(crate) fn pack(document: &[u8], level: i32) -> (Coding, Bytes) {
    match zstd::bulk::compress(document, level) {
        Ok(packed) if packed.len() < document.len() => (Coding::Zstd, packed.into()),
        // zstd only fails for want of memory; the document itself is as good.
        _ => (Coding::Raw, Bytes::copy_from_slice(document)),
    }
}
