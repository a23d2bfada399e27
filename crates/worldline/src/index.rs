//! Where things are in the base: an index of its fields, and one of its windows.

use crate::scan;

/// The shortest and the longest field that is indexed: shorter ones are in many places.
const SHORTEST: usize = 6;
const LONGEST: usize = 256;

/// Set in an entry whose field is in the base more than once.
const REPEATED: u32 = 1 << 31;

/// Slots that are looked at for one field before it is left out.
const PROBES: usize = 4;

/// Finds fields, the text from one delimiter to the next, by their bytes.
#[derive(Debug, Default)]
pub(crate) struct FieldIndex {
    /// By hash: a position of the base plus 1, or 0.
    slots: Vec<u32>,
    shift: u32,
}

/// Where a field is in the base.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Found {
    /// Where it begins; of several, the last.
    pub at: usize,
    /// Whether it is there once.
    pub is_unique: bool,
}

impl FieldIndex {
    /// Indexes the base, which is shorter than 2 GiB.
    pub(crate) fn build(&mut self, base: &[u8], delimiter: u8) {
        // Fields that are too short to be kept are not made room for.
        let fields = (scan::count(base, delimiter) + 1).min(base.len() / (SHORTEST + 1) + 1);
        let slots = (fields * 2).next_power_of_two();
        self.shift = 64 - slots.trailing_zeros();
        self.slots.clear();
        self.slots.resize(slots, 0);
        let mut from = 0;
        for block in 0..base.len().div_ceil(64) {
            let block_at = block * 64;
            let mut mask = delimiters(&base[block_at..base.len().min(block_at + 64)], delimiter);
            while mask != 0 {
                let at = block_at + mask.trailing_zeros() as usize;
                mask &= mask - 1;
                self.insert(base, from, at);
                from = at + 1;
            }
        }
        self.insert(base, from, base.len());
    }

    fn insert(&mut self, base: &[u8], from: usize, to: usize) {
        let field = &base[from..to];
        if !(SHORTEST..=LONGEST).contains(&field.len()) {
            return;
        }
        let Ok(entry) = u32::try_from(from + 1) else { return };
        let first = self.slot(field);
        for probe in 0..PROBES {
            let slot = (first + probe) & (self.slots.len() - 1);
            let known = self.slots[slot];
            if known == 0 {
                self.slots[slot] = entry;
                return;
            }
            if begins_with_field(base, (known & !REPEATED) as usize - 1, field) {
                self.slots[slot] = entry | REPEATED;
                return;
            }
        }
    }

    fn slot(&self, field: &[u8]) -> usize {
        #[expect(clippy::cast_possible_truncation, reason = "shifted to the size of the table")]
        let slot = hash(field).checked_shr(self.shift).unwrap_or(0) as usize;
        slot
    }

    /// Finds a field of the base with these bytes.
    pub(crate) fn find(&self, base: &[u8], field: &[u8]) -> Option<Found> {
        if !(SHORTEST..=LONGEST).contains(&field.len()) {
            return None;
        }
        let first = self.slot(field);
        for probe in 0..PROBES {
            let known = self.slots[(first + probe) & (self.slots.len() - 1)];
            if known == 0 {
                return None;
            }
            let at = (known & !REPEATED) as usize - 1;
            if begins_with_field(base, at, field) {
                return Some(Found { at, is_unique: known & REPEATED == 0 });
            }
        }
        None
    }
}

/// Whether the base has `field` at `at`. What follows it there may be more of a longer field: as good for a match.
fn begins_with_field(base: &[u8], at: usize, field: &[u8]) -> bool {
    base.get(at..at + field.len()) == Some(field)
}

/// A bit for each byte of at most 64 that is a delimiter.
#[inline]
fn delimiters(block: &[u8], delimiter: u8) -> u64 {
    let mut mask = 0;
    for (i, eight) in block.chunks(8).enumerate() {
        let mut bytes = [!delimiter; 8];
        bytes[..eight.len()].copy_from_slice(eight);
        mask |= eight_bits(bytes, delimiter) << (8 * i);
    }
    mask
}

