//! What a drawing shows, step by step.

use multiverse_model::SnapshotEntry;

/// What a drawing shows next.
#[derive(Debug)]
pub(in crate::client::log) enum Step {
    /// An entry of a line.
    Entry {
        strand: usize,
        entry: Box<SnapshotEntry>,
        /// Whose part of the line it is in, if it is the first of that part.
        tip_of: Option<usize>,
    },
    /// A part of a line begins here: it was forked from the one whose part follows.
    Begins { strand: usize, generation: usize },
    /// A line begins here on another.
    Joins(Joint),
    /// A line begins here on another, and is not drawn: it has nothing of its own, or there is no room for it.
    Folds(Joint),
}

/// Where a line begins on another.
#[derive(Debug)]
pub(in crate::client::log) struct Joint {
    pub(in crate::client::log) strand: usize,
    pub(in crate::client::log) parent: usize,
    /// Whether the other was in the row before.
    pub(in crate::client::log) is_below_parent: bool,
}
