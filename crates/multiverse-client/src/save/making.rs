//! Making the universe of a queue on the server, if it was made or forked here.

use futures::TryStreamExt;
use multiverse_model::wire::{CreateUniverse, ForkUniverse, ListSnapshots, OnConflict, PatchUniverse};
use multiverse_model::{ProblemType, SnapshotEntry, Tick, UniverseId, UniverseName};

use super::notes::{self, ForkPoint, UniverseNote};
use super::options::NewUniverse;
use super::status::SyncPhase;
use super::upload::{LineUpload, Stop, stop_for};
use super::{Shared, lock};
use crate::client::ClientError;
use crate::storage::{Parent, SaveRecord, StorageError, SyncState};

/// What became of a universe on the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Made {
    /// It was there.
    Nothing,
    /// It is now.
    Universe,
    /// It is under another id, with the first save of the queue.
    Elsewhere,
}

impl LineUpload {
    /// Makes the universe unless the server has it.
    ///
    /// `first` is the oldest save of the queue. Each request may be repeated: the universe's id is ours.
    pub(super) async fn make_universe(&mut self, first: Option<&SaveRecord>) -> Result<Made, Stop> {
        let note = match notes::universe(self.shared.storage.as_ref(), &self.id).await? {
            Some(note) if note.made || (note.with_first_save && first.is_none()) => return Ok(Made::Nothing),
            Some(note) => note,
            None => self.unknown().await?,
        };
        let (note, made) = match note.fork_of.clone() {
            _ if note.made => (note, Made::Universe),
            None => (self.create(note).await?, Made::Universe),
            Some(point) => self.fork(note, &point, first).await?,
        };
        notes::set_universe(self.shared.storage.as_ref(), &self.id, &note).await?;
        lock(&self.shared.unmade).remove(&self.id);
        Ok(made)
    }

    /// What is to be made of a universe that the game saved to without making it: the server may have it.
    async fn unknown(&self) -> Result<UniverseNote, Stop> {
        match self.client.universe(&self.id).await {
            Ok(universe) => Ok(UniverseNote::of_server(universe)),
            Err(ClientError::NotFound { .. }) => {
                let name = UniverseName::new(self.id.as_str()).expect("an id is short enough for a name");
                let new = NewUniverse::named(name).with_id(self.id.clone());
                Ok(UniverseNote::to_make(new, None))
            }
            Err(error) => Err(stop_for(error)),
        }
    }

    async fn create(&self, note: UniverseNote) -> Result<UniverseNote, Stop> {
        let new = note.new.clone();
        let request = CreateUniverse {
            id: Some(self.id.clone()),
            name: new.name,
            owner_id: None,
            is_public: new.is_public,
            description: new.description,
            config: new.config,
            visitor_policy: None,
        };
        match self.client.create_universe(request).await {
            Ok(_) => {}
            Err(error) => self.is_there(error).await?,
        }
        Ok(UniverseNote { made: true, ..note })
    }

    async fn fork(
        &mut self,
        note: UniverseNote,
        point: &ForkPoint,
        first: Option<&SaveRecord>,
    ) -> Result<(UniverseNote, Made), Stop> {
        let point = Parent { key: point.key.clone(), checksum: point.checksum };
        let start = self.shared.synced_before(Some(&point)).await?.map_err(|_| Stop::Wait)?;
        let Some((start, source)) = start.and_then(|start| match start.sync.clone() {
            SyncState::Synced { universe_id, .. } => Some((start, universe_id)),
            _ => None,
        }) else {
            return self.create_root(note).await;
        };
        // A fork starts with the newest save of a tick; from another one it is made by the save that follows.
        let newest = self.newest_at(&source, start.tick).await;
        match newest {
            Ok(Some(newest)) if newest.checksum == start.checksum => {}
            Ok(Some(_)) => return self.fork_by_saving(note, &start, &source, first).await,
            Ok(None) | Err(ClientError::NotFound { .. }) => {
                return self.create_root(note).await;
            }
            Err(error) => return Err(stop_for(error)),
        }
        let request = ForkUniverse {
            snapshot_tick: start.tick,
            name: note.new.name.clone(),
            owner_id: None,
            id: Some(self.id.clone()),
            is_public: note.new.is_public,
            config: note.new.config.clone(),
            nearest: None,
        };
        match self.client.fork(&source, request).await {
            Ok(_) => {}
            Err(ClientError::Decayed { .. } | ClientError::NotFound { .. }) => {
                return self.create_root(note).await;
            }
            Err(error) => self.is_there(error).await?,
        }
        Ok((UniverseNote { made: true, ..note }, Made::Universe))
    }

