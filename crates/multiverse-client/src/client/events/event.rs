//! Events, typed.

use multiverse_model::wire::{EventPlace, ForkNews, PassageNews, SnapshotNews, TransitNews, UniverseNews};
use multiverse_model::{
    EventId, EventType, ForkOf, Millis, Passage, SnapshotEntry, Transit, Universe, UniverseId,
};
use serde::de::DeserializeOwned;

use super::parser::Frame;
use crate::client::error::BadAnswer;

/// What a stream of events tells.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Heard {
    /// Something happened.
    Event(Box<Event>),
    /// Events were missed: load anew what you follow. The next ones come after `position`.
    Reset {
        /// The last event that is missed, if the server says.
        position: Option<EventId>,
    },
}

/// Something that happened.
#[derive(Debug, Clone, PartialEq)]
pub struct Event {
    /// Its place in the order of the whole multiverse.
    pub id: EventId,
    /// When it happened.
    pub at: Millis,
    /// The universe that it is about.
    pub universe_id: UniverseId,
    /// What it was.
    pub news: News,
}

/// What happened.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum News {
    /// A universe was made, by itself or as a fork. Where it was forked from is not said here.
    UniverseCreated(Universe),
    /// A universe's metadata changed, or it was restored.
    UniverseUpdated(Universe),
    /// A universe was deleted, that is, hidden.
    UniverseDeleted,
    /// A universe was forked.
    UniverseForked {
        /// The fork.
        universe: Universe,
        /// Where it began.
        forked_from: ForkOf,
    },
    /// A snapshot was saved.
    SnapshotSaved(SnapshotEntry),
    /// A snapshot's content is gone.
    SnapshotDecayed(SnapshotEntry),
    /// A passage was made.
    PassageCreated(Passage),
    /// A passage's state changed.
    PassageChanged(Passage),
    /// An entity left for another universe.
    TransitDeparted(Transit),
    /// An entity arrived.
    TransitArrived(Transit),
    /// An entity is back where it came from.
    TransitReturned(Transit),
}

impl News {
    /// Which type of event it is.
    #[must_use]
    pub fn kind(&self) -> EventType {
        match self {
            Self::UniverseCreated(_) => EventType::UniverseCreated,
            Self::UniverseUpdated(_) => EventType::UniverseUpdated,
            Self::UniverseDeleted => EventType::UniverseDeleted,
            Self::UniverseForked { .. } => EventType::UniverseForked,
            Self::SnapshotSaved(_) => EventType::SnapshotSaved,
            Self::SnapshotDecayed(_) => EventType::SnapshotDecayed,
            Self::PassageCreated(_) => EventType::PassageCreated,
            Self::PassageChanged(_) => EventType::PassageChanged,
            Self::TransitDeparted(_) => EventType::TransitDeparted,
            Self::TransitArrived(_) => EventType::TransitArrived,
            Self::TransitReturned(_) => EventType::TransitReturned,
        }
    }

    /// Reads the data of an event.
    fn read(kind: EventType, data: &[u8]) -> Result<Self, BadAnswer> {
        Ok(match kind {
            EventType::UniverseCreated => Self::UniverseCreated(json::<UniverseNews>(data)?.universe),
            EventType::UniverseUpdated => Self::UniverseUpdated(json::<UniverseNews>(data)?.universe),
            EventType::UniverseDeleted => Self::UniverseDeleted,
            EventType::UniverseForked => {
                let ForkNews { universe, forked_from } = json(data)?;
                Self::UniverseForked { universe, forked_from }
            }
            EventType::SnapshotSaved => Self::SnapshotSaved(json::<SnapshotNews>(data)?.entry),
            EventType::SnapshotDecayed => Self::SnapshotDecayed(json::<SnapshotNews>(data)?.entry),
            EventType::PassageCreated => Self::PassageCreated(json::<PassageNews>(data)?.passage),
            EventType::PassageChanged => Self::PassageChanged(json::<PassageNews>(data)?.passage),
            EventType::TransitDeparted => Self::TransitDeparted(json::<TransitNews>(data)?.transit),
            EventType::TransitArrived => Self::TransitArrived(json::<TransitNews>(data)?.transit),
            EventType::TransitReturned => Self::TransitReturned(json::<TransitNews>(data)?.transit),
        })
    }
}

impl Heard {
    /// Reads a frame whose place is `id`; none if it is of a type that only newer clients know.
    pub(super) fn read(frame: &Frame, id: Option<EventId>) -> Result<Option<Self>, BadAnswer> {
        if frame.event == b"reset" {
            return Ok(Some(Self::Reset { position: id }));
        }
        let Some(kind) = std::str::from_utf8(&frame.event).ok().and_then(|name| name.parse().ok()) else {
            return Ok(None);
        };
        let id = id.ok_or_else(|| BadAnswer::Malformed { why: "an event has no id".to_owned() })?;
        let EventPlace { at, universe_id } = json(&frame.data)?;
        let news = News::read(kind, &frame.data)?;
        Ok(Some(Self::Event(Box::new(Event { id, at, universe_id, news }))))
    }
}

fn json<T: DeserializeOwned>(data: &[u8]) -> Result<T, BadAnswer> {
    serde_json::from_slice(data).map_err(|error| BadAnswer::malformed(&error))
}
