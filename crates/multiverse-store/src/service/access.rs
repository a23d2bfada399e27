//! Access lists.

use multiverse_model::{Access, Action, PlayerId, Role, UniverseId};

use super::authorize::universe_for;
use super::{Caller, Store};
use crate::StoreError;
use crate::catalog::tables::{access, players};
use crate::error::Rule;

impl Store {
    /// Who may use a universe besides its owner.
    ///
    /// # Errors
    /// Those of [`check`](Store::check).
    pub async fn access_list(&self, caller: &Caller, id: &UniverseId) -> Result<Vec<Access>, StoreError> {
        let (actor, id) = (caller.actor.clone(), id.clone());
        self.read(move |tx| {
            universe_for(tx, &actor, Action::ManageAccess, &id)?;
            Ok(access::list(tx, &id)?)
        })
        .await
    }

    /// Gives a registered player a role, in place of any they had.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] also for a player who is not registered, [`Rule::OwnerOnAccessList`],
    /// [`StoreError::Quota`], and those of [`check`](Store::check).
    pub async fn grant_access(
        &self,
        caller: &Caller,
        id: &UniverseId,
        player: &PlayerId,
        role: Role,
    ) -> Result<Vec<Access>, StoreError> {
        let (actor, id, player) = (caller.actor.clone(), id.clone(), player.clone());
        let limit = self.inner.settings.max_access_per_universe;
        self.write(caller, move |change| {
            let row = universe_for(change.tx, &actor, Action::ManageAccess, &id)?;
            let owner = &row.universe.owner_id;
            if *owner == player {
                return Err(Rule::OwnerOnAccessList.into());
            }
            if players::find(change.tx, &player)?.is_none() {
                return Err(StoreError::NotFound { what: "player", id: player.to_string() });
            }
            access::grant(change.tx, &id, &player, role)?;
            change.audiences.push(id.clone());
            let list = access::list(change.tx, &id)?;
            if list.len() as u64 > limit {
                let player = owner.to_string();
                return Err(StoreError::Quota { player, what: "players on an access list", limit });
            }
            Ok(list)
        })
        .await
    }

    /// Takes a player off the list.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] also for a player who is not on it, and those of [`check`](Store::check).
    pub async fn revoke_access(
        &self,
        caller: &Caller,
        id: &UniverseId,
        player: &PlayerId,
    ) -> Result<Vec<Access>, StoreError> {
        let (actor, id, player) = (caller.actor.clone(), id.clone(), player.clone());
        self.write(caller, move |change| {
            universe_for(change.tx, &actor, Action::ManageAccess, &id)?;
            if !access::revoke(change.tx, &id, &player)? {
                return Err(StoreError::NotFound { what: "access of player", id: player.to_string() });
            }
            change.audiences.push(id.clone());
            Ok(access::list(change.tx, &id)?)
        })
        .await
    }
}
