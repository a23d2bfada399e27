//! The adaptive stage: an entropy coder of two interleaved rANS states.
//!
//! After J. Duda, "Asymmetric numeral systems" (arXiv:1311.2540), and F. Giesen, "Interleaved entropy coders"
//! (arXiv:1402.3392). A state has 32 bits and moves 16 at a time. Symbols alternate between the two states, so that
//! a processor works on one while it waits for the other. rANS writes backwards; symbols are therefore gathered in
//! blocks, and each block begins with its two states.

use crate::model::{Model, PRECISION, Share};
use crate::symbols::Symbols;

/// Symbols of a block. The reader counts along.
const BLOCK: usize = 1 << 16;

/// States are at least this between symbols.
const LEAST: u32 = 1 << 16;

/// Marks a record in a block as bare bits: their number is in the lower half.
const BITS: u32 = 1 << 31;

/// Writes symbols.
#[derive(Debug, Default)]
pub(crate) struct Writer {
    /// Of the present block: start and frequency, or bits.
    records: Vec<(u32, u16)>,
    /// A block as it is written, backwards.
    words: Vec<u16>,
    out: Vec<u8>,
}

impl Writer {
    pub(crate) fn clear(&mut self) {
        self.records.clear();
        self.out.clear();
    }

    /// Ends the stream and answers it.
    pub(crate) fn finish(&mut self) -> &[u8] {
        self.flush();
        &self.out
    }

    #[inline]
    fn push(&mut self, record: (u32, u16)) {
        self.records.push(record);
        if self.records.len() == BLOCK {
            self.flush();
        }
    }

    fn flush(&mut self) {
        if self.records.is_empty() {
            return;
        }
        self.words.clear();
        let mut states = [LEAST; 2];
        for (at, &(start, frequency)) in self.records.iter().enumerate().rev() {
            let state = &mut states[at & 1];
            if start & BITS == 0 {
                let frequency = u32::from(frequency);
                if *state >= frequency << (32 - PRECISION) {
                    self.words.push(low(*state));
                    *state >>= 16;
                }
                *state = ((*state / frequency) << PRECISION) + *state % frequency + start;
            } else {
                let count = u32::from(frequency);
                if *state >> (32 - count) != 0 {
                    self.words.push(low(*state));
                    *state >>= 16;
                }
                *state = (*state << count) | (start & !BITS);
            }
        }
        for state in states {
            self.out.extend_from_slice(&state.to_le_bytes());
        }
        for word in self.words.iter().rev() {
            self.out.extend_from_slice(&word.to_le_bytes());
        }
        self.records.clear();
    }
}

/// The lower half of a state.
fn low(state: u32) -> u16 {
    (state & 0xffff) as u16
}

impl Symbols for Writer {
    #[inline]
    fn symbol(&mut self, model: &mut Model, value: u8) -> u8 {
        let Share { start, frequency } = model.share(value);
        model.learn(value);
        self.push((u32::from(start), frequency));
        value
    }

    #[inline]
    fn bits(&mut self, value: u16, count: u32) -> u16 {
        #[expect(clippy::cast_possible_truncation, reason = "at most 16")]
        self.push((u32::from(value) | BITS, count as u16));
        value
    }
}

/// Reads symbols.
#[derive(Debug)]
pub(crate) struct Reader<'a> {
    words: &'a [[u8; 2]],
    at: usize,
    /// The one whose turn it is, and the other.
    states: [u32; 2],
    /// Symbols before the next block begins.
    left: usize,
}

impl<'a> Reader<'a> {
    /// Reads from a stream whose length is even.
    pub(crate) fn new(stream: &'a [u8]) -> Self {
        Self { words: stream.as_chunks::<2>().0, at: 0, states: [LEAST; 2], left: 0 }
    }

    #[inline]
    fn word(&mut self) -> u32 {
        let word = self.words.get(self.at).copied().unwrap_or_default();
        self.at += 1;
        u32::from(u16::from_le_bytes(word))
    }

