//! Where encoder and decoder are in the base, told alike by both.

use crate::scan;
use crate::script::site_of;

/// A cursor in the base, and the field that it is in or was in last.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Place {
    /// Bytes of the base before the cursor.
    pub cursor: usize,
    /// Where the field begins: after the last delimiter that a run has crossed.
    field: usize,
    /// A hash of what the field begins with.
    pub site: u64,
}

/// The end of a run, as delimiters that it crosses and bytes from there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct RunEnd {
    pub delimiters: u64,
    pub offset: u64,
}

impl Place {
    /// Where every script begins.
    pub(crate) const START: Self = Self { cursor: 0, field: 0, site: 0 };

    /// How the run of `len` bytes from here is told.
    pub(crate) fn end_of(&self, base: &[u8], delimiter: Option<u8>, len: usize) -> RunEnd {
        let run = &base[self.cursor..self.cursor + len];
        let crossed = delimiter.map_or(0, |delimiter| scan::count(run, delimiter));
        let last = delimiter.filter(|_| crossed > 0).and_then(|d| run.iter().rposition(|byte| *byte == d));
        let offset = last.map_or(len, |last| len - last - 1);
        RunEnd { delimiters: crossed as u64, offset: offset as u64 }
    }

    /// Crosses `delimiters` delimiters; none if the base has not as many.
    #[inline]
    pub(crate) fn cross(&self, base: &[u8], delimiter: Option<u8>, delimiters: u64) -> Option<Self> {
        if delimiters == 0 {
            let site = self.site.rotate_left(17) ^ 0x2545_f491_4f6c_dd1d;
            return Some(Self { site, ..*self });
        }
        let nth = usize::try_from(delimiters).ok()?;
        let at = scan::find_nth(base.get(self.cursor..)?, delimiter?, nth)?;
        let field = self.cursor + at + 1;
        Some(Self { cursor: field, field, site: site_of(base, field) })
    }

    /// The context of what happens here: where it is, and what is there.
    #[inline]
    pub(crate) fn kind_site(&self, base: &[u8]) -> u64 {
        let byte = match base.get(self.cursor) {
            None => 1,
            Some(b'0'..=b'9') => 2,
            Some(byte) => u64::from(*byte) + 3,
        };
        self.site ^ byte.wrapping_mul(0xd6e8_feb8_6659_fd93)
    }

    /// How far the cursor is into its field.
    #[inline]
    pub(crate) fn field_offset(&self) -> u64 {
        self.cursor.saturating_sub(self.field) as u64
    }

    /// Goes on at `to`, in the same field.
    #[inline]
    pub(crate) fn moved(&self, to: usize) -> Self {
        Self { cursor: to, ..*self }
    }

    /// Goes on at `to`, in another field.
    #[inline]
    pub(crate) fn jumped(&self, to: usize) -> Self {
        Self { cursor: to, field: to, ..*self }
    }
}
