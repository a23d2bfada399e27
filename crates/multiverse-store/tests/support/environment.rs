//! Time that stands until it is moved, and randomness that repeats.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

use multiverse_model::Millis;
use multiverse_store::Environment;

/// When every test begins.
pub(crate) const START: i64 = 1_700_000_000_000;

/// A clock that only the test moves, and a generator with a seed; clones share both.
#[derive(Clone)]
pub(crate) struct Clock {
    now: Arc<AtomicI64>,
    state: Arc<AtomicU64>,
}

impl Clock {
    pub(crate) fn new() -> Self {
        Self::seeded(1)
    }

    /// One with other randomness.
    pub(crate) fn seeded(seed: u64) -> Self {
        Self { now: Arc::new(AtomicI64::new(START)), state: Arc::new(AtomicU64::new(seed)) }
    }

    pub(crate) fn advance(&self, millis: i64) {
        self.now.fetch_add(millis, Ordering::SeqCst);
    }
}

impl Environment for Clock {
    fn now(&self) -> Millis {
        Millis(self.now.load(Ordering::SeqCst))
    }

    fn fill_random(&self, bytes: &mut [u8]) -> Result<(), getrandom::Error> {
        for chunk in bytes.chunks_mut(8) {
            let step = self.state.fetch_add(0x9e37_79b9_7f4a_7c15, Ordering::SeqCst);
            chunk.copy_from_slice(&next(step).to_le_bytes()[..chunk.len()]);
        }
        Ok(())
    }
}

/// SplitMix64's output function (Steele, Lea and Flood, 2014).
pub(crate) fn next(state: u64) -> u64 {
    let z = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}
