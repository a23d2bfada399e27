//! Changing, hiding and restoring universes.

use multiverse_model::wire::PatchUniverse;
use multiverse_model::{Action, EventType, Universe, UniverseId};

use super::authorize::universe_for;
use super::view::Viewer;
use super::{Caller, Store, create, players};
use crate::StoreError;
use crate::catalog::tables::{self, universes};

/// Whether an entity tag, without quotes, is one that the caller expects.
pub type TagTest = Box<dyn Fn(&str) -> bool + Send>;

impl Store {
    /// Changes a universe's metadata. With `expected`, only if its entity tag is still one of those.
    ///
    /// # Errors
    /// [`StoreError::PreconditionFailed`], and those of [`check`](Store::check).
    pub async fn edit(
        &self,
        caller: &Caller,
        id: &UniverseId,
        patch: PatchUniverse,
        expected: Option<TagTest>,
    ) -> Result<Universe, StoreError> {
        let (actor, id) = (caller.actor.clone(), id.clone());
        self.write(caller, move |change| {
            let mut row = universe_for(change.tx, &actor, Action::EditUniverse, &id)?;
            let mut universe = Viewer::default().view(change.tx, &actor, row.clone())?;
            let tag = super::view::tag(row.version, &universe);
            if expected.as_ref().is_some_and(|matches| !matches(&tag)) {
                return Err(StoreError::PreconditionFailed);
            }
            let was_public = universe.is_public;
            apply(&mut universe, &patch);
            apply(&mut row.universe, &patch);
            universes::update_metadata(change.tx, &row.universe)?;
            let difference = i64::from(universe.is_public) - i64::from(was_public);
            if difference != 0 {
                tables::players::count(change.tx, &universe.owner_id, 0, difference, 0)?;
            }
            change.universes.push(id.clone());
            change.audiences.push(id.clone());
            change.emit_universe(EventType::UniverseUpdated, &row.universe)?;
            Ok(universe)
        })
        .await
    }

    /// Hides a universe. Nothing of it is lost, and its forks live on.
    ///
    /// # Errors
    /// Those of [`check`](Store::check).
    pub async fn delete(&self, caller: &Caller, id: &UniverseId) -> Result<(), StoreError> {
        let (actor, id) = (caller.actor.clone(), id.clone());
        self.write(caller, move |change| {
            let row = universe_for(change.tx, &actor, Action::DeleteUniverse, &id)?;
            universes::set_deleted(change.tx, &id, Some(change.now))?;
            create::count(change, &row.universe.owner_id, row.universe.is_public, -1)?;
            change.universes.push(id.clone());
            change.audiences.push(id.clone());
            // It is told that it is gone, and nothing more of it.
            change.emit(EventType::UniverseDeleted, &id, &())
        })
        .await
    }

    /// Shows a deleted universe again. One that is not deleted stays as it is.
    ///
    /// # Errors
    /// [`StoreError::Quota`], and those of [`check`](Store::check).
    pub async fn restore(&self, caller: &Caller, id: &UniverseId) -> Result<Universe, StoreError> {
        let (actor, id) = (caller.actor.clone(), id.clone());
        let quota = self.inner.settings.max_universes_per_player;
        self.write(caller, move |change| {
            let mut row = universe_for(change.tx, &actor, Action::RestoreUniverse, &id)?;
            if row.universe.deleted_at.take().is_some() {
                // Else who deletes, makes and restores in turns has as many as they like.
                create::check_quota(&players::ensure(change, &row.universe.owner_id)?, quota)?;
                universes::set_deleted(change.tx, &id, None)?;
                create::count(change, &row.universe.owner_id, row.universe.is_public, 1)?;
                change.universes.push(id.clone());
                change.audiences.push(id.clone());
                change.emit_universe(EventType::UniverseUpdated, &row.universe)?;
            }
            Viewer::default().view(change.tx, &actor, row)
        })
        .await
    }
}

fn apply(universe: &mut Universe, patch: &PatchUniverse) {
    let patch = patch.clone();
    universe.name = patch.name.unwrap_or_else(|| universe.name.clone());
    universe.is_public = patch.is_public.unwrap_or(universe.is_public);
    universe.visitor_policy = patch.visitor_policy.unwrap_or(universe.visitor_policy);
    if let Some(description) = patch.description {
        universe.description = description;
    }
    if let Some(config) = patch.config {
        universe.config = config;
    }
}
