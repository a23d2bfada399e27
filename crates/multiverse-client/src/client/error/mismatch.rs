//! Statements that contradict each other.

use multiverse_model::{Checksum, Tick};

/// Two statements that should be one.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Mismatch {
    /// The bytes are not those that are meant.
    #[error("the content should be {expected} and is {found}")]
    Checksum {
        /// The checksum that it should have.
        expected: Checksum,
        /// The checksum that it has.
        found: Checksum,
    },
    /// The entry is for another tick.
    #[error("the entry should be at tick {expected} and is at tick {found}")]
    Tick {
        /// The tick that was sent.
        expected: Tick,
        /// The tick in the answer.
        found: Tick,
    },
}
