//! How a universe of a player's begins.

use multiverse_client::NewUniverse;
use multiverse_model::{Tick, UniverseId};
use multiverse_sim::VillageConfig;
use serde::{Deserialize, Serialize};

/// A universe that a player makes, and how its village begins.
///
/// The player's machine remembers it from before the universe is made, so that it is found again after a crash at any
/// instant: see [`Player::begin`](super::Player::begin).
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Start {
    /// The universe's id.
    pub id: UniverseId,
    /// What it is to be on the server.
    pub universe: NewUniverse,
    /// How its village begins.
    pub origin: Origin,
}

/// How a village begins.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum Origin {
    /// With its founding.
    Founded(VillageConfig),
    /// With a save of another universe, from which on it goes another way.
    Forked {
        /// The universe that was forked.
        source: UniverseId,
        /// The save's tick.
        tick: Tick,
        /// Decides which way.
        seed: u64,
    },
}

impl Start {
    /// The tick at which it begins to be a universe of its own.
    pub(crate) fn tick(&self) -> Tick {
        match &self.origin {
            Origin::Founded(_) => Tick::ZERO,
            Origin::Forked { tick, .. } => *tick,
        }
    }
}
