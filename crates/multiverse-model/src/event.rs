//! Events: what happened in the multiverse, in the order in which it did.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// Declares [`EventType`] from one entry per type: what it means, its name, and what its data has.
macro_rules! event_types {
    ($($(#[doc = $doc:literal])+ $variant:ident = $name:literal, $data:literal;)+) => {
        /// What kind of thing happened.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
        pub enum EventType {
            $($(#[doc = $doc])+ #[serde(rename = $name)] $variant,)+
        }

        impl EventType {
            /// All of them, in the order in which people read them.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// Its name on the wire and in the database.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $name,)+ }
            }

            /// What it means, for the documentation.
            #[must_use]
            pub fn description(self) -> &'static str {
                match self { $(Self::$variant => concat!($($doc),+).trim_ascii(),)+ }
            }

            /// What its data has beside `at` and `universeId`, for the documentation.
            #[must_use]
            pub const fn data(self) -> &'static str {
                match self { $(Self::$variant => $data,)+ }
            }
        }
    };
}

event_types! {
    /// A universe was made, by itself or as a fork.
    UniverseCreated = "universe.created", "`universe`";
    /// A universe's metadata changed, or it was restored.
    UniverseUpdated = "universe.updated", "`universe`";
    /// A universe was deleted, that is, hidden.
    UniverseDeleted = "universe.deleted", "nothing";
    /// A universe, the one named by `universeId`, was forked.
    UniverseForked = "universe.forked", "`universe`, which is the fork, and `forkedFrom`";
    /// A snapshot was saved.
    SnapshotSaved = "snapshot.saved", "`entry`";
    /// A snapshot decayed: its content is gone.
    SnapshotDecayed = "snapshot.decayed", "`entry`";
    /// A passage was made.
    PassageCreated = "passage.created", "`passage`";
    /// A passage's state changed.
    PassageChanged = "passage.changed", "`passage`";
    /// An entity left for another universe.
    TransitDeparted = "transit.departed", "`transit`";
    /// An entity arrived.
    TransitArrived = "transit.arrived", "`transit`";
    /// An entity is back where it came from.
    TransitReturned = "transit.returned", "`transit`";
}

/// A text that is no type of event.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("an event's type is one of {}", names())]
pub struct UnknownEventType;

fn names() -> String {
    let names: Vec<_> = EventType::ALL.iter().map(|kind| kind.as_str()).collect();
    names.join(", ")
}

impl FromStr for EventType {
    type Err = UnknownEventType;

    fn from_str(text: &str) -> Result<Self, UnknownEventType> {
        Self::ALL.iter().copied().find(|kind| kind.as_str() == text).ok_or(UnknownEventType)
    }
}

impl fmt::Display for EventType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// An event's place in the order of the whole multiverse: 1 for the first, and one more for each that follows. 0 stands
/// before the first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct EventId(pub u64);

/// A text that is not an event's id.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("an event's id is an integer from 0 to 18446744073709551615, in decimal digits")]
pub struct InvalidEventId;

impl EventId {
    /// Before the first event.
    pub const START: Self = Self(0);
}

impl FromStr for EventId {
    type Err = InvalidEventId;

    /// Reads decimal digits only.
    fn from_str(text: &str) -> Result<Self, InvalidEventId> {
        if !text.bytes().all(|b| b.is_ascii_digit()) {
            return Err(InvalidEventId);
        }
        text.parse().map(Self).map_err(|_| InvalidEventId)
    }
}

impl fmt::Display for EventId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_type_has_the_name_that_stands_on_the_wire() {
        for kind in EventType::ALL {
            assert_eq!(kind.as_str().parse(), Ok(*kind));
            assert_eq!(serde_json::to_value(kind).unwrap(), kind.as_str());
        }
        for bad in ["", "universe", "universe.created ", "Universe.Created", "universeCreated"] {
            assert_eq!(bad.parse::<EventType>(), Err(UnknownEventType), "{bad:?}");
        }
    }

    #[test]
    fn digits_are_ids_of_events_and_nothing_else_is() {
        for (text, value) in [("0", 0), ("007", 7), ("18446744073709551615", u64::MAX)] {
            assert_eq!(text.parse(), Ok(EventId(value)));
        }
        for text in ["", "-1", "+1", "1.0", " 1", "18446744073709551616", "latest"] {
            assert_eq!(text.parse::<EventId>(), Err(InvalidEventId), "{text:?}");
        }
    }
}
