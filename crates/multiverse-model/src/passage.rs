//! Passages: connections between universes.

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
    /// Whether an entity could travel now.
    pub active: bool,
    /// Where it stands.
    pub state: PassageState,
    /// When it was made.
    pub created_at: Millis,
    /// By whom.
    pub created_by: PlayerId,
    /// 0–100, computed when read.
    pub stability: f64,
    /// When it was last maintained, or made.
    pub last_maintenance: Millis,
    /// Trips left until maintenance; absent without a limit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub uses_left: Option<u64>,
    /// Entities on their way.
    pub in_transit: u64,
    /// Whether entities may travel from target to source.
    pub bidirectional: bool,
    /// Which owners agreed, where consent is needed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub consent: Option<Consent>,
    /// Where it opens in the source.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source_position: Option<Position>,
    /// Where it opens in the target.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target_position: Option<Position>,
}

/// The kind of a passage.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum PassageType {
    /// Short-lived, one way, one at a time.
    Thread,
    /// Ten days, both ways, ten at a time.
    Bridge,
    /// A hundred days, both ways.
    Gate,
    /// For ever, by consent of both owners.
    Confluence,
}

/// Where a passage stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum PassageState {
    /// Waits for consent.
    Pending,
    /// Open.
    Active,
    /// Open, with stability below 30.
    Unstable,
    /// Stability reached 0: final.
    Collapsed,
    /// Closed by an owner, for now.
    Sealed,
    /// Deleted, preserved.
    Inactive,
}

/// Which owners agreed to a passage.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Consent {
    /// The source's owner.
    pub source: bool,
    /// The target's owner.
    pub target: bool,
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
