//! Uploading the queue of one universe, save by save.

use std::sync::Arc;

use bytes::Bytes;
use multiverse_model::wire::OnConflict;
use multiverse_model::{Checksum, UniverseId};
use tokio::sync::watch;

use super::diverged::NoCommonSave;
use super::making::Made;
use super::options::{OnDivergence, Resolution};
use super::status::{Divergence, SyncEvent, SyncPhase};
use super::{Shared, lock};
use crate::client::{Base, ClientError, MultiverseClient, Progress, Upload, Uploaded};
use crate::storage::{Parent, RecordChange, SaveRecord, StorageError, SyncState};

/// How many saves of a universe are uploaded before it is seen whether another has something more urgent.
const TURN: usize = 32;

/// The queue of one universe, on its way.
pub(super) struct LineUpload {
    pub shared: Arc<Shared>,
    pub client: MultiverseClient,
    pub id: UniverseId,
    stop: watch::Receiver<bool>,
    /// What was uploaded last: what the next is sent as a change of.
    last: Option<(Checksum, Bytes)>,
}

/// What came of a universe's turn.
pub(super) struct LineEnd {
    /// Whether anything was uploaded, moved or made.
    pub progressed: bool,
    /// Why it ended before the queue did.
    pub stop: Option<Stop>,
}

/// Why a universe's turn ended before its queue did.
pub(super) enum Stop {
    /// The server does not answer, or not as it should.
    Offline(String),
    /// Somebody must do something first.
    Held(SyncPhase),
    /// The server does not have the universe that it was told of, or does not show it.
    Missing(SyncPhase),
    /// Another universe's save goes first, or its saves have moved to another.
    Wait,
}

/// What came of one save.
pub(super) enum Step {
    /// It is done with: uploaded, or refused for good.
    Next,
    /// Its universe's saves go elsewhere now.
    Moved,
}

impl From<StorageError> for Stop {
    fn from(error: StorageError) -> Self {
        Self::Offline(error.to_string())
    }
}

impl LineUpload {
    pub(super) fn new(
        shared: Arc<Shared>,
        client: MultiverseClient,
        id: UniverseId,
        stop: watch::Receiver<bool>,
    ) -> Self {
        Self { shared, client, id, stop, last: None }
    }

    /// Makes the universe on the server if need be, and uploads its queue in order.
    pub(super) async fn run(mut self, queue: Vec<SaveRecord>) -> LineEnd {
        let mut progressed = false;
        let stop = self.upload_all(queue, &mut progressed).await.err();
        LineEnd { progressed, stop }
    }

    async fn upload_all(&mut self, queue: Vec<SaveRecord>, progressed: &mut bool) -> Result<(), Stop> {
        let made = self.make_universe(queue.first()).await?;
        *progressed |= made != Made::Nothing;
        if made == Made::Elsewhere {
            return Err(Stop::Wait);
        }
        for record in queue.into_iter().take(TURN) {
            if *self.stop.borrow() {
                return Err(Stop::Wait);
            }
            let step = self.upload(record).await?;
            *progressed = true;
            if matches!(step, Step::Moved) {
                return Err(Stop::Wait);
            }
        }
        Ok(())
    }

    async fn upload(&mut self, record: SaveRecord) -> Result<Step, Stop> {
        if self.shared.move_after_parent(&record).await? {
            return Ok(Step::Moved);
        }
        let before = self.shared.synced_before(record.parent.as_ref()).await?.map_err(|_| Stop::Wait)?;
        let bytes = match self.shared.storage.load(&record.key()).await {
            Ok(bytes) => bytes,
            Err(error @ StorageError::Damaged { .. }) => {
                return self.refuse(&record, "/problems/damaged", error.to_string()).await;
            }
            Err(error) => return Err(error.into()),
        };
        let resolution = lock(&self.shared.resolutions).get(&self.id).copied();
        let parent = self.parent_on_server(&record, before.as_ref(), resolution).await?;
        let on_conflict = match (resolution, self.shared.settings.on_divergence) {
            (Some(Resolution::Fork), _) | (None, OnDivergence::Fork) => OnConflict::Fork,
            _ => OnConflict::Refuse,
        };
        let upload = self.describe(&record, bytes.clone(), parent, on_conflict, before.as_ref()).await;
        match self.client.upload(&self.id, upload).await {
            Ok(uploaded) => self.uploaded(&record, bytes, uploaded).await,
            Err(ClientError::Diverged { head, .. }) => {
                self.diverged(record, bytes, before, head, on_conflict).await
            }
            Err(error) => self.failed(&record, error).await,
        }
    }

