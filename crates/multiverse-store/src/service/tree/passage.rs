//! Passages and trips in a tree.

use multiverse_model::{
    Millis, PassageFacts, PassageId, PassageType, PlayerId, Position, Sides, Transit, UniverseId,
};
use serde::{Deserialize, Serialize};

use crate::catalog::tables::passages::PassageRow;
use crate::catalog::tables::transits::TransitRow;

/// `metadata.json` of a passage: what is stored of it. State and stability would be those of the export's moment.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::service) struct TreePassage {
    id: PassageId,
    pub source_universe_id: UniverseId,
    pub target_universe_id: UniverseId,
    #[serde(rename = "type")]
    kind: PassageType,
    pub created_at: Millis,
    created_by: PlayerId,
    last_maintenance: Millis,
    /// Departures since the last maintenance.
    uses: u64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    consent: Option<Sides>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    sealed_by: Option<Sides>,
    /// What was told of its decay since the last maintenance.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    announced: Option<Announced>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    deleted_at: Option<Millis>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    source_position: Option<Position>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    target_position: Option<Position>,
}

/// What was told of a passage's decay.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Announced {
    Unstable,
    Collapsed,
}

impl TreePassage {
    pub(in crate::service) fn of(row: &PassageRow) -> Self {
        let facts = row.facts.clone();
        Self {
            id: facts.id,
            source_universe_id: facts.source_universe_id,
            target_universe_id: facts.target_universe_id,
            kind: facts.kind,
            created_at: facts.created_at,
            created_by: facts.created_by,
            last_maintenance: facts.last_maintenance,
            uses: facts.uses,
            consent: facts.consent,
            sealed_by: facts.sealed_by.any().then_some(facts.sealed_by),
            announced: match (facts.has_collapsed, row.told_unstable) {
                (true, _) => Some(Announced::Collapsed),
                (false, true) => Some(Announced::Unstable),
                (false, false) => None,
            },
            deleted_at: facts.deleted_at,
            source_position: facts.source_position,
            target_position: facts.target_position,
        }
    }

    /// The passage before any of its trips.
    pub(in crate::service) fn into_row(self) -> PassageRow {
        let facts = PassageFacts {
            id: self.id,
            source_universe_id: self.source_universe_id,
            target_universe_id: self.target_universe_id,
            kind: self.kind,
            created_at: self.created_at,
            created_by: self.created_by,
            last_maintenance: self.last_maintenance,
            uses: self.uses,
            in_transit: 0,
            consent: self.consent,
            sealed_by: self.sealed_by.unwrap_or_default(),
            has_collapsed: self.announced == Some(Announced::Collapsed),
            deleted_at: self.deleted_at,
            source_position: self.source_position,
            target_position: self.target_position,
        };
        PassageRow { facts, told_unstable: self.announced.is_some() }
    }
}

/// An entry of `transits.json`: the API's shape without the entity, which is a file of its own, and what the store alone
/// knows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::service) struct TreeTransit {
    #[serde(flatten)]
    pub transit: Transit,
    /// Which trip of an entity with its id it is, over all universes.
    pub number: u64,
    /// How many entries the universe that it left had then.
    pub departed_ordinal: u64,
    /// How many the universe that took it in had then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub settled_ordinal: Option<u64>,
}

impl TreeTransit {
    pub(in crate::service) fn of(row: TransitRow) -> Self {
        let TransitRow { transit, number, departed_ordinal, settled_ordinal, .. } = row;
        Self { transit, number, departed_ordinal, settled_ordinal }
    }

    pub(in crate::service) fn into_row(self, entity_bytes: u64) -> TransitRow {
        let Self { transit, number, departed_ordinal, settled_ordinal } = self;
        TransitRow { transit, number, departed_ordinal, settled_ordinal, entity_bytes }
    }
}