    /// The entry that answers for a tick, if there is one.
    async fn newest_at(
        &self,
        universe: &UniverseId,
        tick: Tick,
    ) -> Result<Option<SnapshotEntry>, ClientError> {
        let query = ListSnapshots { from: Some(tick), to: Some(tick), ..ListSnapshots::default() };
        let mut entries = self.client.all_snapshots(universe, query);
        let mut newest = None;
        while let Some(entry) = entries.try_next().await? {
            newest = Some(entry);
        }
        Ok(newest)
    }

    /// Makes what should be a fork a universe of its own: the server does not have, or no longer, what it starts from.
    async fn create_root(&self, note: UniverseNote) -> Result<(UniverseNote, Made), Stop> {
        let note = self.create(UniverseNote { is_root: true, ..note }).await?;
        Ok((note, Made::Universe))
    }

    /// Makes the fork by uploading its first save to its source, which forks at the save that it names as parent. The
    /// server chooses the fork's id, so ours leads on to it.
    async fn fork_by_saving(
        &mut self,
        note: UniverseNote,
        start: &SaveRecord,
        source: &UniverseId,
        first: Option<&SaveRecord>,
    ) -> Result<(UniverseNote, Made), Stop> {
        let first = first.ok_or(Stop::Wait)?;
        let bytes = self.shared.storage.load(&first.key()).await?;
        let parent = Some(start.checksum);
        let upload = self.describe(first, bytes.clone(), parent, OnConflict::Fork, Some(start)).await;
        let uploaded = self.client.upload(source, upload).await.map_err(stop_for)?;
        let fork = uploaded.entry.universe_id.clone();
        self.uploaded(first, bytes, uploaded).await?;
        let named = PatchUniverse {
            name: Some(note.new.name.clone()),
            is_public: note.new.is_public,
            ..PatchUniverse::default()
        };
        // Only what people call it: the fork is made and has the save.
        if let Err(error) = self.client.change_universe(&fork, named).await {
            tracing::warn!(%error, universe = %fork, "the fork could not be given its name");
        }
        Ok((UniverseNote { made: true, ..note }, Made::Elsewhere))
    }

    /// Whether `error` says that the universe is there already, from an earlier try.
    async fn is_there(&self, error: ClientError) -> Result<(), Stop> {
        if error.problem().is_none_or(|problem| problem.kind != ProblemType::Taken.uri()) {
            return Err(stop_for(error));
        }
        match self.client.universe(&self.id).await {
            Ok(_) => Ok(()),
            Err(ClientError::NotFound { .. }) => Err(Stop::Held(SyncPhase::Held {
                problem: ProblemType::Taken.uri().to_owned(),
                detail: format!(
                    "The id {} belongs to a universe that you may not see; if it is yours and was deleted, restore \
                     it, else fork this one under another id.",
                    self.id
                ),
            })),
            Err(error) => Err(stop_for(error)),
        }
    }
}

impl Shared {
    /// Whether the universe begins, on the server, with a save of another.
    pub(super) async fn is_fork(&self, id: &UniverseId) -> Result<bool, StorageError> {
        let note = notes::universe(self.storage.as_ref(), id).await?;
        Ok(note.is_some_and(|note| note.fork_of.is_some() && !note.is_root))
    }
}
