//! The transaction of a departure.

use multiverse_model::{
    Action, Actor, Direction, EntityId, EventType, Millis, PassageId, Tick, Transit, TransitEnd, TransitId,
    TransitState, UniverseId,
};

use super::Departure;
use super::luggage::Luggage;
use crate::StoreError;
use crate::catalog::Transaction;
use crate::catalog::tables::passages::{self, PassageRow};
use crate::catalog::tables::players;
use crate::catalog::tables::transits::{self, TransitRow};
use crate::catalog::tables::universes::{self, UniverseRow};
use crate::service::StoreSettings;
use crate::service::passages::{Ends, find_for};
use crate::service::players::ensure;
use crate::service::run::Change;
use crate::service::travel::tell;
use crate::service::travel::whereabouts::Whereabouts;

/// What is to depart, with what was found out about it before.
#[derive(Debug, Clone)]
pub(super) struct Plan {
    pub actor: Actor,
    pub passage: PassageId,
    pub transit_id: TransitId,
    pub entity_id: EntityId,
    pub direction: Direction,
    pub tick: Option<Tick>,
    pub luggage: Luggage,
    pub settings: StoreSettings,
}

/// Which way an entity goes through a passage.
pub(super) struct Way {
    direction: Direction,
    pub from: UniverseId,
    pub to: UniverseId,
}

impl Way {
    pub(super) fn of(passage: &PassageRow, direction: Direction) -> Self {
        let (source, target) =
            (passage.facts.source_universe_id.clone(), passage.facts.target_universe_id.clone());
        match direction {
            Direction::Forward => Self { direction, from: source, to: target },
            Direction::Reverse => Self { direction, from: target, to: source },
        }
    }

    /// Permits to send that way, if these are the passage's source and target. A universe that is deleted refuses as
    /// the passage's state does, once it is known that the actor could send from it.
    pub(super) fn permit(&self, ends: &Ends) -> Result<(), StoreError> {
        let origin = match self.direction {
            Direction::Forward => TransitEnd::From,
            Direction::Reverse => TransitEnd::To,
        };
        if ends.could_use(origin) { Ok(()) } else { Err(ends.refusal()) }
    }
}

impl Plan {
    pub(super) fn run(&self, change: &mut Change<'_>) -> Result<Departure, StoreError> {
        let (mut passage, ends) = find_for(change.tx, &self.actor, Action::ReadPassage, &self.passage)?;
        let way = Way::of(&passage, self.direction);
        way.permit(&ends)?;
        let facts = &mut passage.facts;
        let state = facts.state(&self.settings.passage_lifetimes, change.now, ends.lack_one());
        facts.kind.rules().departure(state, self.direction, facts.uses, facts.in_transit)?;
        let from = universe(change.tx, &way.from)?;
        let to = universe(change.tx, &way.to)?;
        if to.universe.config != self.luggage.config {
            // The target's laws have changed since the entity was looked through.
            return Err(StoreError::Interrupted);
        }
        self.check_whereabouts(change.tx, &from, &to)?;
        self.charge(change, &from)?;
        facts.uses += 1;
        facts.in_transit += 1;
        passages::update(change.tx, &passage)?;
        let row = self.row(change, &from, &way)?;
        transits::insert(change.tx, &row, Some(self.luggage.entity.as_str()))?;
        tell(change, EventType::TransitDeparted, &row.transit)?;
        Ok(Departure { transit: row.transit, left_behind: self.luggage.left_behind.clone() })
    }

    /// An entity leaves a universe that it may be in, for one that has none with its id.
    fn check_whereabouts(
        &self,
        tx: &mut dyn Transaction,
        from: &UniverseRow,
        to: &UniverseRow,
    ) -> Result<(), StoreError> {
        let taken = |universe: &UniverseRow| StoreError::EntityTaken {
            entity: self.entity_id.clone(),
            universe: universe.universe.id.clone(),
        };
        match Whereabouts::find(tx, from, &self.entity_id)? {
            Whereabouts::Unknown | Whereabouts::Present => {}
            Whereabouts::Coming => return Err(taken(from)),
            Whereabouts::Leaving(row) => return Err(self.elsewhere(from, Some(row))),
            Whereabouts::Away(row) => return Err(self.elsewhere(from, row)),
        }
        match Whereabouts::find(tx, to, &self.entity_id)? {
            Whereabouts::Unknown | Whereabouts::Away(_) => Ok(()),
            Whereabouts::Present | Whereabouts::Leaving(_) | Whereabouts::Coming => Err(taken(to)),
        }
    }

    /// Who may send from a universe may know what left it.
    fn elsewhere(&self, from: &UniverseRow, left_by: Option<Box<TransitRow>>) -> StoreError {
        StoreError::EntityElsewhere {
            entity: self.entity_id.clone(),
            universe: from.universe.id.clone(),
            left_by: left_by.map(|row| (row.transit.id, row.transit.state)),
        }
    }

    /// The entity's bytes are the sender's until they are pruned.
    fn charge(&self, change: &mut Change<'_>, from: &UniverseRow) -> Result<(), StoreError> {
        let owner = ensure(change, &from.universe.owner_id)?;
        let bytes = self.luggage.entity.as_str().len() as u64;
        let limit = self.settings.max_bytes_per_player;
        if owner.stored_bytes.saturating_add(bytes) > limit {
            return Err(StoreError::Quota { player: owner.id.to_string(), what: "stored bytes", limit });
        }
        let bytes = i64::try_from(bytes).unwrap_or(i64::MAX);
        Ok(players::count(change.tx, &owner.id, 0, 0, bytes)?)
    }

    fn row(&self, change: &mut Change<'_>, from: &UniverseRow, way: &Way) -> Result<TransitRow, StoreError> {
        let lifetime = i64::try_from(self.settings.transit_lifetime.as_millis()).unwrap_or(i64::MAX);
        let transit = Transit {
            id: self.transit_id.clone(),
            passage_id: self.passage.clone(),
            entity_id: self.entity_id.clone(),
            entity: None,
            from_universe_id: way.from.clone(),
            to_universe_id: way.to.clone(),
            state: TransitState::InTransit,
            departed_at: change.now,
            departed_tick: self.tick,
            expires_at: Millis(change.now.0.saturating_add(lifetime)),
            settled_at: None,
            settled_tick: None,
            reason: None,
        };
        Ok(TransitRow {
            transit,
            number: transits::next_number(change.tx, &self.entity_id)?,
            departed_ordinal: from.universe.snapshot_count,
            settled_ordinal: None,
            entity_bytes: self.luggage.entity.as_str().len() as u64,
        })
    }
}

fn universe(tx: &mut dyn Transaction, id: &UniverseId) -> Result<UniverseRow, StoreError> {
    // A passage refers to its universes, and none is ever removed.
    universes::find(tx, id)?.ok_or(StoreError::Interrupted)
}
