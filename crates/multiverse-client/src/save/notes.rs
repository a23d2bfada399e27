//! What the service remembers beside saves: universes that are to be made, and where diverged ones go on.

use std::collections::{BTreeSet, HashSet};

use bytes::Bytes;
use multiverse_model::{Checksum, SnapshotId, Universe, UniverseId};
use serde::{Deserialize, Serialize};

use super::options::NewUniverse;
use crate::storage::{LocalStorage, SaveKey, StorageError};

/// Goes before the id of a universe that was made, or forked, here.
const UNIVERSE: &str = "universe:";
/// Goes before the id of a universe whose saves go to another since histories diverged.
const CONTINUES: &str = "continues:";

/// How many times a universe's saves may have been led on to another.
const MAX_HOPS: usize = 256;

/// What is known of a universe that was made here.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct UniverseNote {
    /// What it is to be on the server.
    pub new: NewUniverse,
    /// The save that it starts from, if it is a fork.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fork_of: Option<ForkPoint>,
    /// Whether it is made only once there is a save of it: the game did not ask for it by name.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub with_first_save: bool,
    /// Whether the server has it as a universe of its own, because it does not have the save that it starts from.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_root: bool,
    /// Whether the server has it.
    pub made: bool,
}

impl UniverseNote {
    /// The note of a universe that the server is to be told of.
    pub(super) fn to_make(new: NewUniverse, fork_of: Option<ForkPoint>) -> Self {
        Self { new, fork_of, with_first_save: false, is_root: false, made: false }
    }

    /// The note of a universe that the server has.
    pub(super) fn of_server(universe: Universe) -> Self {
        let new = NewUniverse {
            id: Some(universe.id),
            name: universe.name,
            is_public: Some(universe.is_public),
            description: None,
            config: None,
        };
        Self { new, fork_of: None, with_first_save: false, is_root: false, made: true }
    }
}

/// The save that a fork starts from.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ForkPoint {
    pub key: SaveKey,
    pub checksum: Checksum,
}

/// What is known of a universe; nothing if it was not made here.
pub(super) async fn universe(
    storage: &dyn LocalStorage,
    id: &UniverseId,
) -> Result<Option<UniverseNote>, StorageError> {
    let Some(text) = storage.note(&format!("{UNIVERSE}{id}")).await? else { return Ok(None) };
    serde_json::from_slice(&text).map(Some).map_err(|error| StorageError::Unavailable(error.into()))
}

/// Remembers a universe.
pub(super) async fn set_universe(
    storage: &dyn LocalStorage,
    id: &UniverseId,
    note: &UniverseNote,
) -> Result<(), StorageError> {
    let text = serde_json::to_vec(note).map_err(|error| StorageError::Unavailable(error.into()))?;
    storage.set_note(&format!("{UNIVERSE}{id}"), Some(Bytes::from(text))).await
}

/// The universes that the server is still to be told of.
pub(super) async fn unmade(storage: &dyn LocalStorage) -> Result<BTreeSet<UniverseId>, StorageError> {
    let mut unmade = BTreeSet::new();
    for key in storage.notes(UNIVERSE).await? {
        let Some(id) = key.strip_prefix(UNIVERSE).and_then(|id| id.parse().ok()) else { continue };
        if universe(storage, &id).await?.is_some_and(|note| !note.made) {
            unmade.insert(id);
        }
    }
    Ok(unmade)
}

/// The saves on this machine that forks start from.
pub(super) async fn fork_points(storage: &dyn LocalStorage) -> Result<HashSet<SnapshotId>, StorageError> {
    let mut points = HashSet::new();
    for key in storage.notes(UNIVERSE).await? {
        let Some(id) = key.strip_prefix(UNIVERSE).and_then(|id| id.parse().ok()) else { continue };
        points.extend(universe(storage, &id).await?.and_then(|note| note.fork_of).map(|point| point.key.id));
    }
    Ok(points)
}

/// Remembers that saves to a universe go to another from now on.
pub(super) async fn lead_on(
    storage: &dyn LocalStorage,
    from: &UniverseId,
    to: &UniverseId,
) -> Result<(), StorageError> {
    let to = Bytes::copy_from_slice(to.as_str().as_bytes());
    storage.set_note(&format!("{CONTINUES}{from}"), Some(to)).await
}

/// Forgets that.
pub(super) async fn stay(storage: &dyn LocalStorage, at: &UniverseId) -> Result<(), StorageError> {
    storage.set_note(&format!("{CONTINUES}{at}"), None).await
}

/// The universe that saves to `id` go to.
pub(crate) async fn follow(storage: &dyn LocalStorage, id: &UniverseId) -> Result<UniverseId, StorageError> {
    let mut id = id.clone();
    for _ in 0..MAX_HOPS {
        let next = storage.note(&format!("{CONTINUES}{id}")).await?;
        let next = next.as_deref().and_then(|text| std::str::from_utf8(text).ok()?.parse().ok());
        let Some(next) = next else { break };
        id = next;
    }
    Ok(id)
}
