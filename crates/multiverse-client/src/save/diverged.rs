//! Histories that were one: ours goes on in a universe of its own.

use multiverse_model::{Checksum, UniverseId};

use super::notes::{self, UniverseNote};
use super::options::NewUniverse;
use super::status::SyncEvent;
use super::{Shared, forking};
use crate::storage::{RecordChange, SaveRecord, StorageError};

/// A save of ours, and the universe on the server that has nothing of what it comes of.
pub(super) struct NoCommonSave<'a> {
    pub theirs: &'a UniverseId,
    pub ours: &'a SaveRecord,
}

impl Shared {
    /// Changes a save's universe to `to`, and makes further saves to `from` go there too.
    pub(super) async fn lead_on(
        &self,
        from: &UniverseId,
        to: &UniverseId,
        record: &SaveRecord,
        change: RecordChange,
    ) -> Result<SaveRecord, StorageError> {
        // The game must not save between the two: it would extend a save of one universe in another.
        let mut held = self.hold(from).await;
        held.line.known = None;
        // In this order: a save without the note is found by its parent after a crash, and a note that leads to a
        // universe without saves is not.
        let moved = self.storage.update(&record.key(), change).await?;
        if held.id == *from {
            self.leads.lead_on(self.storage.as_ref(), from, to).await?;
        }
        Ok(moved)
    }

    /// Gives ours a universe of its own, which begins with nothing, as there is nothing in common to fork.
    pub(super) async fn part(&self, histories: NoCommonSave<'_>) -> Result<(), StorageError> {
        let NoCommonSave { theirs, ours } = histories;
        let id = own_universe(ours);
        let known = notes::universe(self.storage.as_ref(), theirs).await?;
        let name = known.as_ref().map_or(theirs.as_str(), |note| note.new.name.as_str());
        let new = NewUniverse {
            id: Some(id.clone()),
            name: forking::named(name, " (another history)"),
            is_public: known.as_ref().and_then(|note| note.new.is_public),
            description: None,
            config: known.as_ref().and_then(|note| note.new.config.clone()),
        };
        self.declare(&id, UniverseNote::to_make(new, None)).await?;
        let change = RecordChange { universe_id: Some(id.clone()), sync: None };
        self.lead_on(theirs, &id, ours, change).await?;
        self.tell(SyncEvent::Forked { theirs: theirs.clone(), ours: id });
        Ok(())
    }
}

/// The same id each time that it is asked for, so that a crash makes no second universe.
fn own_universe(first: &SaveRecord) -> UniverseId {
    let id = format!("universe:{}", Checksum::of(first.id.as_str().as_bytes()).hex());
    id.parse().expect("a prefix and 64 hex digits are an id")
}
