//! Canon events: what makes a snapshot canonical.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{Day, Description, Label};

/// What happened, for which a snapshot is kept for ever.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CanonEvent {
    /// The kind of event.
    #[serde(rename = "type")]
    pub kind: CanonEventType,
    /// One line for people.
    pub title: Label,
    /// More about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<Description>,
    /// The universe's day on which it happened.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub day: Option<Day>,
    /// How much it matters to the universe, 0–100.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub importance: Option<Importance>,
    /// The game's ids of the entities that took part, at most 1,000.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "at_most_a_thousand")]
    pub entities: Option<Vec<Label>>,
}

fn at_most_a_thousand<'de, D: serde::Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<Vec<Label>>, D::Error> {
    let entities = Option::<Vec<Label>>::deserialize(deserializer)?;
    match entities {
        Some(list) if list.len() > 1000 => {
            Err(serde::de::Error::custom("a canon event names at most 1000 entities"))
        }
        other => Ok(other),
    }
}

/// How much an event matters: 0–100.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "u64", into = "u8")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(value_type = u8, minimum = 0, maximum = 100))]
pub struct Importance(u8);

impl TryFrom<u64> for Importance {
    type Error = &'static str;

    fn try_from(value: u64) -> Result<Self, Self::Error> {
        match u8::try_from(value) {
            Ok(value @ 0..=100) => Ok(Self(value)),
            _ => Err("importance is an integer from 0 to 100"),
        }
    }
}

impl From<Importance> for u8 {
    fn from(importance: Importance) -> u8 {
        importance.0
    }
}

/// The kind of a canon event: `[a-z][a-z0-9_:.-]{0,63}`. Games add their own.
///
/// Well known: death, birth, marriage, first_achievement, record_high, catastrophe, deity_emergence,
/// major_discovery, war_event, cultural_milestone, day_milestone.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(value_type = String, pattern = "^[a-z][a-z0-9_:.-]{0,63}$"))]
pub struct CanonEventType(String);

/// A string that is not a kind of canon event.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a canon event's type is 1 to 64 characters of a-z 0-9 _ : . - and begins with a letter")]
pub struct InvalidCanonEventType;

impl CanonEventType {
    /// Its text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for CanonEventType {
    type Error = InvalidCanonEventType;

    fn try_from(text: String) -> Result<Self, InvalidCanonEventType> {
        let begins = text.starts_with(|c: char| c.is_ascii_lowercase());
        let continues =
            text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b"_:.-".contains(&b));
        if begins && continues && text.len() <= 64 { Ok(Self(text)) } else { Err(InvalidCanonEventType) }
    }
}

impl From<CanonEventType> for String {
    fn from(kind: CanonEventType) -> String {
        kind.0
    }
}

impl fmt::Display for CanonEventType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_follow_the_pattern() {
        for good in ["death", "a", "game:boss.fight_2-x", &"a".repeat(64)] {
            assert!(CanonEventType::try_from(good.to_owned()).is_ok(), "{good}");
        }
        for bad in ["", "Death", "1st", "_x", "a b", "a/b", "é", &"a".repeat(65)] {
            assert!(CanonEventType::try_from(bad.to_owned()).is_err(), "{bad}");
        }
    }

    #[test]
    fn importance_is_a_percentage() {
        assert_eq!(Importance::try_from(100).map(u8::from), Ok(100));
        assert!(Importance::try_from(101).is_err());
        assert!(serde_json::from_str::<Importance>("1.5").is_err());
    }
}
