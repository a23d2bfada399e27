//! Asking the one rule of who may do what.

use std::sync::Arc;

use multiverse_model::{
    Action, Actor, Decision, Object, PlayerId, Role, UniverseId, UniverseObject, authorize,
};

use super::{Caller, Store};
use crate::StoreError;
use crate::catalog::Transaction;
use crate::catalog::tables::universes::UniverseRow;
use crate::catalog::tables::{access, universes};

/// Turns a decision into an error that names `what`.
pub(super) fn permit(
    actor: &Actor,
    action: Action,
    object: Object<'_>,
    what: &'static str,
    id: &str,
) -> Result<(), StoreError> {
    match authorize(actor, action, object) {
        Decision::Allow => Ok(()),
        Decision::Hide => Err(StoreError::NotFound { what, id: id.to_owned() }),
        Decision::Identify => Err(StoreError::Unidentified),
        Decision::Forbid => {
            let player = actor.player().map(PlayerId::to_string).unwrap_or_default();
            Err(StoreError::Forbidden { player })
        }
    }
}

/// Permits `action` on a universe that was read, to an actor with `role` on its access list.
pub(super) fn permit_universe(
    actor: &Actor,
    action: Action,
    row: &UniverseRow,
    role: Option<Role>,
) -> Result<(), StoreError> {
    let object = Object::Universe(object_of(row, role));
    permit(actor, action, object, "universe", row.universe.id.as_str())
}

/// A universe as the rule sees it, for an actor with `role` on its access list.
pub(super) fn object_of(row: &UniverseRow, role: Option<Role>) -> UniverseObject<'_> {
    let universe = &row.universe;
    UniverseObject {
        owner: &universe.owner_id,
        is_public: universe.is_public,
        is_deleted: universe.deleted_at.is_some(),
        role,
    }
}

/// The actor's role on a universe's access list; only looked up for those who might be on it.
pub(super) fn role_of(
    tx: &mut dyn Transaction,
    actor: &Actor,
    row: &UniverseRow,
) -> Result<Option<Role>, StoreError> {
    match actor {
        Actor::Player(player) if *player != row.universe.owner_id => {
            Ok(access::role(tx, &row.universe.id, player)?)
        }
        _ => Ok(None),
    }
}

/// The universe of an id, if the actor may do `action` to it. One that is not there and one that is hidden give
/// the same error.
pub(super) fn universe_for(
    tx: &mut dyn Transaction,
    actor: &Actor,
    action: Action,
    id: &UniverseId,
) -> Result<UniverseRow, StoreError> {
    let not_found = || StoreError::NotFound { what: "universe", id: id.to_string() };
    let row = universes::find(tx, id)?.ok_or_else(not_found)?;
    let role = role_of(tx, actor, &row)?;
    permit_universe(actor, action, &row, role)?;
    Ok(row)
}

/// Whether the actor may read a universe, deleted or not: a deletion hides a universe itself, but its forks live
/// on untouched, and with them the history that they came from.
pub(super) fn may_read_as_ancestor(
    tx: &mut dyn Transaction,
    actor: &Actor,
    row: &UniverseRow,
) -> Result<bool, StoreError> {
    let universe = &row.universe;
    let role = if universe.is_public { None } else { role_of(tx, actor, row)? };
    let object = UniverseObject { is_deleted: false, ..object_of(row, role) };
    Ok(authorize(actor, Action::ReadUniverse, Object::Universe(object)) == Decision::Allow)
}

impl Store {
    /// Permits `action` on a universe, before any work for it is done.
    ///
    /// # Errors
    /// [`StoreError::NotFound`], [`StoreError::Unidentified`], [`StoreError::Forbidden`].
    pub async fn check(&self, caller: &Caller, action: Action, id: &UniverseId) -> Result<(), StoreError> {
        self.permitted(&caller.actor, action, id).await.map(drop)
    }

    /// The universe of an id from the cache or the catalog, if the actor may do `action` to it.
    pub(super) async fn permitted(
        &self,
        actor: &Actor,
        action: Action,
        id: &UniverseId,
    ) -> Result<Arc<UniverseRow>, StoreError> {
        let row = self.universe_row(id).await?;
        let universe = &row.universe;
        let may_be_listed = matches!(actor, Actor::Player(player) if *player != universe.owner_id);
        let needs_role = may_be_listed && !(universe.is_public && action == Action::ReadUniverse);
        let role = if needs_role {
            let (actor, row) = (actor.clone(), Arc::clone(&row));
            self.read(move |tx| role_of(tx, &actor, &row)).await?
        } else {
            None
        };
        permit_universe(actor, action, &row, role)?;
        Ok(row)
    }

    /// A universe's row, from the cache if it is there. Rights are not checked here.
    pub(super) async fn universe_row(&self, id: &UniverseId) -> Result<Arc<UniverseRow>, StoreError> {
        let cache = &self.inner.universes;
        if let Some(row) = cache.get(id) {
            metrics::counter!("multiverse_cache_hits_total", "cache" => "universes").increment(1);
            return Ok(row);
        }
        metrics::counter!("multiverse_cache_misses_total", "cache" => "universes").increment(1);
        let stamp = cache.stamp(id);
        let wanted = id.clone();
        let found = self.read(move |tx| Ok(universes::find(tx, &wanted)?)).await?;
        let row = found.ok_or_else(|| StoreError::NotFound { what: "universe", id: id.to_string() })?;
        let row = Arc::new(row);
        cache.insert(stamp, id.clone(), Arc::clone(&row));
        Ok(row)
    }
}
