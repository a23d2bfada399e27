//! The script of edits: how a document is told as runs of its base and what comes between them.

use crate::place::RunEnd;

/// What follows a run of the base.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Kind {
    /// The rest of the base's token gives way to as many digits.
    SameDigits = 0,
    /// The rest of the token gives way to digits.
    Digits = 1,
    /// The rest of the token gives way to bytes.
    Text = 2,
    /// Bytes come in, none go.
    Insert = 3,
    /// Bytes go, none come in.
    Remove = 4,
    /// Bytes give way to bytes.
    Replace = 5,
    /// The rest of the token gives way to what it gave way to the last time.
    Again = 6,
    /// The number grows as the last one at a place like this did.
    SameStep = 7,
    /// The number grows.
    Step = 8,
    /// Bytes come in, and the base goes on elsewhere.
    Jump = 9,
    /// Bytes give way to bytes of the bulk.
    Bulk = 10,
    /// The document ends.
    End = 11,
    /// Bytes give way to as many bytes.
    Overwrite = 12,
    /// Bytes come in, and the base goes on in a field nearby.
    Hop = 13,
}

impl Kind {
    pub(crate) fn of(number: u8) -> Option<Self> {
        Some(match number {
            0 => Self::SameDigits,
            1 => Self::Digits,
            2 => Self::Text,
            3 => Self::Insert,
            4 => Self::Remove,
            5 => Self::Replace,
            6 => Self::Again,
            7 => Self::SameStep,
            8 => Self::Step,
            9 => Self::Jump,
            10 => Self::Bulk,
            11 => Self::End,
            12 => Self::Overwrite,
            13 => Self::Hop,
            _ => return None,
        })
    }
}

/// How a run and the kind of edit after it agree with the last ones from a site like this.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Likeness {
    /// The run crosses another number of delimiters.
    None = 0,
    /// Run and kind are the same.
    All = 1,
    /// The run is the same.
    Run = 2,
    /// The run crosses as many delimiters but ends elsewhere; the kind is the same.
    KindAndDelimiters = 3,
    /// The run crosses as many delimiters.
    Delimiters = 4,
}

impl Likeness {
    pub(crate) fn of(number: u8) -> Option<Self> {
        [Self::None, Self::All, Self::Run, Self::KindAndDelimiters, Self::Delimiters]
            .get(usize::from(number))
            .copied()
    }
}

/// A run and the kind of edit after it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Shape {
    pub end: RunEnd,
    pub kind: Kind,
}

impl Shape {
    /// What a script is taken to have had before it began.
    pub(crate) const FIRST: Self = Self { end: RunEnd { delimiters: 0, offset: 0 }, kind: Kind::End };

    pub(crate) fn likeness(&self, last: &Self) -> Likeness {
        let is_same = (
            self.end.delimiters == last.end.delimiters,
            self.end.offset == last.end.offset,
            self.kind == last.kind,
        );
        match is_same {
            (false, ..) => Likeness::None,
            (_, true, true) => Likeness::All,
            (_, true, false) => Likeness::Run,
            (_, false, true) => Likeness::KindAndDelimiters,
            (_, false, false) => Likeness::Delimiters,
        }
    }
}