    /// The checksum that the universe's head on the server should have; nothing where it should have none, or where it
    /// does not matter.
    async fn parent_on_server(
        &self,
        record: &SaveRecord,
        before: Option<&SaveRecord>,
        resolution: Option<Resolution>,
    ) -> Result<Option<Checksum>, Stop> {
        if resolution == Some(Resolution::Append) {
            return Ok(None);
        }
        // A root begins with nothing, whatever its first save comes of here.
        let is_own = before.is_some_and(|before| before.universe_id == self.id);
        if let Some(before) = before.filter(|_| is_own) {
            return Ok(Some(before.checksum));
        }
        let is_fork = self.shared.is_fork(&self.id).await?;
        if let Some(before) = before.filter(|_| is_fork) {
            return Ok(Some(before.checksum));
        }
        let universe = self.client.universe(&self.id).await.map_err(stop_for)?;
        // Whoever finds a history that they know nothing of names themselves: the server then answers with this save
        // if it has it from an earlier try, and else that histories have diverged.
        Ok(universe.head.map(|_| record.checksum))
    }

    pub(super) async fn describe(
        &mut self,
        record: &SaveRecord,
        bytes: Bytes,
        parent: Option<Checksum>,
        on_conflict: OnConflict,
        before: Option<&SaveRecord>,
    ) -> Upload {
        let base = match before {
            Some(before) => self.base(before).await,
            None => None,
        };
        let (shared, id) = (Arc::clone(&self.shared), self.id.clone());
        Upload {
            day: Some(record.day),
            kind: Some(record.kind),
            canon_event: record.canon_event.clone(),
            label: record.label.clone(),
            decay_policy: record.decay_policy.clone(),
            parent,
            on_conflict,
            content_type: record.content_type.clone(),
            base,
            progress: Some(Progress::new(move |sent, total| {
                shared.set_phase(&id, SyncPhase::Uploading { sent, total });
            })),
            ..Upload::new(record.tick, bytes)
        }
    }

    /// The save before, to send only what changed since; nothing if it is damaged or gone.
    async fn base(&mut self, before: &SaveRecord) -> Option<Base> {
        let known = self.last.take().filter(|(checksum, _)| *checksum == before.checksum);
        let bytes = match known {
            Some((_, bytes)) => bytes,
            None => self.shared.storage.load(&before.key()).await.ok()?,
        };
        Some(Base { checksum: before.checksum, bytes })
    }

    /// Records that a save is on the server, and leads the game on if it went into a fork.
    pub(super) async fn uploaded(
        &mut self,
        record: &SaveRecord,
        bytes: Bytes,
        uploaded: Uploaded,
    ) -> Result<Step, Stop> {
        let entry = uploaded.entry;
        let fork = (entry.universe_id != self.id).then(|| entry.universe_id.clone());
        let sync = SyncState::Synced { universe_id: entry.universe_id, entry_id: entry.id };
        let change = RecordChange { universe_id: fork.clone(), sync: Some(sync) };
        let synced = match &fork {
            Some(ours) => self.shared.lead_on(&self.id, ours, record, change).await?,
            None => self.shared.storage.update(&record.key(), change).await?,
        };
        self.shared.uncount_pending(&self.id);
        self.shared.tell(SyncEvent::Uploaded { record: Box::new(synced), sent: uploaded.sent_bytes });
        let Some(ours) = fork else {
            self.last = Some((record.checksum, bytes));
            return Ok(Step::Next);
        };
        lock(&self.shared.resolutions).remove(&self.id);
        self.shared.tell(SyncEvent::Forked { theirs: self.id.clone(), ours });
        Ok(Step::Moved)
    }

