//! Saves on a server.

use bytes::Bytes;
use futures::future::BoxFuture;
use futures::{FutureExt, StreamExt, TryStreamExt};
use multiverse_model::wire::{ListSnapshots, ShowTimeline, TimelineOrder};
use multiverse_model::{MAX_LIMIT, ProblemType, SnapshotEntry, UniverseId};

use super::{
    NewSave, Order, Origin, SaveFilter, SaveKey, SaveRecord, StorageBackend, StorageError, StorageInfo,
    SyncKind, SyncState,
};
use crate::{ClientError, Download, Mismatch, MultiverseClient, Upload};

const APPEND_ONLY: &str = "a server's history is append-only; delete the save where it is kept locally";
const NAME_A_UNIVERSE: &str = "a server has everybody's universes; say which one to list";
const SUPERSEDED: &str = "the server answers the newest save of a tick, and this one is not; load that one";

/// Saves on a server, in the timelines of its universes.
///
/// It keeps the law of a [`StorageBackend`] as far as a server can:
/// - Only the newest save of a tick can be loaded.
/// - A save's number is the millisecond in which the server accepted it, made unique by its id: saves of one millisecond
///   are in no order.
/// - How many entities a world had, when the game saved it, and where its parent is are not kept; the server says when it
///   was saved.
/// - A universe must be there before it is saved to, and lists are of one universe.
#[derive(Debug, Clone)]
pub struct ServerStorage {
    client: MultiverseClient,
}

impl ServerStorage {
    /// The saves of the server that `client` calls, as its player sees them.
    #[must_use]
    pub fn new(client: MultiverseClient) -> Self {
        Self { client }
    }

    async fn save(&self, save: NewSave) -> Result<SaveRecord, StorageError> {
        let universe = save.universe_id.clone();
        let uploaded = self.client.upload(&universe, upload(save)).await?;
        Ok(record(uploaded.entry))
    }

    async fn load(&self, key: &SaveKey) -> Result<Bytes, StorageError> {
        match self.client.download(&key.universe_id, Download::tick(key.tick)).await {
            Ok(loaded) if loaded.entry.id == key.id => Ok(loaded.bytes),
            Ok(newer) => {
                let wanted = self.metadata(key).await?;
                let is_same = wanted.checksum == newer.entry.checksum;
                if is_same { Ok(newer.bytes) } else { Err(StorageError::Unsupported(SUPERSEDED)) }
            }
            Err(ClientError::NotFound(_)) => Err(StorageError::NotFound(key.clone())),
            Err(ClientError::Integrity(Mismatch::Checksum { expected, .. })) => {
                Err(StorageError::Damaged { key: key.clone(), expected })
            }
            Err(error) if error.kind() == Some(ProblemType::Corrupt) => {
                let expected = self.metadata(key).await?.checksum;
                Err(StorageError::Damaged { key: key.clone(), expected })
            }
            Err(error) => Err(error.into()),
        }
    }

    async fn metadata(&self, key: &SaveKey) -> Result<SaveRecord, StorageError> {
        let query = ListSnapshots { from: Some(key.tick), to: Some(key.tick), ..ListSnapshots::default() };
        let mut entries = self.client.all_snapshots(&key.universe_id, query);
        let not_found = || StorageError::NotFound(key.clone());
        loop {
            match entries.try_next().await {
                Ok(Some(entry)) if entry.id == key.id => return Ok(record(entry)),
                Ok(Some(_)) => {}
                Ok(None) | Err(ClientError::NotFound(_)) => return Err(not_found()),
                Err(error) => return Err(error.into()),
            }
        }
    }

    async fn list(&self, filter: SaveFilter) -> Result<Vec<SaveRecord>, StorageError> {
        let universe = filter.universe_id.clone().ok_or(StorageError::Unsupported(NAME_A_UNIVERSE))?;
        let is_empty = filter.sync.is_some_and(|kind| kind != SyncKind::Synced)
            || filter.from.zip(filter.to).is_some_and(|(from, to)| from > to);
        if is_empty {
            return Ok(Vec::new());
        }
        match self.listed(&universe, &filter).await {
            Err(ClientError::NotFound(_)) => Ok(Vec::new()),
            listed => Ok(listed?),
        }
    }

