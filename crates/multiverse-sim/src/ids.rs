//! The ids of people, plants and buildings.

use std::cmp::Ordering;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// The id of a person: `person:{tag}-{serial}`. The tag is that of the history in which they were born, so that
/// people of different villages, and of forks after they parted, never share one.
///
/// Ordered by serial, so that whoever is born comes last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PersonId {
    pub(crate) serial: u32,
    pub(crate) tag: u32,
}

/// A string that is not an id of the kind that was expected.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not the id of a {kind}, which looks like {example}")]
pub struct InvalidEntityId {
    kind: &'static str,
    example: &'static str,
}

impl PersonId {
    /// Both numbers as one, which is compared in one go: maps by id are most of what a village does.
    fn key(self) -> u64 {
        u64::from(self.serial) << 32 | u64::from(self.tag)
    }
}

impl Ord for PersonId {
    fn cmp(&self, other: &Self) -> Ordering {
        self.key().cmp(&other.key())
    }
}

impl PartialOrd for PersonId {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Display for PersonId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "person:{:08x}-{}", self.tag, self.serial)
    }
}

impl FromStr for PersonId {
    type Err = InvalidEntityId;

    fn from_str(text: &str) -> Result<Self, InvalidEntityId> {
        let invalid = InvalidEntityId { kind: "person", example: "person:9f3a01c2-17" };
        let parsed =
            text.strip_prefix("person:").and_then(|rest| rest.split_once('-')).and_then(|(tag, serial)| {
                let lower = tag.len() == 8 && tag.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
                let tag = lower.then(|| u32::from_str_radix(tag, 16).ok()).flatten()?;
                Some(Self { serial: number(serial)?, tag })
            });
        parsed.ok_or(invalid)
    }
}

/// A number as it is written: no sign, no zero in front, so that each id has one text.
fn number(text: &str) -> Option<u32> {
    let plain = text.bytes().all(|b| b.is_ascii_digit()) && (text == "0" || !text.starts_with('0'));
    if plain { text.parse().ok() } else { None }
}

macro_rules! serial_id {
    ($name:ident, $kind:literal, $doc:literal) => {
        #[doc = $doc]
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub(crate) struct $name(pub(crate) u32);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!($kind, ":{}"), self.0)
            }
        }

        impl FromStr for $name {
            type Err = InvalidEntityId;

            fn from_str(text: &str) -> Result<Self, InvalidEntityId> {
                let rest = text.strip_prefix(concat!($kind, ":")).and_then(number);
                rest.map(Self).ok_or(InvalidEntityId { kind: $kind, example: concat!($kind, ":17") })
            }
        }
    };
}

serial_id!(PlantId, "plant", "The id of a plant: `plant:{serial}`.");
serial_id!(BuildingId, "building", "The id of a building: `building:{serial}`.");

/// Where somebody works: at a plant or at a building.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Workplace {
    Plant(PlantId),
    Building(BuildingId),
}

impl fmt::Display for Workplace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Plant(id) => id.fmt(f),
            Self::Building(id) => id.fmt(f),
        }
    }
}

impl FromStr for Workplace {
    type Err = InvalidEntityId;

    fn from_str(text: &str) -> Result<Self, InvalidEntityId> {
        text.parse().map(Self::Plant).or_else(|_| text.parse().map(Self::Building))
    }
}

macro_rules! written_as_text {
    ($($name:ident),+) => { $(
        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                struct Visitor;

                impl serde::de::Visitor<'_> for Visitor {
                    type Value = $name;

                    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                        f.write_str("the id of an entity")
                    }

                    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<$name, E> {
                        text.parse().map_err(E::custom)
                    }
                }

                deserializer.deserialize_str(Visitor)
            }
        }
    )+ };
}

written_as_text!(PersonId, PlantId, BuildingId, Workplace);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_has_one_text() {
        let id = PersonId { serial: 17, tag: 0x9f3a_01c2 };
        assert_eq!(id.to_string(), "person:9f3a01c2-17");
        assert_eq!("person:9f3a01c2-17".parse(), Ok(id));
        for bad in
            ["person:17", "person:9F3A01C2-17", "person:9f3a01c2-017", "person:9f3a01c2-+1", "plant:1", ""]
        {
            assert!(bad.parse::<PersonId>().is_err(), "{bad}");
        }
        assert_eq!("plant:4".parse(), Ok(Workplace::Plant(PlantId(4))));
        assert!("building:4294967296".parse::<Workplace>().is_err());
    }

    #[test]
    fn who_is_born_later_comes_later() {
        let (old, young) = (PersonId { serial: 4, tag: 9 }, PersonId { serial: 5, tag: 1 });
        assert!(old < young);
    }
}
