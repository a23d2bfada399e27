//! Long pieces of text that the base has nothing of: they are kept apart, for a compressor that finds what repeats
//! within them.

use crate::container::Stage;
use crate::error::DecodeError;
use crate::varint;

/// Bytes of the shortest piece.
pub(crate) const SHORTEST: usize = 96;

/// How pieces are stored.
const RAW: u8 = 0;
const ZSTD: u8 = 1;

/// The zstd level of what is packed: that of keyframes.
#[cfg(feature = "zstd")]
const LEVEL: i32 = 3;

/// Whether long pieces gain by being kept apart.
pub(crate) fn pays(stage: Stage) -> bool {
    cfg!(feature = "zstd") || stage == Stage::Plain
}

/// Writes all pieces, one after the other.
pub(crate) fn write(out: &mut Vec<u8>, bulk: &[u8], stage: Stage) {
    varint::write(out, bulk.len() as u64);
    if bulk.is_empty() {
        return;
    }
    // The zstd stage compresses the whole body.
    let packed = if stage == Stage::Adaptive { pack(bulk) } else { None };
    match packed {
        Some(packed) => {
            out.push(ZSTD);
            varint::write(out, packed.len() as u64);
            out.extend_from_slice(&packed);
        }
        None => {
            out.push(RAW);
            out.extend_from_slice(bulk);
        }
    }
}

/// Reads the pieces, of at most `limit` bytes in all, and moves past them.
pub(crate) fn read(body: &[u8], at: &mut usize, limit: usize) -> Result<Vec<u8>, DecodeError> {
    let damaged = |what| DecodeError::Damaged { what, at: *at };
    let len = varint::read(body, &mut at.clone()).map(usize::try_from);
    let Some(Ok(len)) = len else { return Err(damaged("the length of its pieces is cut off")) };
    if len > limit {
        return Err(damaged("its pieces are longer than the result"));
    }
    let cut = damaged("its pieces are cut off");
    varint::read(body, at).ok_or(cut)?;
    if len == 0 {
        return Ok(Vec::new());
    }
    let coding = *body.get(*at).ok_or(cut)?;
    *at += 1;
    let stored = if coding == RAW {
        len
    } else {
        varint::read(body, at).and_then(|stored| usize::try_from(stored).ok()).ok_or(cut)?
    };
    let end = at.checked_add(stored).ok_or(cut)?;
    let stored = body.get(*at..end).ok_or(cut)?;
    *at = end;
    match coding {
        RAW => Ok(stored.to_vec()),
        ZSTD => unpack(stored, len),
        _ => Err(DecodeError::Damaged {
            what: "its pieces are compressed in a way that does not exist",
            at: end,
        }),
    }
}

/// The longest body of the zstd stage that is compressed, for a document of `len` bytes: so a decoder needs no more
/// memory for it than a small multiple of the document, whatever a delta claims.
pub(crate) fn longest_body(len: usize) -> usize {
    len.saturating_mul(2).saturating_add(1024)
}

/// Writes the body of a delta of a stage that is not adaptive, for a document of `len` bytes.
pub(crate) fn write_body(out: &mut Vec<u8>, body: &[u8], len: usize, stage: Stage) {
    let packed = if stage == Stage::Zstd && body.len() <= longest_body(len) { pack(body) } else { None };
    match packed {
        Some(packed) => {
            varint::write(out, body.len() as u64);
            out.extend_from_slice(&packed);
        }
        None => {
            if stage == Stage::Zstd {
                varint::write(out, 0);
            }
            out.extend_from_slice(body);
        }
    }
}

#[cfg(feature = "zstd")]
fn pack(bytes: &[u8]) -> Option<Vec<u8>> {
    // Fails only for want of memory; the bytes themselves are as good.
    zstd::bulk::compress(bytes, LEVEL).ok().filter(|packed| packed.len() < bytes.len())
}

#[cfg(not(feature = "zstd"))]
fn pack(_: &[u8]) -> Option<Vec<u8>> {
    None
}

#[cfg(feature = "zstd")]
pub(crate) fn unpack(stored: &[u8], len: usize) -> Result<Vec<u8>, DecodeError> {
    let unpacked = zstd::bulk::decompress(stored, len).ok().filter(|unpacked| unpacked.len() == len);
    unpacked.ok_or(DecodeError::Damaged { what: "a part of it does not decompress", at: 0 })
}

#[cfg(not(feature = "zstd"))]
pub(crate) fn unpack(_: &[u8], _: usize) -> Result<Vec<u8>, DecodeError> {
    Err(DecodeError::UnknownStage { stage: ZSTD })
}
