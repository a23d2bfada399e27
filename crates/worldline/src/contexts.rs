//! What encoder and decoder learn on the way: the models, and which of them is asked where.
//!
//! One piece of code for both directions, generic over [`Symbols`].

use crate::model::Model;
use crate::numbers::{NumberModel, number, signed};
use crate::script::Kind;
use crate::symbols::Symbols;
use crate::table::Table;

/// Contexts of each table, a power of two.
pub(crate) const SITES: usize = 512;

/// All that encoder and decoder learn on the way.
#[derive(Debug)]
pub(crate) struct Contexts {
    likenesses: Table<Model>,
    counts: Table<NumberModel>,
    offsets: Table<NumberModel>,
    kinds: Table<Model>,
    lengths: Table<NumberModel>,
    skips: Table<NumberModel>,
    steps: Table<NumberModel>,
    jumps: NumberModel,
    hops: Table<NumberModel>,
    hop_offsets: Table<NumberModel>,
    digits: Table<Model>,
    text_high: Table<Model>,
    text_low: Table<Model>,
    over_high: Table<Model>,
    over_low: Table<Model>,
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
            likenesses: Table::new(SITES, Model::NEW),
            counts: Table::new(SITES, NumberModel::NEW),
            offsets: Table::new(SITES, NumberModel::NEW),
            kinds: Table::new(SITES, Model::NEW),
            lengths: Table::new(SITES, NumberModel::NEW),
            skips: Table::new(64, NumberModel::NEW),
            steps: Table::new(SITES, NumberModel::NEW),
            jumps: NumberModel::NEW,
            hops: Table::new(SITES, NumberModel::NEW),
            hop_offsets: Table::new(SITES, NumberModel::NEW),
            digits: Table::new(16 * 16, Model::NEW),
            text_high: Table::new(256, Model::NEW),
            text_low: Table::new(256 * 16, Model::NEW),
            over_high: Table::new(16 * 16, Model::NEW),
            over_low: Table::new(16 * 17, Model::NEW),
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
            table.clear();
        }
        *jumps = NumberModel::NEW;
        for table in [likenesses, kinds, digits, text_high, text_low, over_high, over_low] {
            table.clear();
        }
    }

    #[inline]
    pub(crate) fn likeness(&mut self, symbols: &mut impl Symbols, site: u64, value: u8) -> u8 {
        symbols.symbol(self.likenesses.slot(context(site)), value)
    }

    #[inline]
    pub(crate) fn count(&mut self, symbols: &mut impl Symbols, site: u64, value: u64) -> u64 {
        number(symbols, self.counts.slot(context(site)), value)
    }

    #[inline]
    pub(crate) fn offset(&mut self, symbols: &mut impl Symbols, site: u64, value: u64) -> u64 {
        number(symbols, self.offsets.slot(context(site)), value)
    }

    #[inline]
    pub(crate) fn kind(&mut self, symbols: &mut impl Symbols, site: u64, value: u8) -> u8 {
        symbols.symbol(self.kinds.slot(context(site)), value)
    }

    #[inline]
    pub(crate) fn length(&mut self, symbols: &mut impl Symbols, site: u64, value: u64) -> u64 {
        number(symbols, self.lengths.slot(context(site)), value)
    }

    #[inline]
    pub(crate) fn skip(&mut self, symbols: &mut impl Symbols, site: u64, value: u64) -> u64 {
        number(symbols, self.skips.slot(context(site) % 64), value)
    }

    #[inline]
    pub(crate) fn step(&mut self, symbols: &mut impl Symbols, site: u64, value: i64) -> i64 {
        signed(symbols, self.steps.slot(context(site)), value)
    }

    /// Bytes from one place of the base to another.
    pub(crate) fn jump(&mut self, symbols: &mut impl Symbols, value: i64) -> i64 {
        signed(symbols, &mut self.jumps, value)
    }

    /// Fields from one to another nearby.
    pub(crate) fn hop(&mut self, symbols: &mut impl Symbols, site: u64, value: i64) -> i64 {
        signed(symbols, self.hops.slot(context(site)), value)
    }

    /// Bytes into the field that a hop goes to.
    pub(crate) fn hop_offset(&mut self, symbols: &mut impl Symbols, site: u64, value: u64) -> u64 {
        number(symbols, self.hop_offsets.slot(context(site)), value)
    }

    /// A digit, a point (10) or a sign (11), told from the one in its place in the base, or 12 if there is none, and from
    /// how many came before it. The last digit of a number that is alone has 13.
    #[inline]
    pub(crate) fn digit(&mut self, symbols: &mut impl Symbols, old: u8, before: usize, value: u8) -> u8 {
        symbols.symbol(self.digits.slot(usize::from(old & 15) * 16 + before.min(15)), value)
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
        let high = symbols.symbol(self.over_high.slot(before * 16 + usize::from(old >> 4)), value >> 4);
        // Whether the upper half stayed tells how near the lower one is.
        let nearness = if high == old >> 4 { usize::from(old & 15) } else { 16 };
        (high << 4) | symbols.symbol(self.over_low.slot(before * 17 + nearness), value & 15)
    }

    /// A byte of text, told from the one before it.
    #[inline]
    pub(crate) fn byte(&mut self, symbols: &mut impl Symbols, before: u8, value: u8) -> u8 {
        let high = symbols.symbol(self.text_high.slot(usize::from(before)), value >> 4);
        let low = self.text_low.slot(usize::from(before) * 16 + usize::from(high & 15));
        (high << 4) | symbols.symbol(low, value & 15)
    }
}

/// The context of the length of what comes in place of `rest` bytes of a token.
#[inline]
pub(crate) fn length_site(site: u64, kind: Kind, rest: usize) -> u64 {
    site ^ ((kind as u64) << 8 | rest.min(15) as u64).wrapping_mul(0xc2b2_ae3d_27d4_eb4f)
}
