//! The document around entities and world state.

use std::borrow::Cow;

use multiverse_client::TravelMark;
use multiverse_model::Checksum;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use crate::calendar::{DAYS_PER_YEAR, Moment, Season, TICKS_PER_DAY, TICKS_PER_SECOND};
use crate::config::VillageConfig;
use crate::travel::Door;

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Document<'a> {
    #[serde(borrow)]
    pub(super) header: Header<'a>,
    pub(super) multiverse: Multiverse,
    #[serde(borrow)]
    pub(super) universes: [Universe<'a>; 1],
    pub(super) passages: Vec<Door>,
    /// What it has of the trips of its people, kept as it is; left out while nobody has travelled.
    #[serde(default, skip_serializing_if = "TravelMark::is_empty")]
    pub(super) travels: TravelMark,
}

/// What is read before anything else: whose document it is.
#[derive(Debug, Deserialize)]
pub(super) struct Envelope<'a> {
    #[serde(borrow)]
    pub(super) header: Stamp<'a>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Stamp<'a> {
    #[serde(borrow)]
    pub(super) game: Cow<'a, str>,
    pub(super) version: u32,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct Header<'a> {
    #[serde(borrow)]
    pub(super) game: Cow<'a, str>,
    pub(super) version: u32,
    #[serde(borrow)]
    pub(super) name: Cow<'a, str>,
    /// A tick.
    pub(super) saved_at: Moment,
}

#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Multiverse {
    pub(super) time: MultiverseTime,
}

#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct MultiverseTime {
    /// A tick in decimal digits.
    pub(super) tick: String,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct Universe<'a> {
    #[serde(borrow)]
    pub(super) identity: Identity<'a>,
    pub(super) time: UniverseTime,
    pub(super) config: VillageConfig,
    #[serde(borrow)]
    pub(super) entities: &'a RawValue,
    #[serde(borrow)]
    pub(super) world_state: &'a RawValue,
    pub(super) checksums: Checksums,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Identity<'a> {
    #[serde(borrow)]
    pub(super) name: Cow<'a, str>,
}

/// The clock. All but the tick follows from it and is there for people.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct UniverseTime {
    /// In decimal digits.
    pub(super) universe_tick: String,
    pub(super) day: i64,
    pub(super) year: i64,
    pub(super) season: Season,
    pub(super) ticks_per_second: u64,
    pub(super) ticks_per_day: u64,
    pub(super) days_per_year: u64,
}

#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct Checksums {
    pub(super) entities: Checksum,
    pub(super) world_state: Checksum,
}

impl Multiverse {
    pub(super) fn at(now: Moment) -> Self {
        Self { time: MultiverseTime { tick: now.tick().to_string() } }
    }
}

impl UniverseTime {
    pub(super) fn at(now: Moment) -> Self {
        Self {
            universe_tick: now.tick().to_string(),
            day: now.day() + 1,
            year: now.year() + 1,
            season: now.season(),
            ticks_per_second: TICKS_PER_SECOND,
            ticks_per_day: TICKS_PER_DAY,
            days_per_year: DAYS_PER_YEAR,
        }
    }
}

impl Checksums {
    pub(super) fn of(entities: &RawValue, world_state: &RawValue) -> Self {
        let of = |part: &RawValue| Checksum::of(part.get().as_bytes());
        Self { entities: of(entities), world_state: of(world_state) }
    }
}