    #[inline]
    fn begin_symbol(&mut self) {
        if self.left == 0 {
            self.begin_block();
        }
        self.left -= 1;
    }

    #[cold]
    fn begin_block(&mut self) {
        self.left = BLOCK;
        for i in 0..2 {
            let low = self.word();
            self.states[i] = low | (self.word() << 16);
        }
    }

    /// Gives the turn to the other state.
    #[inline]
    fn end_symbol(&mut self, state: u32) {
        let state = if state < LEAST { (state << 16) | self.word() } else { state };
        self.states = [self.states[1], state];
    }
}

impl Symbols for Reader<'_> {
    #[inline]
    fn symbol(&mut self, model: &mut Model, _: u8) -> u8 {
        self.begin_symbol();
        let state = self.states[0];
        let slot = state & ((1 << PRECISION) - 1);
        let value = model.find(slot as u16);
        let Share { start, frequency } = model.share(value);
        model.learn(value);
        // At most 2^17 · 2^15: the state's upper 17 bits by a frequency of at most 2^15.
        self.end_symbol(u32::from(frequency) * (state >> PRECISION) + slot - u32::from(start));
        value
    }

    #[inline]
    fn bits(&mut self, _: u16, count: u32) -> u16 {
        self.begin_symbol();
        let state = self.states[0];
        let value = low(state & ((1 << count) - 1));
        self.end_symbol(state >> count);
        value
    }

    fn is_exhausted(&self) -> bool {
        self.at > self.words.len()
    }

    /// The states are then as the writer began.
    fn is_at_end(&self) -> bool {
        self.at == self.words.len() && self.states == [LEAST; 2]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn written(symbols: &[(bool, u16)]) -> Vec<u8> {
        let (mut writer, mut model) = (Writer::default(), Model::NEW);
        for &(is_bits, value) in symbols {
            run(&mut writer, &mut model, is_bits, value);
        }
        writer.finish().to_vec()
    }

    fn run(symbols: &mut impl Symbols, model: &mut Model, is_bits: bool, value: u16) -> u16 {
        if is_bits {
            symbols.bits(value, 16)
        } else {
            u16::from(symbols.symbol(model, u8::try_from(value % 16).unwrap()))
        }
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(symbols in proptest::collection::vec((any::<bool>(), any::<u16>()), 0..2000)) {
            let stream = written(&symbols);
            let (mut reader, mut model) = (Reader::new(&stream), Model::NEW);
            for &(is_bits, value) in &symbols {
                let expected = if is_bits { value } else { value % 16 };
                prop_assert_eq!(run(&mut reader, &mut model, is_bits, 0), expected);
            }
            prop_assert!(reader.is_at_end() && !reader.is_exhausted());
        }

        #[test]
        fn any_bytes_are_read_as_something(stream: Vec<u8>, kinds: Vec<bool>) {
            let (mut reader, mut model) = (Reader::new(&stream), Model::NEW);
            for is_bits in kinds {
                run(&mut reader, &mut model, is_bits, 0);
            }
        }
    }

    #[test]
    fn a_stream_of_several_blocks_is_read() {
        let symbols: Vec<(bool, u16)> =
            (0..200_000_u32).map(|i| (i % 3 == 0, u16::try_from(i.wrapping_mul(i) >> 16).unwrap())).collect();
        let stream = written(&symbols);
        let (mut reader, mut model) = (Reader::new(&stream), Model::NEW);
        for &(is_bits, value) in &symbols {
            let expected = if is_bits { value } else { value % 16 };
            assert_eq!(run(&mut reader, &mut model, is_bits, 0), expected);
        }
        assert!(reader.is_at_end());
    }

    #[test]
    fn a_likely_symbol_costs_little() {
        let symbols = vec![(false, 7); 10_000];
        assert!(written(&symbols).len() < 60, "{}", written(&symbols).len());
    }
}
