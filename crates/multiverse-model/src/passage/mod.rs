//! Passages: connections between universes, and the rules that hold for each type.

mod consent;
mod facts;
mod lifetimes;
mod rules;
mod state;

pub use consent::{ClosedToVisitors, consent_at_creation};
pub use facts::PassageFacts;
pub use lifetimes::{PassageLifetimes, UNSTABLE_BELOW};
pub use rules::{Direction, NoDeparture, PassageRules, PassageType};
pub use state::{PassageState, PassageVerb, Permission};

use serde::{Deserialize, Serialize};

use crate::{Millis, PassageId, PlayerId, UniverseId};

/// A connection between two universes through which entities travel.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Passage {
    /// The passage's id.
    pub id: PassageId,
    /// The universe that it was made from.
    pub source_universe_id: UniverseId,
    /// The universe that it leads to.
    pub target_universe_id: UniverseId,
    /// The kind, which sets lifetime, capacity and direction.
    #[serde(rename = "type")]
    pub kind: PassageType,
    /// Whether it is open: its state is `active` or `unstable`.
    pub active: bool,
    /// Where it stands.
    pub state: PassageState,
    /// When it was made.
    pub created_at: Millis,
    /// By whom.
    pub created_by: PlayerId,
    /// 0–100, computed when read; 100 while it waits for consent.
    pub stability: f64,
    /// When it was last maintained, or else when it opened.
    pub last_maintenance: Millis,
    /// Trips left until maintenance; absent without a limit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub uses_left: Option<u64>,
    /// Entities that have departed and that nobody has received or rejected yet.
    pub in_transit: u64,
    /// Whether entities may travel from target to source.
    pub bidirectional: bool,
    /// Which owners agreed, where consent is needed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub consent: Option<Sides>,
    /// Which owners sealed it, while it is sealed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sealed_by: Option<Sides>,
    /// Where it opens in the source.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source_position: Option<Position>,
    /// Where it opens in the target.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target_position: Option<Position>,
}

/// Something that is so, or not, for each of the two universes of a passage.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Sides {
    /// For the source, or its owner.
    pub source: bool,
    /// For the target, or its owner.
    pub target: bool,
}

impl Sides {
    /// Whether it is so for one of them.
    #[must_use]
    pub fn any(self) -> bool {
        self.source || self.target
    }

    /// Whether it is so for both of them.
    #[must_use]
    pub fn both(self) -> bool {
        self.source && self.target
    }

    /// Whether it is so for one of them here or in `other`, for each side.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        Self { source: self.source || other.source, target: self.target || other.target }
    }

    /// What is so here and not in `other`, for each side.
    #[must_use]
    pub fn without(self, other: Self) -> Self {
        Self { source: self.source && !other.source, target: self.target && !other.target }
    }
}

/// A place in a universe, in the game's own units.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Position {
    /// First coordinate.
    pub x: f64,
    /// Second coordinate.
    pub y: f64,
    /// Third coordinate, where the world has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub z: Option<f64>,
}
