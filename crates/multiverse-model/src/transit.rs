//! Transits: trips of entities through passages.

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use crate::{Label, Millis, PassageId, TransitId, UniverseId};

/// One entity's trip through a passage.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Transit {
    /// The trip's id.
    pub id: TransitId,
    /// The passage it goes through.
    pub passage_id: PassageId,
    /// The game's id of the entity.
    pub entity_id: Label,
    /// The entity itself, as the game sent it; absent in journeys.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<serde_json::Value>))]
    pub entity: Option<Box<RawValue>>,
    /// Where it left.
    pub from_universe_id: UniverseId,
    /// Where it is due.
    pub to_universe_id: UniverseId,
    /// Where it stands.
    pub state: TransitState,
    /// When it left.
    pub departed_at: Millis,
    /// When it turns back if nobody receives it.
    pub expires_at: Millis,
    /// When it arrived or was back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub settled_at: Option<Millis>,
}

/// Where a trip stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum TransitState {
    /// Left its source, due in its target.
    InTransit,
    /// In its target.
    Arrived,
    /// Refused or expired: due in its source again.
    Returning,
    /// In its source again.
    Returned,
}

/// How well two universes go together.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Compatibility {
    /// 0–1, the weighted mean of the factors.
    pub score: f64,
    /// What it is made of.
    pub factors: Vec<CompatibilityFactor>,
    /// What a traveller should know.
    pub warnings: Vec<String>,
    /// Whether a passage is a good idea.
    pub recommended: bool,
}

/// One part of a compatibility score.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CompatibilityFactor {
    /// What was compared.
    pub name: String,
    /// How much it counts.
    pub weight: f64,
    /// 0–1, how well it fits.
    pub value: f64,
}
