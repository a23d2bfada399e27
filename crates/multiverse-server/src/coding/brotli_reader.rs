//! Brotli as a `Read` that trusts nothing.

use std::io::{self, BufRead, ErrorKind, Read};

use brotli::enc::StandardAlloc;
use brotli::{BrotliDecompressStream, BrotliResult, BrotliState};

type State = BrotliState<StandardAlloc, StandardAlloc, StandardAlloc>;

/// Unpacks one brotli stream and insists that it is whole and that nothing follows it.
///
/// The crate's own `Decompressor` accepts the "large window" extension, with which forty bytes can ask for
/// a buffer of a gigabyte, and overlooks bytes behind the end that lie in a later read. RFC 7932 has
/// windows of at most 16 MiB, and that is all that `Content-Encoding: br` promises.
pub(super) struct BrotliReader<R> {
    body: R,
    state: Box<State>,
    ended: bool,
}

impl<R: BufRead> BrotliReader<R> {
    /// Starts to unpack `body`.
    pub(super) fn new(body: R) -> Self {
        let alloc = StandardAlloc::default();
        Self { body, state: Box::new(BrotliState::new_strict(alloc, alloc, alloc)), ended: false }
    }

    fn check_that_nothing_follows(&mut self) -> io::Result<()> {
        if self.body.fill_buf()?.is_empty() {
            return Ok(());
        }
        Err(io::Error::new(ErrorKind::InvalidData, "there are bytes after its end"))
    }
}

impl<R: BufRead> Read for BrotliReader<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let mut written = 0;
        while !self.ended && written == 0 && !into.is_empty() {
            let input = self.body.fill_buf()?;
            let (mut input_left, mut consumed) = (input.len(), 0);
            let (mut room, mut total) = (into.len(), 0);
            let outcome = BrotliDecompressStream(
                &mut input_left,
                &mut consumed,
                input,
                &mut room,
                &mut written,
                into,
                &mut total,
                &mut self.state,
            );
            let at_end_of_body = input.is_empty();
            self.body.consume(consumed);
            match outcome {
                BrotliResult::ResultSuccess => {
                    self.ended = true;
                    self.check_that_nothing_follows()?;
                }
                BrotliResult::ResultFailure => {
                    return Err(io::Error::new(ErrorKind::InvalidData, "it is not a brotli stream"));
                }
                BrotliResult::NeedsMoreInput if at_end_of_body && written == 0 => {
                    return Err(ErrorKind::UnexpectedEof.into());
                }
                BrotliResult::NeedsMoreInput | BrotliResult::NeedsMoreOutput => {}
            }
        }
        Ok(written)
    }
}
