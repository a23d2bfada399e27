//! What was there before: edits that come again are told by that they do.

use crate::contexts::{SITES, context};
use crate::script::{Kind, Shape};
use crate::table::Table;

/// Tokens that are remembered, a power of two.
const MEMORY: usize = 8192;

/// What tokens gave way to, so that the same change elsewhere costs next to nothing.
#[derive(Debug)]
pub(crate) struct Memory {
    /// By the hash of a token: the hash, and where in the document is what it gave way to.
    replaced: Table<(u32, u32, u32)>,
    /// By the hash of a site: how much the number there grew.
    steps: Table<i64>,
    /// By the hash of a site: what came after it.
    shapes: Table<Shape>,
}

impl Memory {
    pub(crate) fn new() -> Self {
        Self {
            replaced: Table::new(MEMORY, (0, 0, 0)),
            steps: Table::new(SITES, 0),
            shapes: Table::new(SITES, Shape::FIRST),
        }
    }

    pub(crate) fn clear(&mut self) {
        self.replaced.clear();
        self.steps.clear();
        self.shapes.clear();
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
        let (known, start, len) = self.replaced.get(key as usize >> 1 & (MEMORY - 1));
        (known == key).then_some((start as usize, len as usize))
    }

    #[inline]
    pub(crate) fn remember(&mut self, key: u32, start: usize, len: usize) {
        // Documents are shorter than 4 GiB.
        let (Ok(start), Ok(len)) = (u32::try_from(start), u32::try_from(len)) else { return };
        *self.replaced.slot(key as usize >> 1 & (MEMORY - 1)) = (key, start, len);
    }

    /// What came last after a site like this.
    #[inline]
    pub(crate) fn shape(&mut self, site: u64) -> &mut Shape {
        self.shapes.slot(context(site))
    }

    #[inline]
    pub(crate) fn step(&mut self, site: u64) -> &mut i64 {
        self.steps.slot(context(site))
    }
}
