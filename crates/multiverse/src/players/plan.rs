//! Which universes are to be lived, and by whom.

use multiverse_client::NewUniverse;
use multiverse_model::UniverseId;
use multiverse_sim::{TICKS_PER_DAY, VillageConfig};

/// The universes of a demo or a load, numbered from 0. What forks another has a higher number than it.
pub(crate) trait Plan {
    /// How many there are.
    fn len(&self) -> usize;

    /// The number of the player whose a universe is.
    fn owner(&self, number: usize) -> usize;

    /// The universe of a number below [`len`](Self::len).
    fn part(&self, number: usize) -> Part;
}

/// A universe that is to be lived.
#[derive(Debug, Clone)]
pub(crate) struct Part {
    /// The universe's id.
    pub id: UniverseId,
    /// What it is to be on the server.
    pub universe: NewUniverse,
    /// How its village begins.
    pub beginning: Beginning,
    /// How many days old its village becomes.
    pub days: u64,
}

/// How the village of a part begins.
#[derive(Debug, Clone)]
pub(crate) enum Beginning {
    /// With its founding.
    Founded(VillageConfig),
    /// With a canonical save of another part.
    Forked {
        /// The other's number.
        source: usize,
        /// Its universe.
        source_id: UniverseId,
        /// The canonical save is the first after so many days.
        from_day: u64,
        /// Decides which other way the village goes.
        seed: u64,
    },
}

impl Part {
    /// Days that it lives, about: a fork begins at the first great moment after the day that was planned.
    pub(crate) fn days_to_live(&self) -> u64 {
        match &self.beginning {
            Beginning::Founded(_) => self.days,
            Beginning::Forked { from_day, .. } => self.days.saturating_sub(*from_day),
        }
    }
}

/// The tick at which so many days are over.
pub(crate) fn tick_of_day(days: u64) -> u64 {
    days.saturating_mul(TICKS_PER_DAY)
}
