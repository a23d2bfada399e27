//! The script of edits: how a document is told as runs of its base and what comes between them.
//!
//! One piece of code for both directions, generic over [`Symbols`].

use crate::model::Model;
use crate::place::RunEnd;
use crate::symbols::Symbols;
use crate::token;

/// Contexts of each table, a power of two.
const SITES: usize = 512;

/// What follows a run of the base.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Kind {
    /// The rest of the base's token gives way to as many digits.
    SameDigits = 0,
    /// The rest of the token gives way to digits.
    Digits = 1,
    /// The rest of the token gives way to bytes.
    Text = 2,
    /// Bytes come in, none go.
    Insert = 3,
    /// Bytes go, none come in.
    Remove = 4,
    /// Bytes give way to bytes.
    Replace = 5,
    /// The rest of the token gives way to what it gave way to the last time.
    Again = 6,
    /// The number grows as the last one at a place like this did.
    SameStep = 7,
    /// The number grows.
    Step = 8,
    /// Bytes come in, and the base goes on elsewhere.
    Jump = 9,
    /// Bytes give way to bytes of the bulk.
    Bulk = 10,
    /// The document ends.
    End = 11,
    /// Bytes give way to as many bytes.
    Overwrite = 12,
    /// Bytes come in, and the base goes on in a field nearby.
    Hop = 13,
}

impl Kind {
    pub(crate) fn of(number: u8) -> Option<Self> {
        Some(match number {
            0 => Self::SameDigits,
            1 => Self::Digits,
            2 => Self::Text,
            3 => Self::Insert,
            4 => Self::Remove,
            5 => Self::Replace,
            6 => Self::Again,
            7 => Self::SameStep,
            8 => Self::Step,
            9 => Self::Jump,
            10 => Self::Bulk,
            11 => Self::End,
            12 => Self::Overwrite,
            13 => Self::Hop,
            _ => return None,
        })
    }
}

/// Tokens that are remembered, a power of two.
const MEMORY: usize = 8192;

/// The models of a number of any size.
#[derive(Debug, Clone, Copy)]
struct NumberModel {
    first: Model,
    second: Model,
    third: Model,
}

impl NumberModel {
    const NEW: Self = Self { first: Model::NEW, second: Model::NEW, third: Model::NEW };
}

/// How a run and the kind of edit after it agree with the last ones from a site like this.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Likeness {
    /// The run crosses another number of delimiters.
    None = 0,
    /// Run and kind are the same.
    All = 1,
    /// The run is the same.
    Run = 2,
    /// The run crosses as many delimiters but ends elsewhere; the kind is the same.
    KindAndDelimiters = 3,
    /// The run crosses as many delimiters.
    Delimiters = 4,
}

impl Likeness {
    pub(crate) fn of(number: u8) -> Option<Self> {
        [Self::None, Self::All, Self::Run, Self::KindAndDelimiters, Self::Delimiters]
            .get(usize::from(number))
            .copied()
    }
}

/// A run and the kind of edit after it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Shape {
    pub end: RunEnd,
    pub kind: Kind,
}

impl Shape {
    /// What a script is taken to have had before it began.
    const FIRST: Self = Self { end: RunEnd { delimiters: 0, offset: 0 }, kind: Kind::End };

    pub(crate) fn likeness(&self, last: &Self) -> Likeness {
        let is_same = (
            self.end.delimiters == last.end.delimiters,
            self.end.offset == last.end.offset,
            self.kind == last.kind,
        );
        match is_same {
            (false, ..) => Likeness::None,
            (_, true, true) => Likeness::All,
            (_, true, false) => Likeness::Run,
            (_, false, true) => Likeness::KindAndDelimiters,
            (_, false, false) => Likeness::Delimiters,
        }
    }
}

/// All that encoder and decoder learn on the way.
#[derive(Debug)]
pub(crate) struct Contexts {
    likenesses: Vec<Model>,
    counts: Vec<NumberModel>,
    offsets: Vec<NumberModel>,
    kinds: Vec<Model>,
    lengths: Vec<NumberModel>,
    skips: Vec<NumberModel>,
    steps: Vec<NumberModel>,
    jumps: NumberModel,
    hops: Vec<NumberModel>,
    hop_offsets: Vec<NumberModel>,
    digits: Vec<Model>,
    text_high: Vec<Model>,
    text_low: Vec<Model>,
    over_high: Vec<Model>,
    over_low: Vec<Model>,
}

