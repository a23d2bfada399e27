//! The header that every delta begins with.

use crate::digest::Digest;
use crate::error::DecodeError;
use crate::varint;

/// "WLD" and the version.
const MAGIC: [u8; 3] = *b"WLD";
pub(crate) const VERSION: u8 = 1;

/// In the byte of flags: the digests of base and result follow the lengths.
const HAS_DIGESTS: u8 = 0x10;
/// In the byte of flags: the number of the stage.
const STAGE: u8 = 0x0f;

/// How the parts of a delta are compressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Stage {
    /// Not at all.
    Plain,
    /// By zstd. Needs the feature `zstd` on both sides; without it on the encoder's, the parts stay as they are.
    Zstd,
    /// By an adaptive entropy coder that is part of this crate. Long pieces of new text are compressed by zstd if the
    /// encoder has that feature.
    #[default]
    Adaptive,
}

impl Stage {
    fn number(self) -> u8 {
        match self {
            Self::Plain => 0,
            Self::Zstd => 1,
            Self::Adaptive => 2,
        }
    }

    fn of(number: u8) -> Result<Self, DecodeError> {
        match number {
            0 => Ok(Self::Plain),
            1 => Ok(Self::Zstd),
            2 => Ok(Self::Adaptive),
            stage => Err(DecodeError::UnknownStage { stage }),
        }
    }
}

/// What a delta says about itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Header {
    /// Version of the format.
    pub version: u8,
    /// How it is compressed.
    pub stage: Stage,
    /// Bytes of the base.
    pub base_len: u64,
    /// Bytes of the result.
    pub len: u64,
    /// SHA-256 of base and result, in this order, unless they were left out.
    pub digests: Option<(Digest, Digest)>,
}

impl Header {
    pub(crate) fn write(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(&MAGIC);
        out.push(VERSION);
        out.push(self.stage.number() | if self.digests.is_some() { HAS_DIGESTS } else { 0 });
        varint::write(out, self.base_len);
        varint::write(out, self.len);
        if let Some((base, result)) = &self.digests {
            out.extend_from_slice(base);
            out.extend_from_slice(result);
        }
    }

    /// Reads the header of a delta and answers how many bytes it has.
    pub(crate) fn read(delta: &[u8]) -> Result<(Self, usize), DecodeError> {
        let damaged = |what| DecodeError::Damaged { what, at: 0 };
        if !delta.starts_with(&MAGIC) {
            return Err(DecodeError::NotADelta);
        }
        let [version, flags] =
            *delta.get(3..5).and_then(|b| b.first_chunk()).ok_or(damaged("it is cut off"))?;
        if version != VERSION {
            return Err(DecodeError::UnknownVersion { version });
        }
        if flags & !(HAS_DIGESTS | STAGE) != 0 {
            return Err(damaged("a flag is set that has no meaning"));
        }
        let stage = Stage::of(flags & STAGE)?;
        let mut at = 5;
        let cut = damaged("its header is cut off");
        let base_len = varint::read(delta, &mut at).ok_or(cut)?;
        let len = varint::read(delta, &mut at).ok_or(cut)?;
        let digests = if flags & HAS_DIGESTS == 0 {
            None
        } else {
            let base = *delta.get(at..).and_then(|b| b.first_chunk()).ok_or(cut)?;
            let result = *delta.get(at + 32..).and_then(|b| b.first_chunk()).ok_or(cut)?;
            at += 64;
            Some((base, result))
        };
        Ok((Self { version, stage, base_len, len, digests }, at))
    }
}

/// Reads what a delta says about itself, without decoding it. Nothing of it is verified.
///
/// # Errors
/// [`DecodeError`] if it has no header that this crate reads.
pub fn inspect(delta: &[u8]) -> Result<Header, DecodeError> {
    Header::read(delta).map(|(header, _)| header)
}

/// The same delta without the digests in its header: 64 bytes less to keep, for who knows them from elsewhere.
///
/// # Errors
/// [`DecodeError`] if it has no header that this crate reads.
pub fn without_digests(delta: &[u8]) -> Result<Vec<u8>, DecodeError> {
    let (header, at) = Header::read(delta)?;
    let mut out = Vec::with_capacity(delta.len());
    Header { digests: None, ..header }.write(&mut out);
    out.extend_from_slice(&delta[at..]);
    Ok(out)
}
