//! One event.

use multiverse_model::{Day, Description, Importance, Label, Tick};
use serde::{Deserialize, Serialize};

use super::EventKind;

/// Something that happened in a village.
///
/// Every text is within the bounds that the server sets on canon events.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VillageEvent {
    /// When it happened.
    pub tick: Tick,
    /// On which day; the first is day 1.
    pub day: Day,
    /// What kind of thing it was.
    pub kind: EventKind,
    /// One line for people.
    pub title: Label,
    /// More about it; may be empty.
    pub description: Description,
    /// How much it matters to the village, 0–100. From [`CANONICAL`](super::CANONICAL) on it is history.
    pub importance: Importance,
    /// The ids of the entities that took part, at most [`VillageEvent::MOST_ENTITIES`].
    pub entities: Vec<Label>,
}

impl VillageEvent {
    /// The most entities that an event names.
    pub const MOST_ENTITIES: usize = 16;
}

/// An event as it is told where it happens.
#[derive(Debug, Clone)]
pub(crate) struct Tale {
    pub(crate) kind: EventKind,
    pub(crate) importance: i64,
    pub(crate) title: String,
    pub(crate) description: String,
    pub(crate) entities: Vec<String>,
}

impl Tale {
    pub(crate) fn new(kind: EventKind, importance: i64, title: impl Into<String>) -> Self {
        Self { kind, importance, title: title.into(), description: String::new(), entities: Vec::new() }
    }

    /// More about it.
    pub(crate) fn more(mut self, description: impl Into<String>) -> Self {
        self.description = description.into();
        self
    }

    /// An entity that took part.
    pub(crate) fn of(mut self, entity: impl std::fmt::Display) -> Self {
        if self.entities.len() < VillageEvent::MOST_ENTITIES {
            self.entities.push(entity.to_string());
        }
        self
    }

    pub(crate) fn at(self, tick: Tick, day: Day) -> VillageEvent {
        let label =
            |text: String| Label::new(bounded(text, 200)).expect("bounded, without control characters");
        let importance = u64::try_from(self.importance.clamp(0, 100)).expect("not negative");
        VillageEvent {
            tick,
            day,
            kind: self.kind,
            title: label(self.title),
            description: Description::new(bounded(self.description, 2_000)).expect("bounded"),
            importance: Importance::try_from(importance).expect("at most 100"),
            entities: self.entities.into_iter().map(label).collect(),
        }
    }
}

/// The text, or as many characters of it as may be.
fn bounded(text: String, most: usize) -> String {
    match text.char_indices().nth(most) {
        Some((end, _)) => text[..end].to_owned(),
        None => text,
    }
}