/// The hash of a context as an index of a table of `SITES`.
#[inline]
pub(crate) fn context(parts: u64) -> usize {
    let upper = (parts.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 48) as usize;
    upper % SITES
}

impl Contexts {
    pub(crate) fn new() -> Self {
        Self {
            likenesses: vec![Model::NEW; SITES],
            counts: vec![NumberModel::NEW; SITES],
            offsets: vec![NumberModel::NEW; SITES],
            kinds: vec![Model::NEW; SITES],
            lengths: vec![NumberModel::NEW; SITES],
            skips: vec![NumberModel::NEW; 64],
            steps: vec![NumberModel::NEW; SITES],
            jumps: NumberModel::NEW,
            hops: vec![NumberModel::NEW; SITES],
            hop_offsets: vec![NumberModel::NEW; SITES],
            digits: vec![Model::NEW; 16 * 16],
            text_high: vec![Model::NEW; 256],
            text_low: vec![Model::NEW; 256 * 16],
            over_high: vec![Model::NEW; 16 * 16],
            over_low: vec![Model::NEW; 16 * 17],
        }
    }

    /// Forgets what was learned.
    pub(crate) fn clear(&mut self) {
        // Taken apart, so that no table can be forgotten.
        let Self {
            likenesses,
            counts,
            offsets,
            kinds,
            lengths,
            skips,
            steps,
            jumps,
            hops,
            hop_offsets,
            digits,
            text_high,
            text_low,
            over_high,
            over_low,
        } = self;
        for table in [counts, offsets, lengths, skips, steps, hops, hop_offsets] {
            table.fill(NumberModel::NEW);
        }
        *jumps = NumberModel::NEW;
        for table in [likenesses, kinds, digits, text_high, text_low, over_high, over_low] {
            table.fill(Model::NEW);
        }
    }

    #[inline]
    pub(crate) fn likeness(&mut self, symbols: &mut impl Symbols, site: u64, value: u8) -> u8 {
        symbols.symbol(&mut self.likenesses[context(site)], value)
    }

    #[inline]
    pub(crate) fn count(&mut self, symbols: &mut impl Symbols, site: u64, value: u64) -> u64 {
        number(symbols, &mut self.counts[context(site)], value)
    }

    #[inline]
    pub(crate) fn offset(&mut self, symbols: &mut impl Symbols, site: u64, value: u64) -> u64 {
        number(symbols, &mut self.offsets[context(site)], value)
    }

    #[inline]
    pub(crate) fn kind(&mut self, symbols: &mut impl Symbols, site: u64, value: u8) -> u8 {
        symbols.symbol(&mut self.kinds[context(site)], value)
    }

    #[inline]
    pub(crate) fn length(&mut self, symbols: &mut impl Symbols, site: u64, value: u64) -> u64 {
        number(symbols, &mut self.lengths[context(site)], value)
    }

    #[inline]
    pub(crate) fn skip(&mut self, symbols: &mut impl Symbols, site: u64, value: u64) -> u64 {
        number(symbols, &mut self.skips[context(site) % 64], value)
    }

    #[inline]
    pub(crate) fn step(&mut self, symbols: &mut impl Symbols, site: u64, value: i64) -> i64 {
        signed(symbols, &mut self.steps[context(site)], value)
    }

    /// Bytes from one place of the base to another.
    pub(crate) fn jump(&mut self, symbols: &mut impl Symbols, value: i64) -> i64 {
        signed(symbols, &mut self.jumps, value)
    }

    /// Fields from one to another nearby.
    pub(crate) fn hop(&mut self, symbols: &mut impl Symbols, site: u64, value: i64) -> i64 {
        signed(symbols, &mut self.hops[context(site)], value)
    }

    /// Bytes into the field that a hop goes to.
    pub(crate) fn hop_offset(&mut self, symbols: &mut impl Symbols, site: u64, value: u64) -> u64 {
        number(symbols, &mut self.hop_offsets[context(site)], value)
    }

