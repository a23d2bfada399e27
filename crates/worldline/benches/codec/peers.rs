//! What is measured: our codec and those it is compared with.

pub(crate) mod git;
pub(crate) mod gzip;
pub(crate) mod ours;
pub(crate) mod zstd;

use crate::Outcome;

/// A codec that makes something smaller of a save, given the one before.
pub(crate) trait Peer<'a> {
    /// Encodes `new`; those that are no delta codecs ignore `base`.
    fn encode(&mut self, base: &'a [u8], new: &'a [u8]) -> Outcome<Vec<u8>>;

    /// Decodes what [`encode`](Self::encode) made, which had `len` bytes.
    fn decode(&mut self, base: &'a [u8], encoded: &[u8], len: usize) -> Outcome<Vec<u8>>;
}
