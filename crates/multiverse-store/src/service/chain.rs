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
//! A cold read is to cost less than three times inflating one gzip of the document. zlib-rs inflates JSON at about
//! 1 GB/s, so there are 3 ns or a little more for each byte; unpacking the keyframe takes about 0.9 of them, SHA-256 0.65,
//! and what is asked of the catalog and the vault 0.3 of a document of 1 MB. The rest is for deltas: [`BUDGET`]. Decoding
//! one takes time by the bytes that it copies and by the bytes that it is stored in: [`COPY`] and [`STORED`], measured
//! by `cargo bench -p multiverse-worldline` on worlds where little and where nearly everything changes. So worlds that change little
//! have deep chains, up to the depth that is allowed, and those that change all over have shallow ones. Where the base
//! that the shape asks for would make a read too dear, a base nearer to the keyframe is taken.

use crate::catalog::tables::contents::Link;

/// The shortest packed document for which a delta is thought of: below, a row costs more than its bytes.
pub(super) const WORTH_A_DELTA: usize = 512;

/// How much longer than the document a base may be: it has to be rebuilt for every read.
const LONGER_BASE: u64 = 4;

/// Nanoseconds for each byte of the document that the deltas of a chain may take, in hundredths.
const BUDGET: u64 = 160;

/// Nanoseconds for each byte of the document that one delta takes to copy it, in hundredths.
const COPY: u64 = 20;

/// Nanoseconds for each byte that deltas are stored in, in hundredths.
const STORED: u64 = 1_400;

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
    /// Only the first `own` links may be it: see [`Before`](super::place::Before).
    pub(super) fn base(self, line: &[Link], own: usize, length: u64) -> Option<Link> {
        let number = line.first()?.since_keyframe.checked_add(1)?;
        let (mut back, mut room) = (1, 0);
        // The links that the saves up to the next one of this level will add.
        while number.is_multiple_of(self.stride().saturating_mul(back)) {
            back *= self.stride();
            room += self.stride() - 1;
        }
        let line_of_own = line.get(..own)?;
        let shaped = line_of_own.iter().position(|link| link.since_keyframe <= number - back);
        let shaped = shaped.or(own.checked_sub(1))?;
        let keyframe = line.last()?.stored_length;
        // As the last delta was, or small if there is none.
        let expected =
            line.first().filter(|link| link.depth > 0).map_or(length / 64, |link| link.stored_length);
        let is_allowed = |base: &&Link, room: u64| {
            base.depth + 1 + room <= self.max_depth
                && base.length / LONGER_BASE <= length
                && self.fits(base, keyframe, expected, length)
        };
        let (first, nearer) = line_of_own[shaped..].split_first()?;
        Some(*first)
            .filter(|base| is_allowed(&base, room))
            .or_else(|| nearer.iter().find(|b| is_allowed(b, 0)).copied())
    }

    /// Whether with a delta of `stored` bytes a read keeps the bounds. `keyframe` is what that of the chain is stored in.
    pub(super) fn fits(self, base: &Link, keyframe: u64, stored: u64, length: u64) -> bool {
        let deltas = base.chain_bytes.saturating_sub(keyframe).saturating_add(stored);
        let copied = (base.depth + 1).saturating_mul(base.length.max(length));
        copied.saturating_mul(COPY).saturating_add(deltas.saturating_mul(STORED))
            <= length.saturating_mul(BUDGET)
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
            let base = Chains { max_depth }.base(&line, line.len(), 1_000_000);
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

    /// The depths of a line of saves whose deltas have `stored` bytes of a million.
    fn depths_at(stored: u64, saves: u64) -> Vec<u64> {
        let chains = Chains { max_depth: 8 };
        let mut line: Vec<Link> = Vec::new();
        let step = |n| {
            let base = chains
                .base(&line, line.len(), 1_000_000)
                .filter(|base| chains.fits(base, 200_000, stored, 1_000_000));
            line = next(&line, base, n);
            let below = line.get(1).map_or(0, |base| base.chain_bytes);
            line[0].stored_length = if base.is_some() { stored } else { 200_000 };
            line[0].chain_bytes = below + line[0].stored_length;
            line[0].depth
        };
        (0..saves).map(step).collect()
    }

    #[test]
    fn worlds_that_change_all_over_have_shallow_chains_and_no_more_keyframes() {
        assert_eq!(depths_at(1_000, 8), depths(8, 8), "little changes: as deep as is allowed");
        assert_eq!(depths_at(20_000, 8), [0, 1, 2, 3, 3, 1, 2, 3]);
        assert_eq!(depths_at(50_000, 8), [0, 1, 1, 1, 1, 1, 1, 1]);
        let keyframes = depths_at(50_000, 100).iter().filter(|depth| **depth == 0).count();
        assert_eq!(keyframes, 4);
        assert_eq!(depths_at(110_000, 4), [0, 0, 0, 0], "one such delta takes too long to read");
    }

    #[test]
    fn a_base_that_is_far_longer_than_the_document_is_none() {
        let line = next(&[], None, 0);
        let chains = Chains { max_depth: 16 };
        assert!(chains.base(&line, line.len(), 1_000_000).is_some());
        assert!(chains.base(&line, line.len(), 249_999).is_none());
    }

    #[test]
    fn a_delta_pays_if_it_is_clearly_smaller() {
        assert!(pays_obviously(10, 1000, 100) && pays_obviously(24, 100, 100));
        assert!(!pays_obviously(60, 1000, 100) && !pays_obviously(49, 1000, 90));
        assert!(pays(75, 100) && !pays(76, 100));
    }
}
