//! An adaptive model of a symbol of 16 values.

/// Bits of a probability: the frequencies of the 16 values sum to 2 to this power.
pub(crate) const PRECISION: u32 = 15;

/// How far the 16 cumulative frequencies move towards a symbol that was seen: 1/2^shift, slower as it learns.
const FIRST_SHIFT: u16 = 2;
const LAST_SHIFT: u16 = 6;

/// Cumulative frequencies of the values 0 to 15 and, where the first would always be 0, how often it was used.
#[derive(Debug, Clone, Copy)]
#[repr(align(32))]
pub(crate) struct Model([u16; 16]);

/// What a symbol takes of the range: where it begins and how much it has, of 2^15.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Share {
    pub start: u16,
    pub frequency: u16,
}

/// Where the cumulative frequencies go when a value was seen: all the range to it, but one for each other.
const TARGETS: [[u16; 16]; 16] = {
    let mut targets = [[0; 16]; 16];
    let mut seen = 0;
    while seen < 16 {
        let mut i = 1;
        while i < 16 {
            #[expect(clippy::cast_possible_truncation, reason = "below 16")]
            let least = i as u16;
            targets[seen][i] = if i <= seen { least } else { (1 << PRECISION) - 16 + least };
            i += 1;
        }
        seen += 1;
    }
    targets
};

impl Model {
    /// All values are equally likely.
    pub(crate) const NEW: Self = {
        let mut cumulative = [0; 16];
        let mut i = 1;
        while i < 16 {
            #[expect(clippy::cast_possible_truncation, reason = "below 16")]
            let i_16 = i as u16;
            cumulative[i] = i_16 << (PRECISION - 4);
            i += 1;
        }
        Self(cumulative)
    };

    #[inline]
    pub(crate) fn share(&self, value: u8) -> Share {
        let value = usize::from(value & 15);
        let start = if value == 0 { 0 } else { self.0[value] };
        let end = if value == 15 { 1 << PRECISION } else { self.0[value + 1] };
        Share { start, frequency: end - start }
    }

    /// The value whose share has `slot`.
    #[inline]
    pub(crate) fn find(&self, slot: u16) -> u8 {
        let mut value = 0;
        for cumulative in &self.0[1..] {
            value += u8::from(*cumulative <= slot);
        }
        value
    }

    /// Learns that `value` was seen.
    #[inline]
    pub(crate) fn learn(&mut self, value: u8) {
        let uses = self.0[0];
        let shift = (FIRST_SHIFT + (uses >> 1)).min(LAST_SHIFT);
        let targets = &TARGETS[usize::from(value & 15)];
        for (cumulative, target) in self.0.iter_mut().zip(targets) {
            let step = target.wrapping_sub(*cumulative).cast_signed() >> shift;
            *cumulative = cumulative.wrapping_add(step.cast_unsigned());
        }
        self.0[0] = (uses + 1).min(255);
    }
}
