//! Whose turn it is.

use std::cmp::Reverse;

use multiverse_model::Tick;

/// When a line is next to be looked at. The greatest is first: the highest tick, then forks before what they were forked
/// from, then by what it comes for.
pub(super) type Turn = (Tick, usize, Reverse<For>, Reverse<usize>);

/// What a line comes for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum For {
    /// To join another, which frees a column; the nearest first, so that fewer lines are crossed.
    Joint { column: usize },
    /// To show an entry.
    Entry,
    /// To be mentioned.
    Fold,
}
