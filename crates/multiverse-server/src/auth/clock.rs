//! Where this module takes the time from, so that a test can bring its own.

use std::time::{Instant, SystemTime, UNIX_EPOCH};

/// The two times that checking a token needs.
pub(crate) trait Clock: Send + Sync {
    /// Seconds since 1970, for what a token says about itself.
    fn unix_seconds(&self) -> u64;

    /// A time that never goes back, for what lies between two requests of ours.
    fn instant(&self) -> Instant;
}

/// The machine's clock.
pub(crate) struct SystemClock;

impl Clock for SystemClock {
    fn unix_seconds(&self) -> u64 {
        // A machine set to before 1970 counts as in 1970: tokens that it should refuse as old may pass, and none that
        // it should accept is refused.
        SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs())
    }

    fn instant(&self) -> Instant {
        Instant::now()
    }
}
