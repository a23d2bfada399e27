//! Where the saves of universes go whose histories diverged, or whose game went on from an earlier save.

use std::collections::HashMap;
use std::sync::Mutex;

use bytes::Bytes;
use multiverse_model::UniverseId;

use super::lock;
use crate::storage::{LocalStorage, StorageError};

/// Goes before the id of a universe whose saves go to another, in the key of the note that says so.
const CONTINUES: &str = "continues:";

/// How many times a universe's saves may have been led on to another.
const MAX_HOPS: usize = 256;

/// Which universes are led on to which.
///
/// The notes of the storage, and a copy of them in memory: each save looks here twice, and a look at the storage costs
/// it as much as a twentieth of the save.
pub(super) struct Leads {
    known: Mutex<HashMap<UniverseId, UniverseId>>,
    /// Held from before a note is written until the copy says the same.
    changing: tokio::sync::Mutex<()>,
}

impl Leads {
    /// What the storage has noted.
    pub(super) async fn read(storage: &dyn LocalStorage) -> Result<Self, StorageError> {
        let mut known = HashMap::new();
        for key in storage.notes(CONTINUES).await? {
            let Some(from) = key.strip_prefix(CONTINUES).and_then(|id| id.parse().ok()) else { continue };
            let to = storage.note(&key).await?;
            if let Some(to) = to.as_deref().and_then(|text| std::str::from_utf8(text).ok()?.parse().ok()) {
                known.insert(from, to);
            }
        }
        Ok(Self { known: Mutex::new(known), changing: tokio::sync::Mutex::default() })
    }

    /// The universe that saves to `id` go to.
    pub(super) fn follow(&self, id: &UniverseId) -> UniverseId {
        let known = lock(&self.known);
        let hops = std::iter::successors(Some(id), |id| known.get(*id));
        hops.take(MAX_HOPS + 1).last().unwrap_or(id).clone()
    }

    /// Remembers that saves to a universe go to another from now on.
    pub(super) async fn lead_on(
        &self,
        storage: &dyn LocalStorage,
        from: &UniverseId,
        to: &UniverseId,
    ) -> Result<(), StorageError> {
        let _changing = self.changing.lock().await;
        let text = Bytes::copy_from_slice(to.as_str().as_bytes());
        storage.set_note(&format!("{CONTINUES}{from}"), Some(text)).await?;
        lock(&self.known).insert(from.clone(), to.clone());
        Ok(())
    }

    /// Forgets that.
    pub(super) async fn stay(&self, storage: &dyn LocalStorage, at: &UniverseId) -> Result<(), StorageError> {
        let _changing = self.changing.lock().await;
        storage.set_note(&format!("{CONTINUES}{at}"), None).await?;
        lock(&self.known).remove(at);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::storage::MemoryStorage;

    fn id(name: &str) -> UniverseId {
        name.parse().unwrap()
    }

    #[tokio::test]
    async fn what_is_noted_is_known_again() {
        let storage = MemoryStorage::default();
        let leads = Leads::read(&storage).await.unwrap();
        for (from, to) in [("a", "b"), ("b", "c"), ("x", "y")] {
            leads.lead_on(&storage, &id(from), &id(to)).await.unwrap();
        }
        leads.stay(&storage, &id("x")).await.unwrap();
        for leads in [leads, Leads::read(&storage).await.unwrap()] {
            assert_eq!(
                ["a", "b", "c", "x"].map(|from| leads.follow(&id(from))),
                ["c", "c", "c", "x"].map(id)
            );
        }
    }

    #[tokio::test]
    async fn a_circle_of_notes_ends_somewhere() {
        let storage = MemoryStorage::default();
        let leads = Leads::read(&storage).await.unwrap();
        leads.lead_on(&storage, &id("a"), &id("b")).await.unwrap();
        leads.lead_on(&storage, &id("b"), &id("a")).await.unwrap();
        assert!([id("a"), id("b")].contains(&leads.follow(&id("a"))));
    }
}
