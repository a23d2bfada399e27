//! What people do: the verbs of the domain.

use multiverse_model::wire::{CreateUniverse, ForkUniverse, PatchUniverse};
use multiverse_model::{Limit, Role, SnapshotEntry, Universe, UniverseId};
use multiverse_store::{
    Caller, Document, IdempotencyKey, ListQuery, NewSnapshot, SaveOutcome, Snapshot, StoreError,
    TimelineQuery,
};
use sha2::{Digest, Sha256};

use super::{World, tick};

/// Somebody who uses a world's store.
#[derive(Clone)]
pub(crate) struct Person {
    pub(crate) world: World,
    pub(crate) caller: Caller,
}

impl Person {
    pub(crate) fn new(world: World, caller: Caller) -> Self {
        Self { world, caller }
    }

    /// The same person, sending a key with their next requests.
    pub(crate) fn with_key(&self, key: &str, request: &str) -> Self {
        let hash = |text: &str| Sha256::digest(text.as_bytes()).into();
        let key = IdempotencyKey { key_hash: hash(key), fingerprint: hash(request) };
        let caller = Caller { idempotency: Some(key), ..self.caller.clone() };
        Self { world: self.world.clone(), caller }
    }

    pub(crate) async fn registers(&self) {
        let registration = self.world.store().register(&self.caller, Default::default(), None).await;
        registration.unwrap();
    }

    pub(crate) async fn tries_to_create(&self, id: &str, is_public: bool) -> Result<Universe, StoreError> {
        let json = serde_json::json!({"id": id, "name": id, "isPublic": is_public});
        let request: CreateUniverse = serde_json::from_value(json).unwrap();
        self.world.store().create_universe(&self.caller, request).await
    }

    /// Makes a private universe.
    pub(crate) async fn creates(&self, id: &str) -> UniverseId {
        self.tries_to_create(id, false).await.unwrap().id
    }

    /// Makes a public one.
    pub(crate) async fn publishes(&self, id: &str) -> UniverseId {
        self.tries_to_create(id, true).await.unwrap().id
    }

    pub(crate) async fn tries_to_save(
        &self,
        universe: &UniverseId,
        snapshot: NewSnapshot,
        document: &[u8],
    ) -> Result<SaveOutcome, StoreError> {
        let document = Document::new(document.to_vec().into());
        self.world.store().save(&self.caller, universe, snapshot, document).await
    }

    pub(crate) async fn saves(&self, universe: &UniverseId, at: u64, document: &[u8]) -> SnapshotEntry {
        self.tries_to_save(universe, NewSnapshot::at(tick(at)), document).await.unwrap().entry
    }

    pub(crate) async fn tries_to_fork(
        &self,
        source: &UniverseId,
        at: u64,
        id: &str,
    ) -> Result<Universe, StoreError> {
        let request: ForkUniverse =
            serde_json::from_value(serde_json::json!({"snapshotTick": at, "name": id, "id": id})).unwrap();
        Ok(self.world.store().fork(&self.caller, source, request).await?.0)
    }

    pub(crate) async fn forks(&self, source: &UniverseId, at: u64, id: &str) -> UniverseId {
        self.tries_to_fork(source, at, id).await.unwrap().id
    }

    pub(crate) async fn tries_to_read(&self, universe: &UniverseId, at: u64) -> Result<Snapshot, StoreError> {
        self.world.store().at(&self.caller, universe, tick(at), false).await
    }

    pub(crate) async fn reads(&self, universe: &UniverseId, at: u64) -> Vec<u8> {
        self.tries_to_read(universe, at).await.unwrap().bytes.to_vec()
    }

    pub(crate) async fn tries_to_look_at(&self, universe: &UniverseId) -> Result<Universe, StoreError> {
        Ok(self.world.store().universe(&self.caller, universe).await?.universe)
    }

    pub(crate) async fn looks_at(&self, universe: &UniverseId) -> Universe {
        self.tries_to_look_at(universe).await.unwrap()
    }

    pub(crate) async fn tries_to_edit(
        &self,
        universe: &UniverseId,
        patch: &str,
    ) -> Result<Universe, StoreError> {
        let patch: PatchUniverse = serde_json::from_str(patch).unwrap();
        self.world.store().edit(&self.caller, universe, patch, None).await
    }

    pub(crate) async fn shares(&self, universe: &UniverseId, with: &Person, role: Role) {
        with.registers().await;
        let player = with.caller.actor.player().unwrap();
        self.world.store().grant_access(&self.caller, universe, player, role).await.unwrap();
    }

    /// Every page of a timeline: universe, tick and document's checksum of each entry.
    pub(crate) async fn reads_timeline(
        &self,
        universe: &UniverseId,
        query: &TimelineQuery,
        limit: Limit,
    ) -> Result<Vec<SnapshotEntry>, StoreError> {
        let (mut entries, mut query) = (Vec::new(), TimelineQuery { limit, ..query.clone() });
        loop {
            let page = self.world.store().timeline(&self.caller, universe, query.clone()).await?;
            assert!(page.entries.len() <= limit.get());
            assert!(page.next.is_none() || page.entries.len() == limit.get(), "only the last page is short");
            entries.extend(page.entries);
            match page.next {
                Some(cursor) => query.cursor = Some(cursor),
                None => return Ok(entries),
            }
        }
    }

    /// Every page of a list, as ids.
    pub(crate) async fn lists(&self, query: &ListQuery, limit: Limit) -> Vec<String> {
        let (mut ids, mut query) = (Vec::new(), ListQuery { limit, ..query.clone() });
        loop {
            let page = self.world.store().list(&self.caller, query.clone()).await.unwrap();
            assert!(page.items.len() <= limit.get());
            ids.extend(page.items.into_iter().map(|universe| universe.id.to_string()));
            match page.next {
                Some(cursor) => query.cursor = Some(cursor),
                None => return ids,
            }
        }
    }
}
