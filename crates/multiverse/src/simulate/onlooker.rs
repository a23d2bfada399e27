//! What the players of a load share.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::load::Load;
use super::pace::Pace;
use super::tally::Tally;
use crate::players::{DayBar, Kept, Life, Lived, Onlooker, Part};

/// What the players of a load share.
pub(super) struct Stage {
    pub load: Load,
    pub lived: Lived,
    pub bar: DayBar,
    pub pace: Pace,
    pub tally: Arc<Mutex<Tally>>,
}

/// The tally, also after a panic elsewhere: each count is changed by itself.
pub(super) fn lock(tally: &Mutex<Tally>) -> MutexGuard<'_, Tally> {
    tally.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Onlooker for Stage {
    async fn before_day(&self) {
        self.pace.wait().await;
    }

    fn saved(&self, kept: Kept) {
        lock(&self.tally).keep(&kept);
    }

    fn days(&self, days: u64) {
        self.bar.add(days);
        lock(&self.tally).days += days;
    }

    /// Its memory is for the next one.
    fn lived(&self, _owner: usize, _part: &Part, life: Life) {
        drop(life);
    }

    fn failed(&self, part: &Part, error: &anyhow::Error) {
        lock(&self.tally).fail(format!("{}: {error:#}", part.id));
    }
}
