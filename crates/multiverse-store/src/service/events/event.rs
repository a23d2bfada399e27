//! An event as it is handed on.

use multiverse_model::{EventId, EventType, UniverseId};

use crate::catalog::tables::events::EventRow;

/// Something that happened. Its data is the same for everybody who may know of it, and nobody else may see even its
/// id: ask [`Store::may_know`](crate::Store::may_know) first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event(EventRow);

impl Event {
    pub(super) fn new(row: EventRow) -> Self {
        Self(row)
    }

    /// Its place in the order.
    #[must_use]
    pub fn id(&self) -> EventId {
        self.0.id
    }

    /// What kind of thing happened.
    #[must_use]
    pub fn kind(&self) -> EventType {
        self.0.kind
    }

    /// The public form of the thing, as JSON on one line.
    #[must_use]
    pub fn data(&self) -> &str {
        &self.0.data
    }

    /// Takes the data out, for one who keeps it in another form.
    #[must_use]
    pub fn take_data(&mut self) -> String {
        std::mem::take(&mut self.0.data)
    }

    /// The universes that it is about: one or two.
    pub fn universes(&self) -> impl Iterator<Item = &UniverseId> {
        std::iter::once(&self.0.universe).chain(&self.0.with)
    }

    /// The universes that the passage connects which it is about; none if it is about something else.
    pub(super) fn passage_ends(&self) -> Option<[&UniverseId; 2]> {
        let is_of_passage = matches!(
            self.kind(),
            EventType::PassageCreated
                | EventType::PassageChanged
                | EventType::TransitDeparted
                | EventType::TransitArrived
                | EventType::TransitReturned
        );
        self.0.with.as_ref().filter(|_| is_of_passage).map(|with| [&self.0.universe, with])
    }

    /// Whether all of these were public when it happened.
    pub(super) fn was_public(&self) -> bool {
        self.0.is_public
    }

    /// Whether those who may read `universe` but for its being deleted may still know. That a universe was deleted is
    /// told to those who could read it, and a fork shows where it came from also when that was deleted.
    pub(super) fn outlives(&self, universe: &UniverseId) -> bool {
        match self.kind() {
            EventType::UniverseDeleted => true,
            EventType::UniverseForked => *universe == self.0.universe,
            _ => false,
        }
    }
}
