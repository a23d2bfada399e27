//! The journal of a line of worlds: what was begun, written before the world changes.

mod binding;
mod blob;
mod effect;
mod entry;
mod id;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::sync::Arc;

use bytes::Bytes;
use multiverse_model::{EntityId, RawJson, Tick, TransitId, UniverseId};

use super::error::TravelError;
use crate::storage::{LocalStorage, Origin, SaveRecord, StorageError};

pub(super) use binding::find;
pub(super) use effect::{Effect, effects};
pub(super) use entry::{Entry, Kept, Trip};
pub(super) use id::JournalId;

use blob::{Blob, Blobs};

/// The most trips that a journal has: those that are under way, and those that no save has yet.
const MOST_TRIPS: usize = 1_000;

/// A journal, as it stands in the storage.
///
/// A note for each trip, by a number that grows, and beside it the documents that belong to it, in parts. A trip's
/// documents are there before its note, and go after it.
pub(super) struct Journal {
    pub(super) id: JournalId,
    storage: Arc<dyn LocalStorage>,
    /// The universe whose journal it is.
    universe: Option<UniverseId>,
    entries: BTreeMap<u64, Entry>,
    /// Effects that the world in memory has, and perhaps no save.
    unsaved: Vec<Unsaved>,
}

/// The effects up to a number, which the world had at a tick when the newest save was this one.
struct Unsaved {
    number: u64,
    tick: Tick,
    sequence: u64,
}

impl Journal {
    /// Reads the journal, and removes what a crash left of trips that were never begun.
    pub(super) async fn load(storage: Arc<dyn LocalStorage>, id: JournalId) -> Result<Self, StorageError> {
        let (mut entries, mut parts) = (BTreeMap::new(), Vec::new());
        for key in storage.notes(&id.prefix()).await? {
            match id.number_in(&key) {
                Some((number, true)) => {
                    if let Some(note) = storage.note(&key).await? {
                        entries.insert(number, entry::read(&note)?);
                    }
                }
                Some((number, false)) => parts.push((number, key)),
                None => {}
            }
        }
        for (_, key) in parts.into_iter().filter(|(number, _)| !entries.contains_key(number)) {
            storage.set_note(&key, None).await?;
        }
        let universe = binding::universe_of(storage.as_ref(), &id).await?;
        Ok(Self { id, storage, universe, entries, unsaved: Vec::new() })
    }

    /// Makes it the journal of a universe, and of no other any more.
    pub(super) async fn bind(&mut self, universe: &UniverseId) -> Result<(), StorageError> {
        if self.universe.as_ref() != Some(universe) {
            binding::bind(self.storage.as_ref(), universe, &self.id).await?;
            self.universe = Some(universe.clone());
        }
        Ok(())
    }

    /// A number that nothing in the journal or in a world with this mark has.
    pub(super) fn next_number(&self, reached: u64) -> u64 {
        self.last_number().max(reached) + 1
    }

    fn last_number(&self) -> u64 {
        self.entries.iter().map(|(number, entry)| entry.last_number(*number)).max().unwrap_or(0)
    }

    /// Notes that a trip begins, durably when this answers.
    pub(super) async fn begin(
        &mut self,
        number: u64,
        start: Start,
        document: &RawJson,
    ) -> Result<(), TravelError> {
        if self.entries.len() >= MOST_TRIPS {
            return Err(TravelError::JournalFull { most: MOST_TRIPS });
        }
        let document = document.as_str().as_bytes();
        let most = Blob::MOST_BYTES;
        if document.len() > most {
            return Err(TravelError::TooLarge { entity: start.entity, bytes: document.len(), most });
        }
        let document = self.blobs(number).write("entity", document).await?;
        let Start { entity, universe, tick, trip } = start;
        Ok(self.write(number, Entry { entity, universe, tick, document, trip }).await?)
    }

    /// Notes where a trip stands, durably when this answers.
    pub(super) async fn write(&mut self, number: u64, entry: Entry) -> Result<(), StorageError> {
        self.storage.set_note(&self.id.key(number), Some(entry::written(&entry)?)).await?;
        self.entries.insert(number, entry);
        Ok(())
    }

    /// Keeps items that an entity left behind, for the entry that is written next.
    pub(super) async fn keep(
        &self,
        trip: u64,
        number: u64,
        items: &[RawJson],
    ) -> Result<Option<Kept>, StorageError> {
        if items.is_empty() {
            return Ok(None);
        }
        let text = serde_json::to_vec(items).map_err(|error| StorageError::Unavailable(error.into()))?;
        Ok(Some(Kept { number, items: self.blobs(trip).write("items", &text).await? }))
    }

