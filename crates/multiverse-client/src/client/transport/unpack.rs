//! Unpacking answers as they come.

use bytes::Bytes;
use zstd::stream::raw::{DParameter, Decoder, InBuffer, Operation, OutBuffer};

use crate::client::error::BadAnswer;

/// How much is unpacked at once.
const STEP: usize = 128 * 1024;

/// The largest window that a packed answer may have, as a power of two: what the decoder holds in memory.
const WINDOW_LOG: u32 = 25;

/// A zstd stream being unpacked.
pub(super) struct Unpacking {
    decoder: Decoder<'static>,
    input: Bytes,
    at_end: bool,
    /// Whether the decoder may have more to tell without more input.
    is_full: bool,
}

impl Unpacking {
    pub(super) fn new() -> Result<Self, BadAnswer> {
        let mut decoder = Decoder::new().map_err(|_| BadAnswer::Encoding)?;
        decoder.set_parameter(DParameter::WindowLogMax(WINDOW_LOG)).map_err(|_| BadAnswer::Encoding)?;
        Ok(Self { decoder, input: Bytes::new(), at_end: true, is_full: false })
    }

    /// Takes in what came. What was there before must have been taken out.
    pub(super) fn feed(&mut self, packed: Bytes) {
        self.input = packed;
    }

    /// The next unpacked bytes; none if more packed ones are needed.
    pub(super) fn take(&mut self) -> Result<Option<Bytes>, BadAnswer> {
        while !self.input.is_empty() || self.is_full {
            let mut unpacked = Vec::with_capacity(STEP);
            let mut input = InBuffer::around(&self.input);
            let mut output = OutBuffer::around(&mut unpacked);
            let left = self.decoder.run(&mut input, &mut output).map_err(|_| BadAnswer::Encoding)?;
            let (read, written) = (input.pos(), output.pos());
            self.is_full = written == STEP;
            self.input = self.input.slice(read..);
            // A step that did nothing stands at the beginning of a next frame, which there need not be.
            if read + written > 0 {
                self.at_end = left == 0;
            }
            if !unpacked.is_empty() {
                return Ok(Some(unpacked.into()));
            }
        }
        Ok(None)
    }

    /// Fails unless the stream ends here.
    pub(super) fn finish(&self) -> Result<(), BadAnswer> {
        if self.at_end { Ok(()) } else { Err(BadAnswer::Truncated) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unpack(packed: &[u8], piece: usize) -> Result<Vec<u8>, BadAnswer> {
        let mut unpacking = Unpacking::new()?;
        let mut whole = Vec::new();
        for piece in packed.chunks(piece) {
            unpacking.feed(Bytes::copy_from_slice(piece));
            while let Some(unpacked) = unpacking.take()? {
                whole.extend_from_slice(&unpacked);
            }
        }
        unpacking.finish()?;
        Ok(whole)
    }

    #[test]
    fn unpacks_what_comes_in_any_pieces() {
        for length in [0, 1, STEP - 1, STEP, STEP + 1, 5 * STEP] {
            let text: Vec<u8> = (0..length).map(|at| b"abcdefg"[at * at % 7]).collect();
            let packed = zstd::encode_all(&text[..], 3).unwrap();
            for piece in [1, 7, 1000, packed.len()] {
                assert_eq!(unpack(&packed, piece).unwrap(), text, "{length} in {piece}");
            }
        }
    }

    #[test]
    fn a_stream_that_breaks_off_or_is_none_is_told() {
        let packed = zstd::encode_all(&[b'a'; 1000][..], 3).unwrap();
        assert_eq!(unpack(&packed[..packed.len() - 1], 10), Err(BadAnswer::Truncated));
        assert_eq!(unpack(b"<html>", 10), Err(BadAnswer::Encoding));
    }
}
