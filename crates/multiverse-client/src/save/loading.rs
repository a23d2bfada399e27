//! Loading a world: from this machine, else from the server.

use std::sync::Arc;

use bytes::Bytes;
use multiverse_model::UniverseId;

use super::line::HeldLine;
use super::notes::{self, UniverseNote};
use super::options::{Source, Which};
use super::{LoadError, SaveLoadService, Shared};
use crate::client::{ClientError, Download, Downloaded, MultiverseClient};
use crate::storage::{
    NewSave, Order, Origin, SaveFilter, SaveKey, SaveRecord, StorageError, SyncKind, SyncState,
};
use crate::time;

/// How many older saves are looked at for one that is intact.
const OLDER_LOOKED_AT: usize = 100;

/// How often a universe may be forked from another for what is before its start to be found on this machine.
const MAX_GENERATIONS: usize = 64;

/// A save that was loaded.
#[derive(Debug, Clone)]
pub struct Loaded {
    /// The save. Its universe is not the one that was asked for, if that goes on in a fork.
    pub record: SaveRecord,
    /// The document, byte for byte as it was saved.
    pub bytes: Bytes,
    /// Where it was found.
    pub from: LoadedFrom,
}

/// Where a save was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LoadedFrom {
    /// On this machine.
    Local,
    /// On the server.
    Server,
    /// On the server, whose newest save is damaged: this is the newest intact one. Tell the player before you go on.
    ServerFallback,
}

impl SaveLoadService {
    /// Loads a save; the next save of the universe extends it.
    ///
    /// If another save follows it already, the next save starts a fork: history is never rewritten.
    ///
    /// # Errors
    /// [`LoadError`]; a damaged save is reported with the newest one before it that is intact.
    pub async fn load(
        &self,
        universe: &UniverseId,
        which: Which,
        source: Source,
    ) -> Result<Loaded, LoadError> {
        let (shared, universe) = (Arc::clone(&self.shared), universe.clone());
        let task = tokio::spawn(async move {
            let mut held = shared.hold(&universe).await;
            let loaded = shared.load(&held, which, source).await?;
            held.line.position = Some(loaded.record.key());
            held.line.known = None;
            Ok(loaded)
        });
        task.await.map_err(|_| LoadError::Closed)?
    }

    /// Loads a save that was [listed](Self::list) or offered; the next save of its universe extends it.
    ///
    /// # Errors
    /// As [`load`](Self::load).
    pub async fn load_save(&self, key: &SaveKey) -> Result<Loaded, LoadError> {
        let record = self.shared.storage.metadata(key).await?;
        let mut held = self.shared.hold(&record.universe_id).await;
        let loaded = self.shared.read(record).await?;
        held.line.position = Some(loaded.record.key());
        held.line.known = None;
        Ok(loaded)
    }
}

impl Shared {
    pub(super) async fn load(
        &self,
        held: &HeldLine,
        which: Which,
        source: Source,
    ) -> Result<Loaded, LoadError> {
        if source == Source::ServerFirst {
            match self.load_from_server(&held.id, which).await {
                // What was saved here since then is newer.
                Ok(loaded) if which == Which::Latest => return self.newer_here(loaded).await,
                Ok(loaded) => return Ok(loaded),
                // What the server does not have, or cannot say, may be here.
                Err(LoadError::NotFound(_) | LoadError::Unreachable { .. }) => {}
                Err(error) => return Err(error),
            }
        }
        match self.find_here(&held.id, which).await? {
            Some(record) => self.read(record).await,
            None => self.load_from_server(&held.id, which).await,
        }
    }

    /// The newest save on this machine if it comes of `loaded`, else `loaded`.
    async fn newer_here(&self, loaded: Loaded) -> Result<Loaded, LoadError> {
        let Some(tip) = self.tip(&loaded.record.universe_id).await? else { return Ok(loaded) };
        let mut next = Some(tip.clone());
        while let Some(record) = next {
            if record.id == loaded.record.id {
                return if tip.id == record.id { Ok(loaded) } else { self.read(tip).await };
            }
            let parent = record.parent.filter(|_| record.sync.kind() != SyncKind::Synced);
            next = match parent {
                Some(parent) => self.find(&parent.key).await?,
                None => None,
            };
        }
        Ok(loaded)
    }

    /// The save on this machine; what is before a fork's start is looked for in its source.
    async fn find_here(
        &self,
        universe: &UniverseId,
        which: Which,
    ) -> Result<Option<SaveRecord>, StorageError> {
        let (mut id, mut to) = (universe.clone(), None);
        for _ in 0..MAX_GENERATIONS {
            let (from, last) = match which {
                Which::Latest => (None, to),
                Which::Tick(tick) => (Some(tick), Some(to.map_or(tick, |to| tick.min(to)))),
                Which::Nearest(tick) => (None, Some(to.map_or(tick, |to| tick.min(to)))),
            };
            let newest = SaveFilter {
                universe_id: Some(id.clone()),
                from,
                to: last,
                order: Order::NewestFirst,
                limit: Some(1),
                ..SaveFilter::default()
            };
            if let Some(found) = self.storage.list(newest).await?.pop() {
                return Ok(Some(found));
            }
            let Some(start) = self.start(&id).await? else { break };
            if matches!(which, Which::Latest)
                || matches!(which, Which::Tick(tick) if tick == start.tick)
                || matches!(which, Which::Nearest(tick) if tick >= start.tick)
            {
                return Ok(Some(start));
            }
            (id, to) = (start.universe_id, Some(start.tick));
        }
        Ok(None)
    }

