//! From a base and a delta to the document.

use crate::container::Header;
use crate::digest::{Digest, digest_of};
use crate::error::DecodeError;
use crate::varint;

/// Decodes deltas and keeps its buffers from one to the next.
#[derive(Debug, Default)]
pub struct Decoder {}

impl Decoder {
    /// Makes one with empty buffers.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Decodes `delta` against `base` into at most `limit` bytes. Checks the digests of base and result if the delta
    /// has them: the base's before it decodes.
    ///
    /// # Errors
    /// [`DecodeError`] by what is wrong.
    pub fn decode(&mut self, base: &[u8], delta: &[u8], limit: usize) -> Result<Vec<u8>, DecodeError> {
        let (header, _) = Header::read(delta)?;
        let base_digest = header.digests.map(|_| digest_of(base)).unwrap_or_default();
        self.decode_known(base, &base_digest, delta, limit)
    }

    /// [`decode`](Self::decode) where the caller has computed the base's digest before.
    ///
    /// # Errors
    /// [`DecodeError`] by what is wrong.
    pub fn decode_known(
        &mut self,
        base: &[u8],
        base_digest: &Digest,
        delta: &[u8],
        limit: usize,
    ) -> Result<Vec<u8>, DecodeError> {
        let (header, _) = Header::read(delta)?;
        if header.digests.is_some_and(|(wanted, _)| wanted != *base_digest) {
            return Err(DecodeError::WrongBase);
        }
        let document = self.decode_unverified(base, delta, limit)?;
        if header.digests.is_some_and(|(_, wanted)| wanted != digest_of(&document)) {
            return Err(DecodeError::WrongResult);
        }
        Ok(document)
    }

    /// [`decode`](Self::decode) without the digests, for a link in a chain whose end the caller will check.
    ///
    /// # Errors
    /// [`DecodeError`] by what is wrong.
    pub fn decode_unverified(
        &mut self,
        base: &[u8],
        delta: &[u8],
        limit: usize,
    ) -> Result<Vec<u8>, DecodeError> {
        let (header, mut at) = Header::read(delta)?;
        if header.len > limit as u64 {
            return Err(DecodeError::TooLong { len: header.len, limit });
        }
        if header.base_len != base.len() as u64 {
            return Err(DecodeError::WrongBase);
        }
        let damaged = DecodeError::Damaged { what: "it is cut off", at };
        let prefix = varint::read(delta, &mut at).and_then(|v| usize::try_from(v).ok()).ok_or(damaged)?;
        let suffix = varint::read(delta, &mut at).and_then(|v| usize::try_from(v).ok()).ok_or(damaged)?;
        let head = base.get(..prefix).ok_or(damaged)?;
        let tail = base.len().checked_sub(suffix).and_then(|from| base.get(from..)).ok_or(damaged)?;
        let document = [head, &delta[at..], tail].concat();
        if document.len() as u64 != header.len {
            return Err(damaged);
        }
        Ok(document)
    }
}

/// Decodes `delta` against `base` into at most `limit` bytes. Checks the digests of base and result if the delta has
/// them: the base's before it decodes.
///
/// # Errors
/// [`DecodeError`] by what is wrong.
pub fn decode(base: &[u8], delta: &[u8], limit: usize) -> Result<Vec<u8>, DecodeError> {
    Decoder::new().decode(base, delta, limit)
}
