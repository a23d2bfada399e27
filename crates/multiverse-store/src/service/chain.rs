//! Which content a delta is made against, and when it is worth being one: the one place for the shape of chains.
//!
//! # The shape
//! Saves since a keyframe are numbered, and a number is read by its digits to the base of the stride, which is 5 where
//! the allowed depth has room for it. The base of a save is the one whose number has the last digit that is not 0
//! lowered by 1: mostly the save just before, after every 5th save the 5th before, after every 25th the 25th before.
//! So a save is as many links from the keyframe as its digits add up to: at 8 links a keyframe serves 25 saves, at 16
//! it serves 625, and four in five are made against their neighbour.
//!
//! Measured on a real history of 74 saves of 0.3 MB, whose deltas (zstd --patch-from) grow from 1.5 kB between
//! neighbours to 2.6, 3.6 and 5.0 kB at distances of 5, 9 and 16, where a keyframe has 39 kB. Reckoned per save
//! of a long history at 16 links: a plain chain 3.7 kB, since it needs a keyframe every 17 saves; two levels of 9
//! saves 2.2; three of 6 2.0; four of 5 1.9; eight of 3 2.1. At 8 links and two levels of 5 it is 3.3 kB, where a
//! plain chain takes 5.6.
//!
//! The base is always found among what the content before rests on, so no other row has to be looked at: forks and
//! saves into the past follow the same rule from where they start.
//!
//! # The bounds
//! A cold read is to cost less than three times inflating one gzip of the document, which zlib does at 250 to 400 MB of
//! output a second: about 9 ms for each MB. The depth bounds how many links a read decodes; that a chain has no more
//! bytes than its document bounds what they have to unpack, and what is fetched.
//!
//! Measured on two shared cores at 8 links: 2.3 ms for 0.3 MB of the real history, 7 for 1 MB of a calm village, 14 of a
//! busy one, 23 of one where everything changes a little; a keyframe takes 1.5. Hence the default of 8, which keeps to
//! the bound for the first two. zlib-rs inflates at 1 GB/s, and beside that no chain of more than 3 links keeps to it.

use crate::catalog::tables::contents::Link;

/// The shortest packed document for which a delta is thought of: below, a row costs more than its bytes.
pub(super) const WORTH_A_DELTA: usize = 512;

/// How much longer than the document a base may be: it has to be rebuilt for every read.
const LONGER_BASE: u64 = 4;

/// The rule, with what the operator has set.
#[derive(Debug, Clone, Copy)]
pub(super) struct Chains {
    /// The most links between a content and its keyframe; 0 for no deltas at all.
    pub max_depth: u64,
}

impl Chains {
    /// The base of the numbers that saves have. A smaller one makes more of them rest on what is far before, a larger
    /// one needs more keyframes; at a small depth only a small one makes two levels.
    fn stride(self) -> u64 {
        (self.max_depth / 2 + 1).clamp(2, 5)
    }

    /// The base for a document of `length` bytes that follows the first of `line`, which the others come below, down
    /// to the keyframe. None if it is to be a keyframe.
    pub(super) fn base(self, line: &[Link], length: u64) -> Option<Link> {
        let number = line.first()?.since_keyframe.checked_add(1)?;
        let (mut back, mut room) = (1, 0);
        // The links that the saves up to the next one of this level will add.
        while number.is_multiple_of(self.stride().saturating_mul(back)) {
            back *= self.stride();
            room += self.stride() - 1;
        }
        let base = line.iter().find(|link| link.since_keyframe <= number - back)?;
        let is_deep = base.depth + 1 + room > self.max_depth;
        let is_full = base.chain_bytes >= length || base.length / LONGER_BASE > length;
        (!is_deep && !is_full).then_some(*base)
    }

    /// Whether a delta of `stored` bytes keeps the bound on what a read fetches.
    pub(super) fn fits(self, base: &Link, stored: u64, length: u64) -> bool {
        base.chain_bytes.saturating_add(stored) <= length
    }
}

/// Whether a delta is so small beside the document, or beside the keyframe of its chain, that packing the document to
/// compare would be a waste.
pub(super) fn pays_obviously(stored: u64, length: u64, keyframe: u64) -> bool {
    (stored < length / 20 && stored < keyframe / 2) || stored < keyframe / 4
}

/// Whether a delta is clearly smaller than the keyframe that the document would be: by a quarter, since it also makes
/// reads slower.
pub(super) fn pays(stored: u64, packed: u64) -> bool {
    stored.saturating_mul(4) <= packed.saturating_mul(3)
}

#[cfg(test)]
mod tests {
    use multiverse_model::Checksum;

    use super::*;

    fn next(line: &[Link], base: Option<Link>, n: u64) -> Vec<Link> {
        let link = Link {
            checksum: Checksum::of(&n.to_le_bytes()),
            length: 1_000_000,
            stored_length: 1,
            depth: base.map_or(0, |base| base.depth + 1),
            since_keyframe: base.map_or(0, |_| line[0].since_keyframe + 1),
            chain_bytes: base.map_or(1, |base| base.chain_bytes + 1),
        };
        let rest = line.iter().skip_while(|link| base.is_none_or(|base| base != **link));
        std::iter::once(link).chain(rest.copied()).collect()
    }

    /// The depths of a long line of saves whose deltas all pay.
    fn depths(max_depth: u64, saves: u64) -> Vec<u64> {
        let mut line = Vec::new();
        let step = |n| {
            let base = Chains { max_depth }.base(&line, 1_000_000);
            line = next(&line, base, n);
            assert_eq!(line.len() as u64, line[0].depth + 1, "a line is the chain of its first");
            line[0].depth
        };
        (0..saves).map(step).collect()
    }

    #[test]
    fn no_chain_is_deeper_than_is_allowed_and_keyframes_are_as_rare_as_that_permits() {
        for (max_depth, per_keyframe) in
            [(0, 1), (1, 2), (2, 4), (3, 8), (4, 9), (8, 25), (12, 125), (16, 625)]
        {
            let depths = depths(max_depth, 3_000);
            assert!(depths.iter().all(|depth| *depth <= max_depth), "{max_depth}: {depths:?}");
            let second = depths.iter().skip(1).position(|depth| *depth == 0).unwrap() + 1;
            assert_eq!(second, per_keyframe, "{max_depth}: {depths:?}");
        }
    }

    #[test]
    fn a_save_is_as_deep_as_the_digits_of_its_number_add_up_to() {
        assert_eq!(depths(4, 10), [0, 1, 2, 1, 2, 3, 2, 3, 4, 0]);
        assert_eq!(depths(16, 12), [0, 1, 2, 3, 4, 1, 2, 3, 4, 5, 2, 3]);
    }

    #[test]
    fn a_chain_with_as_many_bytes_as_the_document_is_not_made_longer() {
        let line = next(&[], None, 0);
        let full = Link { chain_bytes: 900, ..line[0] };
        let chains = Chains { max_depth: 16 };
        assert_eq!(chains.base(&[full], 900), None);
        assert!(chains.base(&[full], 901).is_none(), "its base is far longer than the document");
        assert!(chains.base(&[Link { length: 1000, ..full }], 901).is_some());
        assert!(chains.fits(&full, 1, 901) && !chains.fits(&full, 2, 901));
    }

    #[test]
    fn a_delta_pays_if_it_is_clearly_smaller() {
        assert!(pays_obviously(10, 1000, 100) && pays_obviously(24, 100, 100));
        assert!(!pays_obviously(60, 1000, 100) && !pays_obviously(49, 1000, 90));
        assert!(pays(75, 100) && !pays(76, 100));
    }
}
