//! Saving snapshots.

mod entry;
mod look;
mod new_snapshot;
mod plan;

use multiverse_model::{ForkOf, SnapshotEntry, SnapshotId, Universe, UniverseId};
use serde::{Deserialize, Serialize};

use super::place::count_stored;
use super::{Caller, Store};
use crate::catalog::tables::contents::{ContentRow, Place};
use crate::{Document, StoreError};
use plan::{Placed, Plan};

pub(super) use entry::add_entry;
pub use new_snapshot::NewSnapshot;

/// How often a save begins anew because the content that it meant to share, or to be a delta against, decayed under
/// it.
const ATTEMPTS: usize = 3;

/// What a save came to.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct SaveOutcome {
    /// The entry that stands for the save.
    pub entry: SnapshotEntry,
    /// Whether it is new; else the same was saved before.
    pub is_new: bool,
    /// The fork that it went into because histories had diverged.
    pub fork: Option<(Universe, ForkOf)>,
}

impl Store {
    /// Saves a snapshot: on stable storage when this answers.
    ///
    /// # Errors
    /// [`StoreError::Diverged`], [`StoreError::Rule`], [`StoreError::Quota`], and those of [`check`](Store::check).
    pub async fn save(
        &self,
        caller: &Caller,
        id: &UniverseId,
        snapshot: NewSnapshot,
        document: Document,
    ) -> Result<SaveOutcome, StoreError> {
        snapshot.kind()?;
        // In a task of its own: once begun, a save is finished and tidied up whether or not the client stays.
        let (store, caller, id) = (self.clone(), caller.clone(), id.clone());
        let task = async move { store.save_to_end(&caller, &id, snapshot, document).await };
        tokio::spawn(task).await.map_err(|_| StoreError::Interrupted)?
    }

    async fn save_to_end(
        &self,
        caller: &Caller,
        id: &UniverseId,
        snapshot: NewSnapshot,
        document: Document,
    ) -> Result<SaveOutcome, StoreError> {
        let plan = Plan {
            actor: caller.actor.clone(),
            universe: id.clone(),
            entry_id: SnapshotId::generate(self.now_ms(), self.random()?),
            fork_point_id: SnapshotId::generate(self.now_ms(), self.random()?),
            fork_id: self.new_universe_id()?,
            snapshot,
            checksum: *document.checksum(),
            length: document.bytes().len() as u64,
            max_universes: self.inner.settings.max_universes_per_player,
            max_bytes: self.inner.settings.max_bytes_per_player,
        };
        for attempt in 1.. {
            let placed = self.make_ready(&plan, &document).await?;
            let (plan, content) = (plan.clone(), placed.clone());
            let done = self.write(caller, move |change| plan.run(change, &content)).await;
            // An error of the catalog may come before a commit that succeeds; a sweep finds what is left then.
            if let Placed::New(ContentRow { place: Place::Vault(key), .. }) = &placed
                && !matches!(done, Err(StoreError::Catalog(_)))
            {
                self.drop_unless_named(*document.checksum(), key.clone()).await;
            }
            match done {
                Err(StoreError::Interrupted) if attempt < ATTEMPTS => {}
                Ok(outcome) => {
                    self.inner.contents.insert(*document.checksum(), document.bytes().clone());
                    metrics::counter!("multiverse_saves_total").increment(1);
                    if let Placed::New(content) = placed {
                        count_stored(&content);
                    }
                    return Ok(outcome);
                }
                Err(error) => return Err(error),
            }
        }
        Err(StoreError::Interrupted)
    }
}
