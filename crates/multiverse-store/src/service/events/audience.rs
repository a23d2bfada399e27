//! Who may read a universe, kept at hand: an event is held against it once for each of its hearers.

use std::sync::Arc;

use multiverse_model::{
    Action, Actor, Decision, Object, PlayerId, Role, UniverseId, UniverseObject, authorize,
};
use quick_cache::Weighter;

use crate::StoreError;
use crate::catalog::Transaction;
use crate::catalog::tables::{access, universes};
use crate::service::Store;

/// Readers of all audiences that are kept in memory: about 8 MiB of them.
pub(in crate::service) const MAX_READERS: u64 = 100_000;

/// Who may read a universe.
#[derive(Debug)]
pub(in crate::service) struct Audience {
    owner: PlayerId,
    is_public: bool,
    is_deleted: bool,
    /// The access list, sorted by player.
    listed: Vec<(PlayerId, Role)>,
}

impl Audience {
    fn find(tx: &mut dyn Transaction, id: &UniverseId) -> Result<Option<Self>, StoreError> {
        let Some(row) = universes::find(tx, id)? else { return Ok(None) };
        let mut listed: Vec<_> =
            access::list(tx, id)?.into_iter().map(|access| (access.player_id, access.role)).collect();
        listed.sort_by(|(a, _), (b, _)| a.cmp(b));
        let universe = row.universe;
        Ok(Some(Self {
            owner: universe.owner_id,
            is_public: universe.is_public,
            is_deleted: universe.deleted_at.is_some(),
            listed,
        }))
    }

    /// Whether the actor may read the universe; and, unless it counts as public, be told of what was not for all.
    pub(super) fn includes(&self, actor: &Actor, counts_as_public: bool, even_if_deleted: bool) -> bool {
        let object = self.object(actor, counts_as_public);
        let object = UniverseObject { is_deleted: self.is_deleted && !even_if_deleted, ..object };
        authorize(actor, Action::ReadUniverse, Object::Universe(object)) == Decision::Allow
    }

    /// Whether the actor may know of a passage between the universe and `other`.
    pub(super) fn shares_with(&self, other: &Self, actor: &Actor, counts_as_public: bool) -> bool {
        let ends = [self, other].map(|end| end.object(actor, counts_as_public));
        authorize(actor, Action::ReadPassage, Object::Passage(ends)) == Decision::Allow
    }

    /// The universe as the rule sees it.
    fn object(&self, actor: &Actor, counts_as_public: bool) -> UniverseObject<'_> {
        UniverseObject {
            owner: &self.owner,
            is_public: self.is_public && counts_as_public,
            is_deleted: self.is_deleted,
            role: actor.player().and_then(|player| self.role(player)),
        }
    }

    fn role(&self, player: &PlayerId) -> Option<Role> {
        let place = self.listed.binary_search_by(|(listed, _)| listed.cmp(player)).ok()?;
        Some(self.listed[place].1)
    }
}

/// Weighs an audience by the players that it names.
#[derive(Debug, Clone)]
pub(in crate::service) struct Readers;

impl Weighter<UniverseId, Arc<Audience>> for Readers {
    fn weight(&self, _: &UniverseId, audience: &Arc<Audience>) -> u64 {
        4 + audience.listed.len() as u64
    }
}

impl Store {
    /// Who may read a universe; none if there is no such universe. From memory as a rule: whatever changes it forgets
    /// it there before it is acknowledged.
    pub(super) async fn audience(&self, id: &UniverseId) -> Result<Option<Arc<Audience>>, StoreError> {
        let cache = &self.inner.audiences;
        if let Some(audience) = cache.get(id) {
            return Ok(Some(audience));
        }
        // Ten thousand hearers of one event look for the same audience at once; one of them is to fetch it.
        let _fetching = self.inner.fetching_audience.lock().await;
        if let Some(audience) = cache.get(id) {
            return Ok(Some(audience));
        }
        let (stamp, wanted) = (cache.stamp(id), id.clone());
        let found = self.read(move |tx| Audience::find(tx, &wanted)).await?.map(Arc::new);
        if let Some(audience) = &found {
            cache.insert(stamp, id.clone(), Arc::clone(audience));
        }
        Ok(found)
    }
}
