//! Unpacking a body, hashing as it streams, within a limit.

use std::io::{self, BufRead, ErrorKind, Read};

use flate2::bufread::MultiGzDecoder;
use sha2::{Digest, Sha256};

use super::Encoding;
use super::brotli_reader::BrotliReader;

/// How much is unpacked at a time.
const CHUNK_BYTES: usize = 64 * 1024;

/// The largest window that a zstd frame may ask for, as a power of two: 128 MiB, which is what `zstd --ultra
/// -22` uses and the least that every zstd decoder grants. The memory is touched only as output fills it.
const ZSTD_WINDOW_LOG_MAX: u32 = 27;

/// Told how many bytes a document is about to take; answers whether it may.
pub(crate) type Room<'r> = &'r mut dyn FnMut(usize) -> bool;

/// An unpacked document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Decoded {
    /// Its exact bytes, at most as many as the limit.
    pub(crate) bytes: Vec<u8>,
    /// Their SHA-256.
    pub(crate) sha256: [u8; 32],
}

/// Why a body could not be unpacked.
#[derive(Debug, thiserror::Error)]
pub(crate) enum DecodeError {
    /// It unpacks to more than was allowed. Nothing beyond the limit was unpacked.
    #[error("the document is larger than {limit} bytes when unpacked; send a smaller one")]
    TooLarge {
        /// The most bytes allowed.
        limit: usize,
    },
    /// There is no memory for it now.
    #[error("there is no memory to unpack it; send it again in a moment")]
    NoRoom,
    /// It is not what its encoding says: damaged, cut off, or followed by something else.
    #[error("the body is not whole, valid {}: {reason}; pack it again", encoding.name())]
    Corrupt {
        /// What it claimed to be.
        encoding: Encoding,
        /// What is wrong, as half a sentence for the client.
        reason: String,
        /// The reader's error: the decoder's, or that of the body it reads from.
        source: io::Error,
    },
}

/// Unpacks `body` to the end and hashes the result on the way.
///
/// Memory is bounded by `limit` plus one chunk plus the decoder's own window, whatever the body claims to
/// hold. Concatenated gzip members and zstd frames are one document, as their RFCs say; any other byte
/// behind the end is an error. `size_hint` is the expected size of the document, to allocate it once; it
/// need not be true.
///
/// # Errors
/// - [`DecodeError::TooLarge`]: the document has more than `limit` bytes.
/// - [`DecodeError::Corrupt`]: the body does not unpack, or ends too early, or does not end where it should.
pub(crate) fn decode(
    encoding: Encoding,
    body: impl BufRead,
    limit: usize,
    size_hint: Option<usize>,
) -> Result<Decoded, DecodeError> {
    decode_within(encoding, body, limit, size_hint, &mut |_| true)
}

/// The same, asking `room` before the document takes more memory: for its size in bytes so far.
///
/// # Errors
/// Those of [`decode`], and [`DecodeError::NoRoom`] as soon as `room` says no.
pub(crate) fn decode_within(
    encoding: Encoding,
    body: impl BufRead,
    limit: usize,
    size_hint: Option<usize>,
    room: Room<'_>,
) -> Result<Decoded, DecodeError> {
    let corrupt = |source: io::Error| DecodeError::Corrupt { encoding, reason: reason_of(&source), source };
    let mut sink = Sink::new(limit, size_hint, room);
    match encoding {
        Encoding::Identity => sink.drain(body, corrupt)?,
        Encoding::Gzip => sink.drain(MultiGzDecoder::new(body), corrupt)?,
        Encoding::Zstd => sink.drain(zstd_reader(body).map_err(corrupt)?, corrupt)?,
        Encoding::Brotli => sink.drain(BrotliReader::new(body), corrupt)?,
    }
    Ok(sink.finish())
}

fn zstd_reader<'a, R: BufRead>(mut body: R) -> io::Result<zstd::Decoder<'a, R>> {
    // The library takes no frame at all for an empty document; nothing at all is not a zstd stream.
    if body.fill_buf()?.is_empty() {
        return Err(ErrorKind::UnexpectedEof.into());
    }
    let mut reader = zstd::Decoder::with_buffer(body)?;
    reader.window_log_max(ZSTD_WINDOW_LOG_MAX)?;
    Ok(reader)
}

fn reason_of(error: &io::Error) -> String {
    match error.kind() {
        ErrorKind::UnexpectedEof => "it ends too early".to_owned(),
        _ => error.to_string(),
    }
}

/// Takes the unpacked bytes in.
struct Sink<'r> {
    bytes: Vec<u8>,
    hash: Sha256,
    limit: usize,
    room: Room<'r>,
}

impl<'r> Sink<'r> {
    fn new(limit: usize, size_hint: Option<usize>, room: Room<'r>) -> Self {
        let capacity = size_hint.unwrap_or(0).min(limit);
        Self { bytes: Vec::with_capacity(capacity), hash: Sha256::new(), limit, room }
    }

    fn drain(
        &mut self,
        mut from: impl Read,
        corrupt: impl Fn(io::Error) -> DecodeError,
    ) -> Result<(), DecodeError> {
        let mut chunk = vec![0; CHUNK_BYTES];
        loop {
            match from.read(&mut chunk) {
                Ok(0) => return Ok(()),
                Ok(count) => self.take(&chunk[..count])?,
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(corrupt(error)),
            }
        }
    }

    fn take(&mut self, chunk: &[u8]) -> Result<(), DecodeError> {
        let length = self.bytes.len() + chunk.len();
        if length > self.limit {
            return Err(DecodeError::TooLarge { limit: self.limit });
        }
        if length > self.bytes.capacity() {
            // Doubling, as `Vec` does, but never to more than the limit.
            let wanted = length.max(self.bytes.capacity().saturating_mul(2)).min(self.limit);
            if !(self.room)(wanted) {
                return Err(DecodeError::NoRoom);
            }
            self.bytes.reserve_exact(wanted - self.bytes.len());
        }
        self.hash.update(chunk);
        self.bytes.extend_from_slice(chunk);
        Ok(())
    }

    fn finish(self) -> Decoded {
        Decoded { bytes: self.bytes, sha256: self.hash.finalize().into() }
    }
}

#[cfg(test)]
mod tests;
