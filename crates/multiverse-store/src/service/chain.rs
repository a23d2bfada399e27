//! Which content a delta is made against, and when it is worth being one: the one place for the shape of chains.
//!
//! # The shape
//! Saves since a keyframe are numbered. Every [`stride`](Chains::stride)-th is an anchor, made against the anchor
//! before it; the others are made against the save just before them. So the save with number `n` is
//! `n / stride + n % stride` links from the keyframe, and with a stride of half the depth that is allowed, a keyframe
//! serves a quarter of that depth's square: 81 saves at 16 links. A plain chain would need a keyframe every 17 saves,
//! and one against the keyframe each time would lose what the saves in between have in common.
//!
//! The base is always found among what the content before rests on, so no other row has to be looked at: forks and
//! saves into the past follow the same rule from where they start.
//!
//! # The bounds
//! A cold read is to cost less than three times inflating one gzip of the document, which runs at 300 to 400 MB of
//! output a second: about 8 ms for each MB. The keyframe and the digest take 2 of them; what is left is for links, and
//! each copies the document once. The depth bounds how many there are; that a chain has no more bytes than its
//! document bounds what they have to unpack, and what is fetched.

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
    /// Saves from one anchor to the next.
    fn stride(self) -> u64 {
        self.max_depth / 2 + 1
    }

    /// The base for a document of `length` bytes that follows the first of `line`, which the others come below, down
    /// to the keyframe. None if it is to be a keyframe.
    pub(super) fn base(self, line: &[Link], length: u64) -> Option<Link> {
        let number = line.first()?.since_keyframe + 1;
        let is_anchor = number.is_multiple_of(self.stride());
        let (back, room) = if is_anchor { (self.stride(), self.stride() - 1) } else { (1, 0) };
        let base = line.iter().find(|link| link.since_keyframe + back <= number)?;
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
        for (max_depth, per_keyframe) in [(0, 1), (1, 2), (2, 4), (3, 6), (4, 9), (16, 81), (32, 289)] {
            let depths = depths(max_depth, 3_000);
            assert!(depths.iter().all(|depth| *depth <= max_depth), "{max_depth}: {depths:?}");
            let second = depths.iter().skip(1).position(|depth| *depth == 0).unwrap() + 1;
            assert_eq!(second, per_keyframe, "{max_depth}: {depths:?}");
        }
    }

    #[test]
    fn between_anchors_each_is_made_against_the_one_before() {
        assert_eq!(depths(4, 10), [0, 1, 2, 1, 2, 3, 2, 3, 4, 0]);
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
