//! Where an entity is, as far as its trips tell.
//!
//! An entity is known by its id within a universe: `tom` of one universe and `tom` of another are two until one of them
//! goes to the other's. A universe is taken to have any entity that never travelled from or to it, since the server
//! does not look into worlds. From then on the last trip that touched the universe tells: it left, or it came.
//!
//! A fork begins with what its snapshot had: for an entity that never travelled from or to the fork, what holds is
//! where it was in the fork's source when that snapshot was saved, and so on up the lineage.
//!
//! No two trips of entities with the same id touch the same universe at a time: one that has left may come back, so its
//! place is kept. That is why the last trip alone tells.

use multiverse_model::{EntityId, TransitState, UniverseId};

use super::super::lineage::MAX_GENERATIONS;
use crate::StoreError;
use crate::catalog::Transaction;
use crate::catalog::tables::movements;
use crate::catalog::tables::snapshots::Position;
use crate::catalog::tables::transits::TransitRow;
use crate::catalog::tables::universes::{self, UniverseRow};

/// What is known of an entity in a universe.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Whereabouts {
    /// Nothing: it never travelled from or to there.
    Unknown,
    /// It came, or came back.
    Present,
    /// It left, by this trip if the universe is not a fork that began without it.
    Away(Option<Box<TransitRow>>),
    /// It left by this trip, is on the way, and may come back.
    Leaving(Box<TransitRow>),
    /// One with its id is on the way there.
    Coming,
}

impl Whereabouts {
    /// What is known of an entity in a universe.
    pub(super) fn find(
        tx: &mut dyn Transaction,
        universe: &UniverseRow,
        entity: &EntityId,
    ) -> Result<Self, StoreError> {
        let id = &universe.universe.id;
        match movements::last(tx, id, entity)? {
            Some(row) => Ok(Self::told_by(row, id)),
            None if universe.fork_point.is_some() => Self::inherited(tx, id, entity),
            None => Ok(Self::Unknown),
        }
    }

    /// What the last trip that touched a universe tells.
    fn told_by(row: TransitRow, universe: &UniverseId) -> Self {
        let left = row.transit.from_universe_id == *universe;
        match (left, row.transit.state) {
            (true, TransitState::InTransit | TransitState::Returning) => Self::Leaving(Box::new(row)),
            (true, TransitState::Arrived) => Self::Away(Some(Box::new(row))),
            (true, TransitState::Returned) | (false, TransitState::Arrived) => Self::Present,
            (false, _) => Self::Coming,
        }
    }

    /// What a fork was given by the universes that it descends from.
    fn inherited(
        tx: &mut dyn Transaction,
        universe: &UniverseId,
        entity: &EntityId,
    ) -> Result<Self, StoreError> {
        // Most entities never travel, and then there is no lineage to look through.
        if !movements::has_travelled(tx, entity)? {
            return Ok(Self::Unknown);
        }
        for row in universes::lineage(tx, universe, MAX_GENERATIONS)? {
            let Some(point) = row.fork_point else { break };
            let entry = Position { tick: point.tick, ordinal: point.ordinal };
            match was_there(tx, &point.universe_id, entity, entry)? {
                Some(true) => return Ok(Self::Present),
                Some(false) => return Ok(Self::Away(None)),
                None => {}
            }
        }
        Ok(Self::Unknown)
    }
}

/// Whether an entity was in a universe when an entry of its timeline was saved, by the last trip before; none if there
/// is no such trip.
pub(super) fn was_there(
    tx: &mut dyn Transaction,
    universe: &UniverseId,
    entity: &EntityId,
    entry: Position,
) -> Result<Option<bool>, StoreError> {
    let last = movements::last_before(tx, universe, entity, entry)?;
    Ok(last.map(|row| row.transit.to_universe_id == *universe || row.was_back_before(entry)))
}
