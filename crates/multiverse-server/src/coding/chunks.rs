//! A body as it came: a row of chunks, read one after the other.

use std::collections::VecDeque;
use std::io::{self, BufRead, Read};

use bytes::{Buf, Bytes};

/// Reads chunks in order without joining them; each is released once it has been read.
#[derive(Debug, Default)]
pub(crate) struct Chunks(VecDeque<Bytes>);

impl Chunks {
    /// Takes the chunks in the order in which they came: a `Vec`, a `VecDeque` or an array.
    pub(crate) fn new(chunks: impl Into<VecDeque<Bytes>>) -> Self {
        Self(chunks.into())
    }
}

impl Read for Chunks {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let available = self.fill_buf()?;
        let count = available.len().min(into.len());
        into[..count].copy_from_slice(&available[..count]);
        self.consume(count);
        Ok(count)
    }
}

impl BufRead for Chunks {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        // An empty chunk would read as the end of the body.
        while self.0.front().is_some_and(Bytes::is_empty) {
            self.0.pop_front();
        }
        Ok(self.0.front().map_or(&[], |chunk| chunk))
    }

    fn consume(&mut self, count: usize) {
        if let Some(chunk) = self.0.front_mut() {
            chunk.advance(count.min(chunk.len()));
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn an_empty_chunk_in_the_middle_is_not_the_end() {
        let chunks = ["", "one ", "", "", "two", ""].map(|text| Bytes::from_static(text.as_bytes()));
        assert_eq!(io::read_to_string(Chunks::new(chunks)).unwrap(), "one two");
    }

    proptest! {
        #[test]
        fn reads_what_the_chunks_hold_in_any_cut(chunks: Vec<Vec<u8>>) {
            let whole = chunks.concat();
            let mut read = Vec::new();
            let rows: Vec<Bytes> = chunks.into_iter().map(Bytes::from).collect();
            Chunks::new(rows).read_to_end(&mut read).unwrap();
            prop_assert_eq!(read, whole);
        }
    }
}