    /// A digit, told from the digit in its place in the base, or 10, and from how many came before it.
    #[inline]
    pub(crate) fn digit(&mut self, symbols: &mut impl Symbols, old: u8, before: usize, value: u8) -> u8 {
        symbols.symbol(&mut self.digits[usize::from(old & 15) * 16 + before.min(15)], value)
    }

    /// A byte that comes in place of `old`, told from that and from how many came so before it.
    #[inline]
    pub(crate) fn overwritten(
        &mut self,
        symbols: &mut impl Symbols,
        old: u8,
        before: usize,
        value: u8,
    ) -> u8 {
        let before = before.min(15);
        let high = symbols.symbol(&mut self.over_high[before * 16 + usize::from(old >> 4)], value >> 4);
        // Whether the upper half stayed tells how near the lower one is.
        let nearness = if high == old >> 4 { usize::from(old & 15) } else { 16 };
        (high << 4) | symbols.symbol(&mut self.over_low[before * 17 + nearness], value & 15)
    }

    /// A byte of text, told from the one before it.
    #[inline]
    pub(crate) fn byte(&mut self, symbols: &mut impl Symbols, before: u8, value: u8) -> u8 {
        let high = symbols.symbol(&mut self.text_high[usize::from(before)], value >> 4);
        let low = &mut self.text_low[usize::from(before) * 16 + usize::from(high & 15)];
        (high << 4) | symbols.symbol(low, value & 15)
    }
}

/// A number of either sign.
#[inline]
fn signed(symbols: &mut impl Symbols, model: &mut NumberModel, value: i64) -> i64 {
    let folded = (value.wrapping_shl(1) ^ (value >> 63)).cast_unsigned();
    let folded = number(symbols, model, folded);
    (folded >> 1).cast_signed() ^ -(folded & 1).cast_signed()
}

/// A number: small ones in one symbol, larger ones in more.
#[inline]
fn number(symbols: &mut impl Symbols, model: &mut NumberModel, value: u64) -> u64 {
    let class = match value {
        0..12 => value.to_le_bytes()[0],
        12..28 => 12,
        28..284 => 13,
        _ => 14,
    };
    match symbols.symbol(&mut model.first, class) {
        class @ 0..12 => u64::from(class),
        class => large_number(symbols, model, class, value),
    }
}

fn large_number(symbols: &mut impl Symbols, model: &mut NumberModel, class: u8, value: u64) -> u64 {
    match class {
        12 => {
            let low = value.wrapping_sub(12).to_le_bytes()[0];
            12 + u64::from(symbols.symbol(&mut model.second, low & 15))
        }
        13 => {
            let byte = value.wrapping_sub(28).to_le_bytes()[0];
            let high = symbols.symbol(&mut model.second, byte >> 4);
            let low = symbols.symbol(&mut model.third, byte & 15);
            28 + u64::from(high << 4 | low)
        }
        _ => {
            let rest = value.wrapping_sub(284);
            // Bits below the highest set one are bare; their number, 0 to 63, is told in two symbols.
            let bits = 63 - (rest | 1).leading_zeros().min(63);
            let bits = bits.to_le_bytes()[0];
            let high = symbols.symbol(&mut model.second, bits >> 4) & 3;
            let bits = u32::from(high << 4 | symbols.symbol(&mut model.third, bits & 15));
            let mut told = 0;
            let mut at = 0;
            while at < bits + 1 {
                let count = (bits + 1 - at).min(16);
                let part = (rest >> at) & 0xffff;
                let part = symbols.bits(part as u16 & mask(count), count);
                told |= u64::from(part) << at;
                at += count;
            }
            told.wrapping_add(284)
        }
    }
}

#[inline]
fn mask(count: u32) -> u16 {
    u16::MAX >> (16 - count)
}

/// Where an edit is, as a hash of what is there in the base: the start of its field, of whatever digits.
#[inline]
pub(crate) fn site_of(base: &[u8], field: usize) -> u64 {
    let rest = base.get(field..).unwrap_or_default();
    let blank = rest.iter().take(64).take_while(|byte| **byte <= b' ').count();
    let rest = &rest[blank..];
    let mut text = [0; 8];
    let len = rest.len().min(8);
    text[..len].copy_from_slice(&rest[..len]);
    without_digits(u64::from_le_bytes(text)).wrapping_mul(0xff51_afd7_ed55_8ccd).rotate_left(29)
}

