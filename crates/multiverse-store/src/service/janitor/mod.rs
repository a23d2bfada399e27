//! What is done to a store by itself, by one server at a time.

mod chore;
mod decay;
mod lease;

use std::time::Duration;

pub use chore::Chore;
pub use lease::Lease;

/// A duration as times are kept.
pub(super) fn millis(duration: Duration) -> i64 {
    i64::try_from(duration.as_millis()).unwrap_or(i64::MAX)
}
