//! The adaptive stage: an entropy coder of two interleaved rANS states.
//!
//! After J. Duda, "Asymmetric numeral systems" (arXiv:1311.2540), and F. Giesen, "Interleaved entropy coders"
//! (arXiv:1402.3392). A state has 32 bits and moves 16 at a time. Symbols alternate between the two states, so that
//! a processor works on one while it waits for the other. rANS writes backwards; symbols are therefore gathered in
//! blocks, and each block begins with its two states. Bare bits are a stream of their own before the blocks.

use crate::model::{Model, PRECISION, Share};
use crate::symbols::Symbols;
use crate::varint;

/// Symbols of a block. The reader counts along.
const BLOCK: usize = 1 << 16;

/// States are at least this between symbols.
const LEAST: u32 = 1 << 16;

/// Writes symbols.
#[derive(Debug, Default)]
pub(crate) struct Writer {
    /// Of the present block.
    records: Vec<Share>,
    /// A block as it is written, backwards.
    words: Vec<u16>,
    blocks: Vec<u8>,
    /// Bare bits, lowest first; the last of them, fewer than eight, are still in `pending`.
    bits: Vec<u8>,
    pending: u32,
    pending_count: u32,
}

impl Writer {
    pub(crate) fn clear(&mut self) {
        self.records.clear();
        self.blocks.clear();
        self.bits.clear();
        (self.pending, self.pending_count) = (0, 0);
    }

    /// Ends the stream and appends it to `out`.
    pub(crate) fn finish(&mut self, out: &mut Vec<u8>) {
        self.flush();
        if self.pending_count > 0 {
            self.bits.push(self.pending.to_le_bytes()[0]);
            (self.pending, self.pending_count) = (0, 0);
        }
        varint::write(out, self.bits.len() as u64);
        out.extend_from_slice(&self.bits);
        out.extend_from_slice(&self.blocks);
    }

    fn flush(&mut self) {
        if self.records.is_empty() {
            return;
        }
        self.words.clear();
        let mut states = [LEAST; 2];
        for (at, &Share { start, frequency }) in self.records.iter().enumerate().rev() {
            let state = &mut states[at & 1];
            let frequency = u32::from(frequency);
            if *state >= frequency << (32 - PRECISION) {
                self.words.push(low(*state));
                *state >>= 16;
            }
            *state = ((*state / frequency) << PRECISION) + *state % frequency + u32::from(start);
        }
        for state in states {
            self.blocks.extend_from_slice(&state.to_le_bytes());
        }
        for word in self.words.iter().rev() {
            self.blocks.extend_from_slice(&word.to_le_bytes());
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
        self.records.push(model.share(value));
        model.learn(value);
        if self.records.len() == BLOCK {
            self.flush();
        }
        value
    }

    #[inline]
    fn bits(&mut self, value: u16, count: u32) -> u16 {
        self.pending |= u32::from(value) << self.pending_count;
        self.pending_count += count;
        while self.pending_count >= 8 {
            self.bits.push(self.pending.to_le_bytes()[0]);
            self.pending >>= 8;
            self.pending_count -= 8;
        }
        value
    }
}

/// Reads symbols.
#[derive(Debug)]
pub(crate) struct Reader<'a> {
    words: &'a [[u8; 2]],
    at: usize,
    bits: &'a [u8],
    bits_at: usize,
    /// The one whose turn it is, and the other.
    states: [u32; 2],
    /// Symbols before the next block begins.
    left: usize,
}

impl<'a> Reader<'a> {
    /// Reads from a stream; none if it is cut off.
    pub(crate) fn new(stream: &'a [u8]) -> Option<Self> {
        let mut at = 0;
        let bits = usize::try_from(varint::read(stream, &mut at)?).ok()?;
        let (bits, blocks) = stream[at..].split_at_checked(bits)?;
        let (words, odd) = blocks.as_chunks::<2>();
        odd.is_empty().then_some(Self { words, at: 0, bits, bits_at: 0, states: [LEAST; 2], left: 0 })
    }

    #[inline]
    fn word(&mut self) -> u32 {
        let word = self.words.get(self.at).copied().unwrap_or_default();
        self.at += 1;
        u32::from(u16::from_le_bytes(word))
    }

    /// The bits from a byte on, where fewer than four are left.
    #[cold]
    fn last_bits(&self, from: usize) -> u32 {
        let rest = self.bits.get(from..).unwrap_or_default();
        let mut four = [0; 4];
        four[..rest.len()].copy_from_slice(rest);
        u32::from_le_bytes(four)
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
        let word = self.words.get(self.at).copied().unwrap_or_default();
        let is_low = state < LEAST;
        let refilled = (state << 16) | u32::from(u16::from_le_bytes(word));
        self.at += usize::from(is_low);
        self.states = [self.states[1], if is_low { refilled } else { state }];
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
        let from = self.bits_at / 8;
        let four = match self.bits.get(from..).and_then(|rest| rest.first_chunk()) {
            Some(four) => u32::from_le_bytes(*four),
            None => self.last_bits(from),
        };
        let value = (four >> (self.bits_at % 8)) & ((1 << count) - 1);
        self.bits_at += count as usize;
        low(value)
    }

    fn is_exhausted(&self) -> bool {
        self.at > self.words.len() || self.bits_at > self.bits.len() * 8
    }

    /// The states are then as the writer began.
    fn is_at_end(&self) -> bool {
        self.at == self.words.len()
            && self.bits_at.div_ceil(8) == self.bits.len()
            && self.states == [LEAST; 2]
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
        let mut out = Vec::new();
        writer.finish(&mut out);
        out
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
            let (mut reader, mut model) = (Reader::new(&stream).unwrap(), Model::NEW);
            for &(is_bits, value) in &symbols {
                let expected = if is_bits { value } else { value % 16 };
                prop_assert_eq!(run(&mut reader, &mut model, is_bits, 0), expected);
            }
            prop_assert!(reader.is_at_end() && !reader.is_exhausted());
        }

        #[test]
        fn any_bytes_are_read_as_something(stream: Vec<u8>, kinds: Vec<bool>) {
            let (Some(mut reader), mut model) = (Reader::new(&stream), Model::NEW) else { return Ok(()) };
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
        let (mut reader, mut model) = (Reader::new(&stream).unwrap(), Model::NEW);
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
