//! SHA-256, by which a delta names its base and its result.

use sha2::{Digest as _, Sha256};

/// A SHA-256.
pub type Digest = [u8; 32];

/// Computes the SHA-256 of `bytes`.
pub(crate) fn digest_of(bytes: &[u8]) -> Digest {
    Sha256::digest(bytes).into()
}
