//! Telling of a change, in its own transaction: an event exists if and only if its change was committed.

use multiverse_model::wire::UniverseNews;
use multiverse_model::{EventType, Millis, Universe, UniverseId};
use serde::Serialize;

use crate::StoreError;
use crate::catalog::tables::events::NewEvent;
use crate::service::run::Change;

/// The data of an event.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Data<'a, T> {
    at: Millis,
    universe_id: &'a UniverseId,
    #[serde(flatten)]
    news: &'a T,
}

impl Change<'_> {
    /// Tells all who may read `universe` of the change, once it is committed. A change that is undone, and a repeat of
    /// a request that was answered before, tell nothing.
    ///
    /// `news` is the public form of the thing, an object of the [`wire`](multiverse_model::wire) types for events. It
    /// must have nothing that a reader of the universe may not see: everybody gets the same.
    pub(in crate::service) fn emit(
        &mut self,
        kind: EventType,
        universe: &UniverseId,
        news: &impl Serialize,
    ) -> Result<(), StoreError> {
        self.tell(kind, universe, None, news)
    }

    /// The same of something between two universes: it is told to those who may read both, and to who follows either.
    pub(in crate::service) fn emit_between(
        &mut self,
        kind: EventType,
        universe: &UniverseId,
        with: &UniverseId,
        news: &impl Serialize,
    ) -> Result<(), StoreError> {
        self.tell(kind, universe, Some(with.clone()), news)
    }

    /// Tells of a universe itself. Not what it was forked from: that is for those only who may read that one too.
    pub(in crate::service) fn emit_universe(
        &mut self,
        kind: EventType,
        universe: &Universe,
    ) -> Result<(), StoreError> {
        let news = UniverseNews { universe: Universe { fork_of: None, ..universe.clone() } };
        self.emit(kind, &universe.id, &news)
    }

    fn tell(
        &mut self,
        kind: EventType,
        universe: &UniverseId,
        with: Option<UniverseId>,
        news: &impl Serialize,
    ) -> Result<(), StoreError> {
        let data = Data { at: self.now, universe_id: universe, news };
        // Only a map with keys that are no texts cannot be written as JSON.
        let mut data = serde_json::to_string(&data).map_err(|_| StoreError::Interrupted)?;
        // A config is kept as the text that came in, which may go over several lines. JSON has line breaks between its
        // tokens only; and a line break in a stream of events would end the data, and let what follows pose as a field.
        if data.contains(['\n', '\r']) {
            data = data.replace(['\n', '\r'], " ");
        }
        self.events.push(NewEvent { kind, universe: universe.clone(), with, data });
        Ok(())
    }
}
