//! The data of events. Each kind's is read by a type of its own beside [`EventPlace`], which all have in common.
//!
//! The same data goes to everybody who is told of an event, so it has only what all of them may see. What a universe
//! was forked from is left out but where the event is about both.

use serde::{Deserialize, Serialize};

use crate::{ForkOf, Millis, Passage, SnapshotEntry, Transit, Universe, UniverseId};

/// What the data of every event has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EventPlace {
    /// When it happened.
    pub at: Millis,
    /// The universe that it is about.
    pub universe_id: UniverseId,
}

/// `universe.created` and `universe.updated`
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct UniverseNews {
    /// The universe as it was then, without `forkOf`.
    pub universe: Universe,
}

/// `universe.forked`
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ForkNews {
    /// The fork.
    pub universe: Universe,
    /// Where it began.
    pub forked_from: ForkOf,
}

/// `snapshot.saved` and `snapshot.decayed`
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SnapshotNews {
    /// The entry as it was then.
    pub entry: SnapshotEntry,
}

/// `passage.created` and `passage.changed`
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PassageNews {
    /// The passage as it was then.
    pub passage: Passage,
}

/// `transit.departed`, `transit.arrived` and `transit.returned`
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TransitNews {
    /// The transit as it was then, without its entity.
    pub transit: Transit,
}
