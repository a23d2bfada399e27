//! Digits that give way to digits.

use crate::contexts::Contexts;
use crate::symbols::Symbols;

/// How many of `len` digits are told one by one, each by the one in its place in the base: two, or of a long number as
/// many as leave a multiple of three. The others of a number are as good as random: three go into ten bare bits.
#[inline]
fn told_of(len: usize) -> usize {
    if len < 6 { 2 } else { len % 3 }
}

/// Digits, a point, or a sign.
#[inline]
fn symbol_of(byte: u8) -> Option<u8> {
    match byte {
        b'0'..=b'9' => Some(byte - b'0'),
        b'.' => Some(10),
        b'-' => Some(11),
        _ => None,
    }
}

#[inline]
fn byte_of(symbol: u8) -> u8 {
    match symbol {
        0..=9 => b'0' + symbol,
        10 => b'.',
        _ => b'-',
    }
}

/// How many bytes of `new` are told one by one: those before the point if the old token has one.
fn told(old: &[u8], new: &[u8]) -> usize {
    let has_point = old.contains(&b'.');
    let before_point =
        if has_point { new.iter().position(|b| *b == b'.').map_or(new.len(), |at| at + 1) } else { 0 };
    before_point.max(told_of(new.len())).min(new.len())
}

/// Whether [`code`] can tell that `new` comes in place of `old`.
pub(crate) fn can_tell(old: &[u8], new: &[u8]) -> bool {
    let (told, bare) = new.split_at(told(old, new));
    told.iter().all(|byte| symbol_of(*byte).is_some()) && bare.iter().all(u8::is_ascii_digit)
}

/// Writes what comes in place of `old`, or reads it; either way it is appended to `out`. Answers false if what was read
/// are no digits, as only a damaged delta has it.
#[must_use]
pub(crate) fn code(
    contexts: &mut Contexts,
    symbols: &mut impl Symbols,
    old: &[u8],
    new: Source<'_>,
    out: &mut Vec<u8>,
) -> bool {
    let len = new.len();
    let mut are_digits = true;
    let mut left_point = old.contains(&b'.');
    let mut at = 0;
    let least = told_of(len);
    while at < len && (at < least || left_point) {
        let before = old.get(at).copied().and_then(symbol_of).unwrap_or(12);
        let symbol = contexts.digit(symbols, before, at, symbol_of(new.byte(at)).unwrap_or(0));
        are_digits &= symbol < 12;
        let byte = byte_of(symbol);
        left_point &= byte != b'.';
        out.push(byte);
        at += 1;
    }
    while len - at >= 3 {
        let value = symbols.bits(new.digit(at) * 100 + new.digit(at + 1) * 10 + new.digit(at + 2), 10);
        are_digits &= value < 1000;
        out.extend_from_slice(&TRIPLES[usize::from(value) & 1023]);
        at += 3;
    }
    match len - at {
        2 => {
            let value = symbols.bits(new.digit(at) * 10 + new.digit(at + 1), 7);
            are_digits &= value < 100;
            out.extend_from_slice(&TRIPLES[usize::from(value) & 127][1..]);
        }
        1 => {
            let value = contexts.digit(symbols, 13, 0, new.digit(at).to_le_bytes()[0]);
            are_digits &= value < 10;
            out.push(byte_of(value.min(9)));
        }
        _ => {}
    }
    are_digits
}

/// What is to be written; or, when reading, only how much of it there is.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Source<'a> {
    Known(&'a [u8]),
    Length(usize),
}

impl Source<'_> {
    #[inline]
    pub(crate) fn len(&self) -> usize {
        match self {
            Self::Known(bytes) => bytes.len(),
            Self::Length(len) => *len,
        }
    }

    #[inline]
    pub(crate) fn byte(&self, at: usize) -> u8 {
        match self {
            Self::Known(bytes) => bytes[at],
            Self::Length(_) => 0,
        }
    }

    #[inline]
    fn digit(&self, at: usize) -> u16 {
        u16::from(self.byte(at).wrapping_sub(b'0') & 15)
    }
}

/// The digits of 0 to 999. What a damaged delta asks beyond them is refused.
const TRIPLES: [[u8; 3]; 1024] = {
    let mut triples = [*b"???"; 1024];
    let mut value = 0;
    while value < 1000 {
        #[expect(clippy::cast_possible_truncation, reason = "a digit")]
        let digits = [(value / 100) as u8, (value / 10 % 10) as u8, (value % 10) as u8];
        triples[value] = [b'0' + digits[0], b'0' + digits[1], b'0' + digits[2]];
        value += 1;
    }
    triples
};
