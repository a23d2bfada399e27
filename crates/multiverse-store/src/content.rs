//! Documents, and how they are stored.

use bytes::Bytes;
use multiverse_model::Checksum;

use crate::StoreError;
use crate::catalog::tables::contents::Coding;

/// The bytes of a snapshot with their checksum.
#[derive(Debug, Clone)]
pub struct Document {
    bytes: Bytes,
    checksum: Checksum,
}

impl Document {
    /// Takes bytes and computes their checksum, which costs a pass over them.
    #[must_use]
    pub fn new(bytes: Bytes) -> Self {
        let checksum = Checksum::of(&bytes);
        Self { bytes, checksum }
    }

    /// Takes bytes whose SHA-256 the caller has computed, say while they streamed in.
    #[must_use]
    pub fn with_digest(bytes: Bytes, digest: [u8; 32]) -> Self {
        Self { bytes, checksum: Checksum::from_digest(digest) }
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
}

/// Compresses a document as a keyframe, or leaves it as it is where that is not smaller.
pub(crate) fn pack(document: &[u8], level: i32) -> (Coding, Bytes) {
    match zstd::bulk::compress(document, level) {
        Ok(packed) if packed.len() < document.len() => (Coding::Zstd, packed.into()),
        // zstd only fails for want of memory; the document itself is as good.
        _ => (Coding::Raw, Bytes::copy_from_slice(document)),
    }
}

/// Rebuilds a document of `length` bytes and checks that it is the one that was saved.
///
/// # Errors
/// [`StoreError::Corrupt`] if it is not.
pub(crate) fn unpack(
    coding: Coding,
    stored: Bytes,
    length: u64,
    checksum: &Checksum,
) -> Result<Bytes, StoreError> {
    let corrupt = |reason: String| StoreError::Corrupt { checksum: *checksum, reason };
    let bytes = match coding {
        Coding::Raw => stored,
        Coding::Zstd => {
            let capacity = usize::try_from(length).map_err(|_| corrupt("its length is absurd".to_owned()))?;
            let unpacked = zstd::bulk::decompress(&stored, capacity);
            unpacked.map_err(|error| corrupt(format!("it does not decompress: {error}")))?.into()
        }
    };
    if bytes.len() as u64 != length {
        return Err(corrupt(format!("it has {} bytes in place of {length}", bytes.len())));
    }
    if Checksum::of(&bytes) != *checksum {
        return Err(corrupt("its bytes have another digest".to_owned()));
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn what_is_packed_comes_back(document in proptest::collection::vec(any::<u8>(), 0..5000)) {
            let (coding, stored) = pack(&document, 3);
            let back = unpack(coding, stored, document.len() as u64, &Checksum::of(&document)).unwrap();
            prop_assert_eq!(back, document);
        }

        #[test]
        fn damage_is_reported_and_never_served(at in 0_usize..1000, flip in 1_u8..=255) {
            let document = b"{\"village\": \"one of many\"}".repeat(40);
            let (coding, stored) = pack(&document, 3);
            let mut damaged = stored.to_vec();
            let at = at % damaged.len();
            damaged[at] ^= flip;
            let back = unpack(coding, damaged.into(), document.len() as u64, &Checksum::of(&document));
            // A frame has bits that decide nothing; what is served is what was saved.
            match back {
                Ok(bytes) => prop_assert_eq!(bytes, document),
                Err(error) => prop_assert!(matches!(error, StoreError::Corrupt { .. }), "{}", error),
            }
        }
    }
}