    async fn listed(
        &self,
        universe: &UniverseId,
        filter: &SaveFilter,
    ) -> Result<Vec<SaveRecord>, ClientError> {
        let limit = filter.limit.unwrap_or(usize::MAX);
        let newest_first = filter.order == Order::NewestFirst;
        let query = ShowTimeline {
            from: filter.from,
            to: filter.to,
            order: newest_first.then_some(TimelineOrder::Desc),
            limit: limit.clamp(1, MAX_LIMIT).try_into().ok().filter(|_| newest_first),
            ..ShowTimeline::default()
        };
        let records = self.client.whole_timeline(universe, query).map_ok(record);
        let after = filter.after;
        let admitted = records.try_filter(move |record| {
            let is_later = after.is_none_or(|after| record.sequence > after);
            async move { is_later }
        });
        if newest_first {
            return admitted.take(limit).try_collect().await;
        }
        // The server's order is by ticks, and saves into the past are among them.
        let mut all: Vec<_> = admitted.try_collect().await?;
        all.sort_by_key(|record| record.sequence);
        all.truncate(limit);
        Ok(all)
    }

    async fn info(&self) -> Result<StorageInfo, StorageError> {
        let stats = self.client.stats().await?;
        Ok(StorageInfo {
            save_count: stats.total_snapshots,
            pending_count: 0,
            logical_bytes: stats.logical_bytes,
            stored_bytes: stats.stored_bytes,
        })
    }
}

impl StorageBackend for ServerStorage {
    /// Uploads a save, as one that extends its parent if it names one.
    fn save(&self, save: NewSave) -> BoxFuture<'_, Result<SaveRecord, StorageError>> {
        self.save(save).boxed()
    }

    fn load<'a>(&'a self, key: &'a SaveKey) -> BoxFuture<'a, Result<Bytes, StorageError>> {
        self.load(key).boxed()
    }

    fn list(&self, filter: SaveFilter) -> BoxFuture<'_, Result<Vec<SaveRecord>, StorageError>> {
        self.list(filter).boxed()
    }

    /// Refuses: nothing that a client can send removes a past entry.
    fn delete<'a>(&'a self, _: &'a SaveKey) -> BoxFuture<'a, Result<(), StorageError>> {
        async { Err(StorageError::Unsupported(APPEND_ONLY)) }.boxed()
    }

    fn metadata<'a>(&'a self, key: &'a SaveKey) -> BoxFuture<'a, Result<SaveRecord, StorageError>> {
        self.metadata(key).boxed()
    }

    /// How much the server holds of everybody's.
    fn info(&self) -> BoxFuture<'_, Result<StorageInfo, StorageError>> {
        self.info().boxed()
    }
}

impl From<ClientError> for StorageError {
    fn from(error: ClientError) -> Self {
        match error {
            error if error.is_offline() => Self::Unavailable(error.into()),
            error => Self::Server(Box::new(error)),
        }
    }
}

fn upload(save: NewSave) -> Upload {
    Upload {
        day: Some(save.day),
        kind: Some(save.kind),
        canon_event: save.canon_event,
        label: save.label,
        decay_policy: save.decay_policy,
        parent: save.parent.map(|parent| parent.checksum),
        content_type: save.content_type,
        ..Upload::new(save.tick, save.bytes)
    }
}

fn record(entry: SnapshotEntry) -> SaveRecord {
    SaveRecord {
        sequence: sequence(&entry),
        sync: SyncState::Synced { universe_id: entry.universe_id.clone(), entry_id: entry.id.clone() },
        id: entry.id,
        universe_id: entry.universe_id,
        tick: entry.tick,
        day: entry.day,
        saved_at: entry.timestamp,
        kind: entry.kind,
        canon_event: entry.canon_event,
        label: entry.label,
        decay_policy: Some(entry.decay_policy),
        parent: None,
        checksum: entry.checksum,
        size: entry.file_size,
        content_type: entry.content_type,
        entity_count: 0,
        origin: Origin::Saved,
    }
}

/// The millisecond, and sixteen bits to tell its saves apart by.
fn sequence(entry: &SnapshotEntry) -> u64 {
    let millisecond = u64::try_from(entry.timestamp.0).unwrap_or(0);
    let digest = multiverse_model::Checksum::of(entry.id.as_str().as_bytes());
    let [first, second, ..] = *digest.digest();
    (millisecond << 16) | u64::from(u16::from_be_bytes([first, second]))
}