/// A bit for each of eight bytes that is a delimiter.
#[inline]
fn eight_bits(bytes: [u8; 8], delimiter: u8) -> u64 {
    // Gathers the high bits of the eight bytes into the lowest one.
    (scan::equal_bytes(bytes, delimiter) >> 7).wrapping_mul(0x0102_0408_1020_4080) >> 56
}

#[inline]
fn hash(field: &[u8]) -> u64 {
    let mut hash = field.len() as u64;
    let (eights, rest) = field.as_chunks::<8>();
    for eight in eights {
        hash = mix(hash ^ u64::from_le_bytes(*eight));
    }
    let mut last = [0; 8];
    last[..rest.len()].copy_from_slice(rest);
    mix(hash ^ u64::from_le_bytes(last))
}

#[inline]
fn mix(value: u64) -> u64 {
    let product = u128::from(value) * 0x9e37_79b9_7f4a_7c15_u128;
    #[expect(clippy::cast_possible_truncation, reason = "folded")]
    let folded = (product ^ (product >> 64)) as u64;
    folded.wrapping_mul(0xff51_afd7_ed55_8ccd)
}

/// Bytes of a window, and how far apart those of the base are: a match of `WINDOW + STRIDE - 1` bytes is found.
pub(crate) const WINDOW: usize = 16;
const STRIDE: usize = 8;

/// Finds what is no field: windows of 16 bytes, of which every eighth of the base is indexed.
#[derive(Debug, Default)]
pub(crate) struct WindowIndex {
    slots: Vec<u32>,
    shift: u32,
}

impl WindowIndex {
    pub(crate) fn build(&mut self, base: &[u8]) {
        let slots = (base.len() / STRIDE + 1).next_power_of_two().max(2);
        self.shift = 64 - slots.trailing_zeros();
        self.slots.clear();
        self.slots.resize(slots, 0);
        // Backwards, so that of equal windows the first stays: what follows it is longest.
        for at in (0..base.len().saturating_sub(WINDOW - 1)).step_by(STRIDE).rev() {
            if let (Some(window), Ok(entry)) = (base[at..].first_chunk(), u32::try_from(at + 1)) {
                let slot = self.slot(window);
                self.slots[slot] = entry;
            }
        }
    }

    #[inline]
    fn slot(&self, window: &[u8; WINDOW]) -> usize {
        let (halves, _) = window.as_chunks::<8>();
        let [a, b] = [halves[0], halves[1]].map(u64::from_le_bytes);
        let hash =
            (a.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ b.rotate_left(29)).wrapping_mul(0xff51_afd7_ed55_8ccd);
        #[expect(clippy::cast_possible_truncation, reason = "shifted to the size of the table")]
        let slot = (hash >> self.shift) as usize;
        slot
    }

    /// Finds where the base has the first bytes of `text`, if they are long enough for a window.
    #[inline]
    pub(crate) fn find(&self, base: &[u8], text: &[u8]) -> Option<usize> {
        let window = text.first_chunk()?;
        let at = (self.slots[self.slot(window)] as usize).checked_sub(1)?;
        base[at..].starts_with(window).then_some(at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_delimiter_of_a_block_has_its_bit() {
        for wanted in [0_u8, b',', 0x80, 0xff] {
            for at in 0..64 {
                let mut block = [wanted ^ 1; 64];
                block[at] = wanted;
                assert_eq!(delimiters(&block, wanted), 1 << at, "{wanted} {at}");
            }
        }
    }

    #[test]
    fn a_field_is_found_and_a_repeated_one_is_known_as_such() {
        let base = b"first field,second field,third field,second field";
        let mut index = FieldIndex::default();
        index.build(base, b',');
        let found = index.find(base, b"third field").unwrap();
        assert_eq!((found.at, found.is_unique), (25, true));
        let found = index.find(base, b"second field").unwrap();
        assert_eq!((found.at, found.is_unique), (37, false));
        assert!(index.find(base, b"fourth field").is_none());
    }

    #[test]
    fn a_window_is_found_where_it_is() {
        let base: Vec<u8> = (0..1000_u32).map(|i| (i * i % 251) as u8).collect();
        let mut index = WindowIndex::default();
        index.build(&base);
        assert_eq!(index.find(&base, &base[80..120]), Some(80));
        assert_eq!(index.find(&base, &[1; 40]), None);
    }
}