    async fn diverged(
        &mut self,
        record: SaveRecord,
        bytes: Bytes,
        before: Option<SaveRecord>,
        theirs: Option<multiverse_model::Head>,
        asked: OnConflict,
    ) -> Result<Step, Stop> {
        if asked == OnConflict::Fork {
            // The server has nothing of what this save comes of, so there is nothing to fork.
            self.shared.part(NoCommonSave { theirs: &self.id, ours: &record }).await?;
            lock(&self.shared.resolutions).remove(&self.id);
            return Ok(Step::Moved);
        }
        if self.shared.settings.on_divergence == OnDivergence::Append {
            let upload =
                self.describe(&record, bytes.clone(), None, OnConflict::Refuse, before.as_ref()).await;
            return match self.client.upload(&self.id, upload).await {
                Ok(uploaded) => self.uploaded(&record, bytes, uploaded).await,
                Err(error) => self.failed(&record, error).await,
            };
        }
        let common = before.map(|before| before.checksum);
        let divergence = Divergence { universe_id: self.id.clone(), common, theirs, ours: record };
        let divergence = Box::new(divergence);
        self.shared.tell(SyncEvent::Diverged(divergence.clone()));
        Err(Stop::Held(SyncPhase::Diverged(divergence)))
    }

    /// What an error of the server's means for the save: refused for good, or to be tried again.
    async fn failed(&mut self, record: &SaveRecord, error: ClientError) -> Result<Step, Stop> {
        if !error.is_permanent() || is_of_the_player(&error) {
            return Err(stop_for(error));
        }
        let problem = error.problem().map_or("/problems/malformed", |problem| problem.kind.as_str());
        self.refuse(record, problem, error.to_string()).await
    }

    /// Puts a save aside that cannot be uploaded; what comes after it goes on.
    async fn refuse(&mut self, record: &SaveRecord, problem: &str, detail: String) -> Result<Step, Stop> {
        let sync = SyncState::Refused { problem: problem.to_owned(), detail };
        let change = RecordChange { universe_id: None, sync: Some(sync) };
        let refused = self.shared.storage.update(&record.key(), change).await?;
        self.shared.uncount_pending(&self.id);
        self.shared.tell(SyncEvent::Refused { record: Box::new(refused) });
        Ok(Step::Next)
    }
}

/// Whether it is the player, or the universe, that the server refuses rather than this one save.
fn is_of_the_player(error: &ClientError) -> bool {
    matches!(
        error,
        ClientError::Unauthenticated { .. }
            | ClientError::Forbidden { .. }
            | ClientError::NotFound { .. }
            | ClientError::QuotaExceeded { .. }
    )
}

/// Why an error ends a universe's turn.
pub(super) fn stop_for(error: ClientError) -> Stop {
    let Some(problem) = error.problem().filter(|_| is_of_the_player(&error)) else {
        return Stop::Offline(error.to_string());
    };
    let phase = SyncPhase::Held { problem: problem.kind.clone(), detail: problem.detail.clone() };
    if matches!(error, ClientError::NotFound { .. }) { Stop::Missing(phase) } else { Stop::Held(phase) }
}

impl Shared {
    pub(super) fn uncount_pending(&self, universe: &UniverseId) {
        self.status.send_modify(|status| {
            if let Some(known) = status.universes.get_mut(universe) {
                known.pending = known.pending.saturating_sub(1);
            }
        });
    }

    /// Moves a save to the universe that its parent has moved to. Answers whether it did.
    pub(super) async fn move_after_parent(&self, record: &SaveRecord) -> Result<bool, StorageError> {
        let Some(Parent { key, .. }) = &record.parent else { return Ok(false) };
        let Some(parent) = self.find(key).await? else { return Ok(false) };
        // A fork's first save was never in the universe of its parent.
        let were_together = key.universe_id == record.universe_id;
        if !were_together || parent.universe_id == record.universe_id {
            return Ok(false);
        }
        let change = RecordChange { universe_id: Some(parent.universe_id.clone()), sync: None };
        self.lead_on(&record.universe_id, &parent.universe_id, record, change).await?;
        Ok(true)
    }
}
