//! Where encoder and decoder are in the base, told alike by both.

use crate::scan;
use crate::site::site_of;

/// Bytes within which a place is told by fields. It bounds what a decoder looks through for one.
const HOP: usize = 1024;

/// How many hops a script may have by the time that so many bytes of the result are told. A hop has to be looked for,
/// and takes hardly any bytes of a script: without a bound, a few could keep a decoder busy for long.
pub(crate) fn hops_allowed(told: usize) -> usize {
    64 + told / 16
}

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

/// The end of a run: how many delimiters it crosses, and what from there.
///
/// An offset of 0 means the byte before, which is the last delimiter itself: the run ends before it. Others are one
/// more than the bytes from there. So both the start and the end of a field are told alike in fields of any length.
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
        if delimiter.is_some() && base.get(self.cursor + len).copied() == delimiter {
            return RunEnd { delimiters: crossed as u64 + 1, offset: 0 };
        }
        let offset = last.map_or(len, |last| len - last - 1);
        RunEnd { delimiters: crossed as u64, offset: offset as u64 + 1 }
    }

    /// Crosses `delimiters` delimiters; none if the base has not as many.
    #[inline]
    pub(crate) fn cross(&self, base: &[u8], delimiter: Option<u8>, delimiters: u64) -> Option<Self> {
        if delimiters == 0 {
            return Some(self.in_same_field());
        }
        let nth = usize::try_from(delimiters).ok()?;
        let at = scan::find_nth(base.get(self.cursor..)?, delimiter?, nth)?;
        let field = self.cursor + at + 1;
        Some(Self { cursor: field, field, site: site_of(base, field) })
    }

    fn in_same_field(&self) -> Self {
        Self { site: self.site.rotate_left(17) ^ 0x2545_f491_4f6c_dd1d, ..*self }
    }

    /// Goes to the end of the run to `cursor`.
    pub(crate) fn ended(&self, base: &[u8], end: RunEnd, cursor: usize) -> Self {
        if end.delimiters == 0 {
            return self.in_same_field().moved(cursor);
        }
        let field = (cursor + 1).saturating_sub(usize::try_from(end.offset).unwrap_or(cursor));
        Self { cursor, field, site: site_of(base, field) }
    }

    /// How a place nearby is told: the fields from the one that is here to the one that it is in, and the bytes into
    /// that; none if it is too far away.
    pub(crate) fn hop_to(&self, base: &[u8], delimiter: Option<u8>, to: usize) -> Option<(i64, u64)> {
        let delimiter = delimiter?;
        if to.abs_diff(self.cursor) > HOP {
            return None;
        }
        let field = to - base[to.saturating_sub(HOP)..to].iter().rev().position(|byte| *byte == delimiter)?;
        let fields = if field <= self.cursor {
            -(scan::count(&base[field..self.cursor], delimiter) as i64)
        } else {
            scan::count(&base[self.cursor..field], delimiter) as i64
        };
        let told = (fields, (to - field) as u64);
        (self.hopped(base, delimiter, told.0, told.1)?.cursor == to).then_some(told)
    }

    /// Goes to a place nearby; none if there is none.
    pub(crate) fn hopped(&self, base: &[u8], delimiter: u8, fields: i64, offset: u64) -> Option<Self> {
        let nth = usize::try_from(fields.unsigned_abs()).ok()?;
        let field = if fields > 0 {
            let ahead = base.get(self.cursor..base.len().min(self.cursor + HOP))?;
            self.cursor + scan::find_nth(ahead, delimiter, nth)? + 1
        } else {
            // The field here begins after the first delimiter before the cursor.
            let from = self.cursor.saturating_sub(2 * HOP);
            let mut before = memchr::memrchr_iter(delimiter, base.get(from..self.cursor)?);
            from + before.nth(nth)? + 1
        };
        let cursor = field.checked_add(usize::try_from(offset).ok()?).filter(|to| *to <= base.len())?;
        Some(Self { cursor, field, site: site_of(base, field) })
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
