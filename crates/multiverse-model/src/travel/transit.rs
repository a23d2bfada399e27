//! Transits: trips of entities through passages.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::{EntityId, ForkOf, Label, Millis, PassageId, RawJson, Tick, TransitId, UniverseId};

/// One entity's trip through a passage.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Transit {
    /// The trip's id.
    pub id: TransitId,
    /// The passage it goes through.
    pub passage_id: PassageId,
    /// The game's id of the entity.
    pub entity_id: EntityId,
    /// The entity itself, as the game sent it, for those who may send from or receive at either end. Absent in
    /// journeys, and 30 days after it was settled.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "given")]
    pub entity: Option<RawJson>,
    /// Where it left.
    pub from_universe_id: UniverseId,
    /// Where it was to go.
    pub to_universe_id: UniverseId,
    /// Where it stands.
    pub state: TransitState,
    /// When it left.
    pub departed_at: Millis,
    /// The clock of the universe that it left, if that was said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub departed_tick: Option<Tick>,
    /// When it turns back if nobody has received it.
    pub expires_at: Millis,
    /// When it arrived or was back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub settled_at: Option<Millis>,
    /// The clock of the universe that took it in then, if that was said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub settled_tick: Option<Tick>,
    /// Why it was rejected, if somebody said so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Label>,
}

/// Takes `null` for the entity that it is, not for a missing one.
fn given<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<RawJson>, D::Error> {
    RawJson::deserialize(deserializer).map(Some)
}

/// A fork that an entity came into by being in the universe that was forked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Branch {
    /// The fork.
    pub universe_id: UniverseId,
    /// Where it began.
    pub fork_of: ForkOf,
}

/// Where a trip stands.
///
/// `in_transit` → `arrived`, or `in_transit` → `returning` → `returned`; there is no other way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum TransitState {
    /// Left its source, due in its target.
    InTransit,
    /// In its target.
    Arrived,
    /// Rejected or expired: due in its source again.
    Returning,
    /// In its source again.
    Returned,
}

/// One of the two universes of a trip.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TransitEnd {
    /// Where it left.
    From,
    /// Where it was to go.
    To,
}

/// A traveller is not due where the one who asks thinks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the traveller is not due there: the trip is {state}")]
pub struct NotDue {
    /// Where it stands.
    pub state: TransitState,
}

impl TransitState {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::InTransit, Self::Arrived, Self::Returning, Self::Returned];

    /// Whether the entity is under way: in neither universe.
    #[must_use]
    pub fn is_open(self) -> bool {
        matches!(self, Self::InTransit | Self::Returning)
    }

    /// Where the entity is due or, once settled, is.
    #[must_use]
    pub fn due(self) -> TransitEnd {
        match self {
            Self::InTransit | Self::Arrived => TransitEnd::To,
            Self::Returning | Self::Returned => TransitEnd::From,
        }
    }

    /// The state after the universe where it is due took it in. A settled one stays as it is, so that a repeat is
    /// answered like the first.
    #[must_use]
    pub fn settled(self) -> Self {
        match self {
            Self::InTransit | Self::Arrived => Self::Arrived,
            Self::Returning | Self::Returned => Self::Returned,
        }
    }

    /// The state after the target rejected it or its time ran out. One that has turned back stays as it is.
    ///
    /// # Errors
    /// [`NotDue`] once it has arrived.
    pub fn turned_back(self) -> Result<Self, NotDue> {
        match self {
            Self::InTransit | Self::Returning => Ok(Self::Returning),
            Self::Returned => Ok(Self::Returned),
            Self::Arrived => Err(NotDue { state: self }),
        }
    }

    /// Its name on the wire and in the database.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::InTransit => "in_transit",
            Self::Arrived => "arrived",
            Self::Returning => "returning",
            Self::Returned => "returned",
        }
    }
}

impl fmt::Display for TransitState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for TransitState {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let named = Self::ALL.into_iter().find(|state| state.as_str() == text);
        named.ok_or("a trip's state is in_transit, arrived, returning or returned")
    }
}

impl Transit {
    /// The universe at one of its ends.
    #[must_use]
    pub fn universe_at(&self, end: TransitEnd) -> &UniverseId {
        match end {
            TransitEnd::From => &self.from_universe_id,
            TransitEnd::To => &self.to_universe_id,
        }
    }

    /// The universe where the entity is due or, once settled, is.
    #[must_use]
    pub fn due_universe(&self) -> &UniverseId {
        self.universe_at(self.state.due())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use TransitState::{Arrived, InTransit, Returned, Returning};

    #[test]
    fn every_transition() {
        for (state, settled, turned_back) in [
            (InTransit, Arrived, Ok(Returning)),
            (Arrived, Arrived, Err(NotDue { state: Arrived })),
            (Returning, Returned, Ok(Returning)),
            (Returned, Returned, Ok(Returned)),
        ] {
            assert_eq!((state.settled(), state.turned_back()), (settled, turned_back), "{state}");
            assert_eq!(state.as_str().parse(), Ok(state));
        }
    }

    #[test]
    fn is_settled_once_and_stays_where_it_is() {
        for state in TransitState::ALL {
            assert!(!state.settled().is_open());
            assert_eq!(state.settled().settled(), state.settled());
            assert_eq!(state.settled().due(), state.due(), "to settle moves nothing");
        }
    }
}