    /// Forgets a trip: its note first, so that no note is without its documents.
    pub(super) async fn remove(&mut self, number: u64) -> Result<(), StorageError> {
        self.storage.set_note(&self.id.key(number), None).await?;
        self.entries.remove(&number);
        self.blobs(number).remove_all().await
    }

    /// The document of the trip's entity.
    pub(super) async fn document(&self, number: u64, entry: &Entry) -> Result<RawJson, StorageError> {
        let text = self.blobs(number).read("entity", entry.document).await?;
        entry::raw_json(text)
    }

    /// The items that were left behind.
    pub(super) async fn items(&self, number: u64, kept: Kept) -> Result<Vec<RawJson>, StorageError> {
        let text = self.blobs(number).read("items", kept.items).await?;
        serde_json::from_slice(&text).map_err(|error| StorageError::Unavailable(error.into()))
    }

    fn blobs(&self, number: u64) -> Blobs<'_> {
        Blobs { storage: self.storage.as_ref(), prefix: self.id.key(number) }
    }

    /// Where a trip stands.
    pub(super) fn entry(&self, number: u64) -> Option<&Entry> {
        self.entries.get(&number)
    }

    /// All trips, by their numbers.
    pub(super) fn entries(&self) -> &BTreeMap<u64, Entry> {
        &self.entries
    }

    /// The trips that wait for an answer, in the order in which they began.
    pub(super) fn open(&self) -> Vec<u64> {
        self.entries.iter().filter(|(_, entry)| entry.is_open()).map(|(number, _)| *number).collect()
    }

    /// The trip under way of an entity.
    pub(super) fn under_way(&self, entity: &EntityId) -> bool {
        self.entries.values().any(|entry| entry.is_open() && entry.entity == *entity)
    }

    /// The arrival of a trip, if it began here.
    pub(super) fn arrival(&self, transit: &TransitId) -> Option<(u64, &Entry)> {
        let is_it = |entry: &Entry| match &entry.trip {
            Trip::Coming { transit: coming, .. } | Trip::Came { transit: coming, .. } => coming == transit,
            Trip::Leaving { .. } | Trip::Left { .. } | Trip::Refused { .. } => false,
        };
        self.entries.iter().find(|(_, entry)| is_it(entry)).map(|(number, entry)| (*number, entry))
    }

    /// Notes that the world in memory has all effects up to a number. They are in a save once there is one after
    /// `newest` and of a later tick.
    pub(super) fn has_effects(&mut self, number: u64, tick: Tick, newest: Option<&SaveRecord>) {
        let sequence = newest.map_or(0, |newest| newest.sequence);
        self.unsaved.push(Unsaved { number, tick, sequence });
    }

    /// Whether nothing is known of the world in memory.
    pub(super) fn is_fresh(&self) -> bool {
        self.unsaved.is_empty()
    }

    /// Forgets the trips that are over and whose effects are in the newest save, but for the last number: numbers never
    /// begin anew.
    ///
    /// A save was written some time before it got its place among the others. That its tick is later is what tells that
    /// it was written after the effect.
    pub(super) async fn prune(&mut self, newest: Option<&SaveRecord>) -> Result<(), StorageError> {
        let Some(newest) = newest.filter(|newest| newest.origin == Origin::Saved) else { return Ok(()) };
        let is_saved = |unsaved: &&Unsaved| newest.sequence > unsaved.sequence && newest.tick > unsaved.tick;
        let saved = self.unsaved.iter().filter(is_saved).map(|unsaved| unsaved.number).max();
        let Some(saved) = saved else { return Ok(()) };
        let last = self.last_number();
        let is_over = |number: u64, entry: &Entry| {
            let own_last = entry.last_number(number);
            !entry.is_open() && own_last <= saved && own_last < last
        };
        let over: Vec<u64> =
            self.entries.iter().filter(|(n, entry)| is_over(**n, entry)).map(|(n, _)| *n).collect();
        for number in over {
            self.remove(number).await?;
        }
        // The last is kept, so that there is always something known of the world.
        let newest_known = self.unsaved.pop();
        self.unsaved.retain(|unsaved| unsaved.number > saved);
        self.unsaved.extend(newest_known);
        Ok(())
    }
}

/// A trip that begins.
pub(super) struct Start {
    pub entity: EntityId,
    pub universe: UniverseId,
    pub tick: Tick,
    pub trip: Trip,
}

/// A note's bytes.
type Note = Bytes;

impl std::fmt::Debug for Journal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Journal")
            .field("id", &self.id)
            .field("trips", &self.entries.len())
            .finish_non_exhaustive()
    }
}
