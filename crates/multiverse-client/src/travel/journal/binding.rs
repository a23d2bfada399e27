//! Whose journal is whose.
//!
//! A journal belongs to a line of worlds, each of which goes on from the one before, and is noted at the line's universe.
//! When the line gets another universe, because histories diverged, its journal goes with it. A world that goes on from an
//! earlier save begins a line, and a journal.

use bytes::Bytes;
use multiverse_model::UniverseId;

use super::JournalId;
use crate::storage::{LocalStorage, StorageError};
use crate::travel::mark::TravelMark;

/// Goes before the id of a universe in the key of the note that has its journal's id.
const OF: &str = "travel-of:";

/// The journal of a universe whose newest world has this mark, if there is one on this machine. `follow` answers which
/// universe another was led on to.
pub(crate) async fn find(
    storage: &dyn LocalStorage,
    universe: &UniverseId,
    mark: &TravelMark,
    follow: impl Fn(&UniverseId) -> UniverseId,
) -> Result<Option<JournalId>, StorageError> {
    let all = all(storage).await?;
    if let Some((_, id)) = all.iter().find(|(bound, _)| bound == universe) {
        return Ok(Some(id.clone()));
    }
    for (bound, id) in all {
        // A world without any mark was saved before its line first travelled.
        let knows = mark.is_empty() || mark.number(&id).is_some();
        if knows && follow(&bound) == *universe {
            return Ok(Some(id));
        }
    }
    Ok(None)
}

/// The universe whose journal it is.
pub(super) async fn universe_of(
    storage: &dyn LocalStorage,
    id: &JournalId,
) -> Result<Option<UniverseId>, StorageError> {
    let mut bound = all(storage).await?.into_iter().filter(|(_, bound)| bound == id);
    // A crash may have left it at two universes: then nothing is known, and it is bound anew.
    Ok(bound.next().filter(|_| bound.next().is_none()).map(|(universe, _)| universe))
}

/// Makes a journal that of a universe, and of no other.
pub(super) async fn bind(
    storage: &dyn LocalStorage,
    universe: &UniverseId,
    id: &JournalId,
) -> Result<(), StorageError> {
    let value = Bytes::copy_from_slice(id.as_str().as_bytes());
    storage.set_note(&format!("{OF}{universe}"), Some(value)).await?;
    for (other, _) in
        all(storage).await?.into_iter().filter(|(other, bound)| bound == id && other != universe)
    {
        storage.set_note(&format!("{OF}{other}"), None).await?;
    }
    Ok(())
}

async fn all(storage: &dyn LocalStorage) -> Result<Vec<(UniverseId, JournalId)>, StorageError> {
    let mut all = Vec::new();
    for key in storage.notes(OF).await? {
        let Some(universe) = key.strip_prefix(OF).and_then(|id| id.parse().ok()) else { continue };
        let Some(id) = storage.note(&key).await? else { continue };
        let id = std::str::from_utf8(&id).ok().and_then(|id| JournalId::try_from(id.to_owned()).ok());
        all.extend(id.map(|id| (universe, id)));
    }
    Ok(all)
}