    /// The bytes of a save on this machine; if they are damaged, the server's.
    async fn read(&self, record: SaveRecord) -> Result<Loaded, LoadError> {
        match self.storage.load(&record.key()).await {
            Ok(bytes) => Ok(Loaded { record, bytes, from: LoadedFrom::Local }),
            Err(StorageError::Damaged { .. }) => match self.whole_on_server(&record).await {
                Some(bytes) => Ok(Loaded { record, bytes, from: LoadedFrom::Server }),
                None => {
                    let older = self.intact_before(&record).await?.map(Box::new);
                    Err(LoadError::Damaged { damaged: Box::new(record), older })
                }
            },
            Err(error) => Err(error.into()),
        }
    }

    /// The same document from the server, if it has it and answers.
    async fn whole_on_server(&self, record: &SaveRecord) -> Option<Bytes> {
        let SyncState::Synced { universe_id, .. } = &record.sync else { return None };
        let found = self.client()?.download(universe_id, Download::tick(record.tick)).await.ok()?;
        (found.entry.checksum == record.checksum).then_some(found.bytes)
    }

    async fn intact_before(&self, damaged: &SaveRecord) -> Result<Option<SaveRecord>, StorageError> {
        let filter = SaveFilter {
            universe_id: Some(damaged.universe_id.clone()),
            to: Some(damaged.tick),
            order: Order::NewestFirst,
            limit: Some(OLDER_LOOKED_AT),
            ..SaveFilter::default()
        };
        for older in self.storage.list(filter).await? {
            let is_before = older.tick < damaged.tick || older.sequence < damaged.sequence;
            if is_before && self.storage.load(&older.key()).await.is_ok() {
                return Ok(Some(older));
            }
        }
        Ok(None)
    }

    async fn load_from_server(&self, universe: &UniverseId, which: Which) -> Result<Loaded, LoadError> {
        let Some(client) = self.client() else { return Err(LoadError::NotFound(universe.clone())) };
        let found = download(&client, universe, which).await.map_err(|error| match error {
            ClientError::NotFound { .. } => LoadError::NotFound(universe.clone()),
            error if error.is_offline() => {
                LoadError::Unreachable { universe_id: universe.clone(), cause: Box::new(error) }
            }
            error => LoadError::Client(Box::new(error)),
        })?;
        let from = if found.fallback_for.is_some() { LoadedFrom::ServerFallback } else { LoadedFrom::Server };
        let bytes = found.bytes.clone();
        let record = self.keep(universe, found).await?;
        self.remember(&client, universe).await?;
        Ok(Loaded { record, bytes, from })
    }

    /// Keeps what people call the universe, for forks that nobody names.
    async fn remember(&self, client: &MultiverseClient, universe: &UniverseId) -> Result<(), StorageError> {
        if notes::universe(self.storage.as_ref(), universe).await?.is_some() {
            return Ok(());
        }
        // It has just answered; if it does not any more, the universe is asked for again before something is uploaded.
        let Ok(found) = client.universe(universe).await else { return Ok(()) };
        notes::set_universe(self.storage.as_ref(), universe, &UniverseNote::of_server(found)).await
    }

    /// Keeps on this machine what was loaded from the server, unless it is here already.
    async fn keep(&self, universe: &UniverseId, found: Downloaded) -> Result<SaveRecord, StorageError> {
        let entry = found.entry;
        let same_tick = SaveFilter {
            universe_id: Some(universe.clone()),
            from: Some(entry.tick),
            to: Some(entry.tick),
            ..SaveFilter::default()
        };
        let here = self.storage.list(same_tick).await?;
        if let Some(same) = here.into_iter().find(|here| here.checksum == entry.checksum) {
            return Ok(same);
        }
        let save = NewSave {
            universe_id: universe.clone(),
            tick: entry.tick,
            day: entry.day,
            saved_at: time::now(),
            kind: entry.kind,
            canon_event: entry.canon_event,
            label: entry.label,
            decay_policy: Some(entry.decay_policy),
            parent: None,
            content_type: entry.content_type,
            entity_count: 0,
            origin: Origin::Loaded,
            sync: SyncState::Synced { universe_id: entry.universe_id, entry_id: entry.id },
            bytes: found.bytes,
        };
        self.storage.save(save).await
    }
}

async fn download(
    client: &MultiverseClient,
    universe: &UniverseId,
    which: Which,
) -> Result<Downloaded, ClientError> {
    let what = match which {
        Which::Latest => Download::latest(),
        Which::Tick(tick) => Download::tick(tick),
        Which::Nearest(tick) => Download::nearest(tick),
    };
    client.download(universe, what).await
}
