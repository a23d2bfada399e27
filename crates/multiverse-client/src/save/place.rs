//! Where the game is, for who travels from there.

use std::sync::Arc;

use multiverse_model::UniverseId;

use super::SaveLoadService;
use crate::client::MultiverseClient;
use crate::storage::{LocalStorage, SaveRecord, StorageError};

/// Where the game is.
#[derive(Debug)]
pub(crate) struct Place {
    /// The universe that its saves go to.
    pub universe: UniverseId,
    /// The newest save of that on this machine.
    pub newest: Option<SaveRecord>,
    /// Whether the next save begins a fork: the game goes on from a save that others follow, or that a fork starts from.
    pub begins_line: bool,
}

impl SaveLoadService {
    /// Where the game is that saves to `universe`.
    pub(crate) async fn place(&self, universe: &UniverseId) -> Result<Place, StorageError> {
        let held = self.shared.hold(universe).await;
        let end = self.shared.end(&held).await?;
        let begins_line = end.is_past() || (end.tip.is_none() && end.position.is_some());
        Ok(Place { universe: held.id, newest: end.tip, begins_line })
    }

    /// The universe that saves to `universe` go to.
    pub(crate) fn follow(&self, universe: &UniverseId) -> UniverseId {
        self.shared.leads.follow(universe)
    }

    pub(crate) fn storage(&self) -> Arc<dyn LocalStorage> {
        Arc::clone(&self.shared.storage)
    }

    pub(crate) fn client(&self) -> Option<MultiverseClient> {
        self.shared.client()
    }
}
