//! From two documents to a delta.

use crate::container::{Header, Stage};
use crate::digest::{Digest, digest_of};
use crate::error::EncodeError;
use crate::varint;

/// What a delta carries to tell its base and its result by, beside their lengths.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Identity {
    /// Their SHA-256, which the encoder computes.
    #[default]
    Digests,
    /// Their SHA-256, which the caller has computed before.
    Known {
        /// Of the base.
        base: Digest,
        /// Of the new document.
        result: Digest,
    },
    /// Nothing: who keeps the delta keeps the digests beside it.
    Lengths,
}

/// How to encode.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Options {
    /// How the delta is compressed.
    pub stage: Stage,
    /// What it carries of its base's and its result's identity.
    pub identity: Identity,
}

impl Options {
    /// The same with another stage.
    #[must_use]
    pub fn with_stage(self, stage: Stage) -> Self {
        Self { stage, ..self }
    }

    /// The same with another identity.
    #[must_use]
    pub fn with_identity(self, identity: Identity) -> Self {
        Self { identity, ..self }
    }
}

/// Encodes deltas and keeps its buffers from one to the next.
#[derive(Debug, Default)]
pub struct Encoder {}

impl Encoder {
    /// Makes one with empty buffers.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Encodes `new` as what changed since `base`.
    ///
    /// # Errors
    /// [`EncodeError::TooLong`] if one of them is too long for a delta.
    pub fn encode(&mut self, base: &[u8], new: &[u8], options: &Options) -> Result<Vec<u8>, EncodeError> {
        let digests = match options.identity {
            Identity::Digests => Some((digest_of(base), digest_of(new))),
            Identity::Known { base, result } => Some((base, result)),
            Identity::Lengths => None,
        };
        let header = Header {
            version: 1,
            stage: Stage::Plain,
            base_len: base.len() as u64,
            len: new.len() as u64,
            digests,
        };
        let mut out = Vec::new();
        header.write(&mut out);
        let prefix = base.iter().zip(new).take_while(|(a, b)| a == b).count();
        let suffix =
            base[prefix..].iter().rev().zip(new[prefix..].iter().rev()).take_while(|(a, b)| a == b).count();
        varint::write(&mut out, prefix as u64);
        varint::write(&mut out, suffix as u64);
        out.extend_from_slice(&new[prefix..new.len() - suffix]);
        Ok(out)
    }
}

/// Encodes `new` as what changed since `base`.
///
/// # Errors
/// [`EncodeError::TooLong`] if one of them is too long for a delta.
pub fn encode(base: &[u8], new: &[u8], options: &Options) -> Result<Vec<u8>, EncodeError> {
    Encoder::new().encode(base, new, options)
}
