//! An adaptive model of a symbol of 16 values.

/// Bits of a probability: the frequencies of the 16 values sum to 2 to this power.
pub(crate) const PRECISION: u32 = 15;

/// A model moves its cumulative frequencies towards a symbol that was seen by 1/4 at first and by 1/64 in the end.
const FIRST_SHIFT: u32 = 2;
const LAST_SHIFT: u32 = 6;

/// What a model begins with in the place of the first cumulative frequency: see [`Model`].
const UNUSED: i16 = -(1 << 14);

/// Cumulative frequencies of the values 0 to 15.
///
/// In the place of the first, which would always be 0, is how little the model knows yet, as a number below 0 that
/// each use moves towards 0 as it does the others. So a use is the same few vector instructions for all 16 lanes, and
/// the rate, which follows from that number, falls about as 1 in the number of uses.
#[derive(Debug, Clone, Copy)]
#[repr(align(32))]
pub(crate) struct Model([i16; 16]);

/// What a symbol takes of the range: where it begins and how much it has, of 2^15.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Share {
    pub start: u16,
    pub frequency: u16,
}

/// Where the cumulative frequencies go when a value was seen: all the range to it, but one for each other.
const TARGETS: [[i16; 16]; 16] = {
    let mut targets = [[0; 16]; 16];
    let mut seen = 0;
    while seen < 16 {
        let mut i = 1;
        while i < 16 {
            #[expect(clippy::cast_possible_truncation, clippy::cast_possible_wrap, reason = "below 16")]
            let least = i as i16;
            targets[seen][i] = if i <= seen { least } else { i16::MAX - 15 + least };
            i += 1;
        }
        seen += 1;
    }
    targets
};

impl Model {
    /// All values are equally likely.
    pub(crate) const NEW: Self = {
        let mut cumulative = [UNUSED; 16];
        let mut i = 1;
        while i < 16 {
            #[expect(clippy::cast_possible_truncation, clippy::cast_possible_wrap, reason = "below 16")]
            let i_16 = i as i16;
            cumulative[i] = i_16 << (PRECISION - 4);
            i += 1;
        }
        Self(cumulative)
    };

    #[inline]
    pub(crate) fn share(&self, value: u8) -> Share {
        let value = usize::from(value & 15);
        let start = self.0[value].max(0).cast_unsigned();
        let end = if value == 15 { 1 << PRECISION } else { self.0[value + 1].cast_unsigned() };
        Share { start, frequency: end - start }
    }

    /// The value whose share has `slot`, which is below 2^15.
    #[inline]
    pub(crate) fn find(&self, slot: u16) -> u8 {
        // Four lanes to a word: the upper bit of each is free, and takes whether the slot is at or above the lane's.
        const HIGH: u64 = 0x8000_8000_8000_8000;
        const ONES: u64 = 0x0001_0001_0001_0001;
        let slots = (u64::from(slot) * ONES) | HIGH;
        let at_or_above = |word: u64| ((slots - (word & !HIGH)) & HIGH) >> 15;
        let [a, b, c, d] = self.words();
        // The first lane is no frequency; the value 0 begins at 0, which every slot is above.
        let counts = at_or_above(a & !0xffff) + at_or_above(b) + at_or_above(c) + at_or_above(d);
        (counts.wrapping_mul(ONES) >> 48).to_le_bytes()[0] - 1
    }

    /// The lanes, four to a word.
    #[inline]
    fn words(&self) -> [u64; 4] {
        let mut words = [0; 4];
        for (word, lanes) in words.iter_mut().zip(self.0.as_chunks::<4>().0) {
            let [a, b, c, d] = lanes.map(|lane| u64::from(lane.cast_unsigned()));
            *word = a | b << 16 | c << 32 | d << 48;
        }
        words
    }

    /// Learns that `value` was seen.
    #[inline]
    pub(crate) fn learn(&mut self, value: u8) {
        let ignorance = self.0[0].unsigned_abs();
        let shift = (FIRST_SHIFT + (ignorance | 1).leading_zeros() - UNUSED.unsigned_abs().leading_zeros())
            .min(LAST_SHIFT);
        let targets = &TARGETS[usize::from(value & 15)];
        for (cumulative, target) in self.0.iter_mut().zip(targets) {
            *cumulative += (target - *cumulative) >> shift;
        }
    }
}
