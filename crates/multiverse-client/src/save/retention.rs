//! Removing what is on the server and need not be kept on this machine.

use multiverse_model::{SnapshotType, UniverseId};

use super::{Shared, notes};
use crate::storage::{Order, SaveFilter, StorageError, SyncKind};

impl Shared {
    /// Removes the oldest uploaded saves of a universe of which nothing is queued, but for those that are to be kept.
    pub(super) async fn prune(&self, universe: &UniverseId) -> Result<(), StorageError> {
        let Some(keep) = self.settings.keep_synced else { return Ok(()) };
        // Nobody is to go on from a save that is being removed.
        let mut held = self.hold(universe).await;
        held.line.known = None;
        if held.id != *universe {
            return Ok(());
        }
        let all = SaveFilter {
            universe_id: Some(universe.clone()),
            order: Order::NewestFirst,
            ..SaveFilter::default()
        };
        let saves = self.storage.list(all).await?;
        if saves.iter().any(|save| save.sync.kind() == SyncKind::Pending) {
            return Ok(());
        }
        let is_spare = |save: &crate::storage::SaveRecord| {
            save.sync.kind() == SyncKind::Synced
                && !(self.settings.keep_canonical && save.kind == SnapshotType::Canonical)
        };
        // The newest is what the next save extends, unless the game has gone back to an earlier one.
        let is_left = |save: &crate::storage::SaveRecord| held.line.position.as_ref() != Some(&save.key());
        let spare: Vec<_> = saves.into_iter().filter(is_spare).skip(keep.max(1)).filter(is_left).collect();
        if spare.is_empty() {
            return Ok(());
        }
        let starts = notes::fork_points(self.storage.as_ref()).await?;
        for save in spare.iter().filter(|save| !starts.contains(&save.id)) {
            self.storage.delete(&save.key()).await?;
        }
        Ok(())
    }
}
