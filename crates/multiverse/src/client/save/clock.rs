//! The clock in a document, where existing games keep it.

use std::fmt;

use multiverse_model::{Day, Tick};
use serde::de::{IgnoredAny, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};

use crate::client::trouble::Trouble;
use crate::failure::Exit;

/// A clock and where it was found.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Clock {
    pub(super) tick: Tick,
    pub(super) day: Option<Day>,
    /// The member of the document.
    pub(super) place: &'static str,
}

/// Finds the clock of a document.
pub(super) fn find(bytes: &[u8]) -> Result<Clock, Trouble> {
    let document: Document = serde_json::from_slice(bytes).map_err(|error| {
        let why = if error.is_data() { format!(" ({error})") } else { String::new() };
        Trouble::told(Exit::Usage, format!("the document does not tell its tick{why}; say it with --tick"))
    })?;
    let clock = |place, tick: Option<Number>, day: Option<Number>| {
        let tick = tick?.0.parse().ok()?;
        Some(Clock { tick, day: day.and_then(|day| day.0.parse().ok()), place })
    };
    let first = document.universes.0.map(|universe| universe.time);
    let first = first.and_then(|time| clock("universes[0].time.universeTick", time.universe_tick, time.day));
    first.or_else(|| clock("tick", document.tick, document.day)).ok_or_else(|| {
        let sentence =
            "the document has no tick at universes[0].time.universeTick or at tick; say it with --tick";
        Trouble::told(Exit::Usage, sentence)
    })
}

/// What is looked at. The rest is passed over without being kept.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Document {
    universes: First<Universe>,
    tick: Option<Number>,
    day: Option<Number>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Universe {
    time: Time,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Time {
    universe_tick: Option<Number>,
    day: Option<Number>,
}

/// The digits of a number, or of a text with a number in it. Anything else has none.
struct Number(String);

impl<'de> Deserialize<'de> for Number {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match serde_json::Value::deserialize(deserializer)? {
            serde_json::Value::Number(number) => Ok(Self(number.to_string())),
            serde_json::Value::String(text) => Ok(Self(text)),
            _ => Ok(Self(String::new())),
        }
    }
}

/// The first element of a list; the others are passed over.
struct First<T>(Option<T>);

impl<T> Default for First<T> {
    fn default() -> Self {
        Self(None)
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for First<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Elements<T>(std::marker::PhantomData<T>);

        impl<'de, T: Deserialize<'de>> Visitor<'de> for Elements<T> {
            type Value = First<T>;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("a list")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<First<T>, A::Error> {
                let first = list.next_element()?;
                while list.next_element::<IgnoredAny>()?.is_some() {}
                Ok(First(first))
            }
        }

        deserializer.deserialize_seq(Elements(std::marker::PhantomData))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(document: &str) -> Option<(u64, Option<u64>, &'static str)> {
        let clock = find(document.as_bytes()).ok()?;
        Some((clock.tick.get(), clock.day.map(Day::get), clock.place))
    }

    #[test]
    fn the_clock_is_where_games_keep_it() {
        let village =
            r#"{"header": {}, "universes": [{"time": {"universeTick": "1200", "day": 3}}, 7], "tick": 5}"#;
        assert_eq!(found(village), Some((1200, Some(3), "universes[0].time.universeTick")));
        assert_eq!(found(r#"{"world": [1], "tick": 5, "day": -1}"#), Some((5, None, "tick")));
        assert_eq!(found(r#"{"universes": [], "tick": "7"}"#), Some((7, None, "tick")));
    }

    #[test]
    fn a_document_without_a_clock_has_none() {
        for document in [
            "",
            "binary\0",
            "[1]",
            "{}",
            r#"{"tick": -1}"#,
            r#"{"tick": 1.5}"#,
            r#"{"tick": {"tick": 1}}"#,
            r#"{"universes": 3, "tick": 1}"#,
            r#"{"tick": 1} trailing"#,
        ] {
            assert_eq!(found(document), None, "{document}");
        }
    }
}