/// The same with all bytes from 0x30 to 0x3f, among them the digits, made one.
#[inline]
fn without_digits(text: u64) -> u64 {
    const LOW: u64 = 0x0f0f_0f0f_0f0f_0f0f;
    const THREES: u64 = 0x3030_3030_3030_3030;
    const SEVENS: u64 = 0x7f7f_7f7f_7f7f_7f7f;
    let other = (text & !LOW) ^ THREES;
    let is_other = (((other & SEVENS) + SEVENS) | other) & !SEVENS;
    text & (((is_other >> 7) * 0xff) | !LOW)
}

/// What tokens gave way to, so that the same change elsewhere costs next to nothing.
#[derive(Debug)]
pub(crate) struct Memory {
    /// By the hash of a token: the hash, and where in the document is what it gave way to.
    replaced: Vec<(u32, u32, u32)>,
    /// By the hash of a site: how much the number there grew.
    steps: Vec<i64>,
    /// By the hash of a site: what came after it.
    shapes: Vec<Shape>,
}

impl Memory {
    pub(crate) fn new() -> Self {
        Self { replaced: vec![(0, 0, 0); MEMORY], steps: vec![0; SITES], shapes: vec![Shape::FIRST; SITES] }
    }

    pub(crate) fn clear(&mut self) {
        self.replaced.fill((0, 0, 0));
        self.steps.fill(0);
        self.shapes.fill(Shape::FIRST);
    }

    /// Whether what a token gave way to is worth a place: a long number will hardly come again.
    #[inline]
    pub(crate) fn is_memorable(kind: Kind, len: usize) -> bool {
        !(matches!(kind, Kind::SameDigits | Kind::Digits) && len >= 8)
    }

    /// The key of a token: its bytes, or where there are none, how far into its field the place is.
    #[inline]
    pub(crate) fn key(rest: &[u8], offset: u64) -> u32 {
        let mut hash = if rest.is_empty() { offset ^ 0x5bd1_e995 } else { rest.len() as u64 };
        for chunk in rest.chunks(8) {
            let mut bytes = [0; 8];
            bytes[..chunk.len()].copy_from_slice(chunk);
            hash = (hash ^ u64::from_le_bytes(bytes)).wrapping_mul(0x9fb2_1c65_1e98_df25).rotate_left(23);
        }
        let hash = (hash.wrapping_mul(0x9fb2_1c65_1e98_df25) >> 32) as u32;
        hash | 1
    }

    /// Where in the document the token of `key` gave way to what is there, and its length.
    #[inline]
    pub(crate) fn recall(&self, key: u32) -> Option<(usize, usize)> {
        let (known, start, len) = self.replaced[key as usize >> 1 & (MEMORY - 1)];
        (known == key).then_some((start as usize, len as usize))
    }

    #[inline]
    pub(crate) fn remember(&mut self, key: u32, start: usize, len: usize) {
        // Documents are shorter than 4 GiB.
        let (Ok(start), Ok(len)) = (u32::try_from(start), u32::try_from(len)) else { return };
        self.replaced[key as usize >> 1 & (MEMORY - 1)] = (key, start, len);
    }

    /// What came last after a site like this.
    #[inline]
    pub(crate) fn shape(&mut self, site: u64) -> &mut Shape {
        &mut self.shapes[context(site)]
    }

    #[inline]
    pub(crate) fn step(&mut self, site: u64) -> &mut i64 {
        &mut self.steps[context(site)]
    }
}

/// The number that the token at `at` of the base is, if it is one, and where it begins.
#[inline]
pub(crate) fn number_at(base: &[u8], at: usize, rest: usize) -> Option<(usize, token::Number)> {
    let start = at - token::number_before(base, at);
    token::Number::parse(&base[start..at + rest]).map(|number| (start, number))
}

/// The context of the length of what comes in place of `rest` bytes of a token.
#[inline]
pub(crate) fn length_site(site: u64, kind: Kind, rest: usize) -> u64 {
    site ^ ((kind as u64) << 8 | rest.min(15) as u64).wrapping_mul(0xc2b2_ae3d_27d4_eb4f)
}
