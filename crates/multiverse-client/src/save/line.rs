//! A universe as this machine has it: its end, and where the game is in it.

use std::sync::Arc;

use multiverse_model::UniverseId;
use tokio::sync::OwnedMutexGuard;

use super::notes::{self, UniverseNote};
use super::{Shared, lock};
use crate::storage::{Order, Parent, SaveFilter, SaveKey, SaveRecord, StorageError};

/// Where the game is in a universe.
#[derive(Debug, Default)]
pub(super) struct Line {
    /// The save that it loaded or made last; else the newest.
    pub position: Option<SaveKey>,
    /// What the last save left, so that the next need not look for it. Whoever else changes the universe forgets it.
    pub known: Option<End>,
}

/// A universe that nobody else changes meanwhile.
pub(super) struct HeldLine {
    /// The universe that saves go to.
    pub id: UniverseId,
    pub line: OwnedMutexGuard<Line>,
}

/// What the next save of a universe extends.
#[derive(Debug, Clone)]
pub(super) struct End {
    /// The newest save of it on this machine.
    pub tip: Option<SaveRecord>,
    /// The save that the game goes on from.
    pub position: Option<SaveRecord>,
}

impl End {
    /// Whether the game goes on from a save that another follows already.
    pub(super) fn is_past(&self) -> bool {
        match (&self.tip, &self.position) {
            (Some(tip), Some(position)) => tip.id != position.id,
            _ => false,
        }
    }
}

impl Shared {
    /// Takes the universe that saves to `asked` go to, and keeps others from changing it.
    pub(super) async fn hold(&self, asked: &UniverseId) -> HeldLine {
        loop {
            let id = self.leads.follow(asked);
            let line = Arc::clone(lock(&self.lines).entry(id.clone()).or_default());
            let line = line.lock_owned().await;
            // Somebody may have led it on while we waited.
            if self.leads.follow(asked) == id {
                return HeldLine { id, line };
            }
        }
    }

    /// The newest save of a universe on this machine.
    pub(super) async fn tip(&self, id: &UniverseId) -> Result<Option<SaveRecord>, StorageError> {
        let filter = SaveFilter {
            universe_id: Some(id.clone()),
            order: Order::NewestFirst,
            limit: Some(1),
            ..SaveFilter::default()
        };
        Ok(self.storage.list(filter).await?.pop())
    }

    /// What the next save of a universe extends.
    pub(super) async fn end(&self, held: &HeldLine) -> Result<End, StorageError> {
        if let Some(known) = &held.line.known {
            return Ok(known.clone());
        }
        let tip = self.tip(&held.id).await?;
        let start = match &tip {
            Some(tip) => Some(tip.clone()),
            None => self.start(&held.id).await?,
        };
        let position = match &held.line.position {
            Some(key) => self.find(key).await?.or(start),
            None => start,
        };
        Ok(End { tip, position })
    }

    /// The save that a fork starts from.
    pub(super) async fn start(&self, id: &UniverseId) -> Result<Option<SaveRecord>, StorageError> {
        let note: Option<UniverseNote> = notes::universe(self.storage.as_ref(), id).await?;
        match note.and_then(|note| note.fork_of) {
            Some(point) => self.find(&point.key).await,
            None => Ok(None),
        }
    }

    /// A save, unless it was removed.
    pub(super) async fn find(&self, key: &SaveKey) -> Result<Option<SaveRecord>, StorageError> {
        match self.storage.metadata(key).await {
            Err(StorageError::NotFound(_)) => Ok(None),
            found => found.map(Some),
        }
    }

    /// The nearest save on the server that `record` extends, over saves that stay on this machine or were refused.
    ///
    /// The error is a save on the way that is still to be uploaded.
    pub(super) async fn synced_before(
        &self,
        parent: Option<&Parent>,
    ) -> Result<Result<Option<SaveRecord>, SaveRecord>, StorageError> {
        let mut next = parent.cloned();
        while let Some(parent) = next {
            let Some(before) = self.find(&parent.key).await? else { break };
            match before.sync.kind() {
                crate::storage::SyncKind::Synced => return Ok(Ok(Some(before))),
                crate::storage::SyncKind::Pending => return Ok(Err(before)),
                crate::storage::SyncKind::Local | crate::storage::SyncKind::Refused => next = before.parent,
            }
        }
        Ok(Ok(None))
    }
}
