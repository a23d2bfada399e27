//! Making universes.

use multiverse_model::wire::CreateUniverse;
use multiverse_model::{Action, EventType, Millis, Object, PlayerId, Universe, UniverseId};

use super::authorize::permit;
use super::players::{ensure, owner_for};
use super::run::Change;
use super::{Caller, Store};
use crate::StoreError;
use crate::catalog::tables::players::{self, PlayerRow};
use crate::catalog::tables::totals::{self, Totals};
use crate::catalog::tables::universes::{self, UniverseRow};

impl Store {
    /// Makes a universe without history.
    ///
    /// # Errors
    /// [`StoreError::Taken`], [`StoreError::OwnerUnknown`], [`StoreError::Unidentified`],
    /// [`StoreError::Forbidden`] if another is to own it, [`StoreError::Quota`].
    pub async fn create_universe(
        &self,
        caller: &Caller,
        request: CreateUniverse,
    ) -> Result<Universe, StoreError> {
        let made = self.new_universe_id()?;
        let (actor, quota) = (caller.actor.clone(), self.inner.settings.max_universes_per_player);
        self.write(caller, move |change| {
            permit(&actor, Action::CreateUniverse, Object::Multiverse, "multiverse", "")?;
            let owner_id = owner_for(&actor, request.owner_id.as_ref())?;
            let id = request.id.clone().unwrap_or_else(|| made.clone());
            let universe = Universe {
                id: id.clone(),
                name: request.name.clone(),
                owner_id,
                created_at: change.now,
                last_snapshot_at: Millis::ZERO,
                snapshot_count: 0,
                canonical_event_count: 0,
                is_public: request.is_public.unwrap_or(false),
                fork_of: None,
                config: request.config.clone(),
                description: request.description.clone(),
                visitor_policy: request.visitor_policy.unwrap_or_default(),
                head: None,
                deleted_at: None,
            };
            let row = UniverseRow { universe, root_id: id, generation: 1, fork_point: None, version: 1 };
            add(change, &row, quota)?;
            change.emit_universe(EventType::UniverseCreated, &row.universe)?;
            Ok(row.universe)
        })
        .await
    }

    pub(super) fn new_universe_id(&self) -> Result<UniverseId, StoreError> {
        Ok(UniverseId::generate(self.now_ms(), self.random()?))
    }
}

/// Adds a universe and counts it for its owner, who is registered if need be.
pub(super) fn add(change: &mut Change<'_>, row: &UniverseRow, quota: u64) -> Result<(), StoreError> {
    let universe = &row.universe;
    check_quota(&ensure(change, &universe.owner_id)?, quota)?;
    if !universes::insert(change.tx, row)? {
        return Err(StoreError::Taken { what: "universe", id: universe.id.to_string() });
    }
    count(change, &universe.owner_id, universe.is_public, 1)?;
    change.universes.push(universe.id.clone());
    Ok(())
}

/// Refuses one more universe to an owner who has as many as `quota`.
pub(super) fn check_quota(owner: &PlayerRow, quota: u64) -> Result<(), StoreError> {
    if owner.universe_count >= quota {
        return Err(StoreError::Quota { player: owner.id.to_string(), what: "universes", limit: quota });
    }
    Ok(())
}

/// Counts universes that came (`1`) or went (`-1`) for their owner and in total.
pub(super) fn count(
    change: &mut Change<'_>,
    owner: &PlayerId,
    is_public: bool,
    difference: i64,
) -> Result<(), StoreError> {
    let public = if is_public { difference } else { 0 };
    players::count(change.tx, owner, difference, public, 0)?;
    Ok(totals::add(change.tx, Totals { universes: difference, ..Totals::default() })?)
}
