//! What the village has in common: weather, knowledge, records, and what is told.

mod chronicle;
mod discovery;
mod first;
mod weather;

pub(crate) use chronicle::Chronicle;
pub(crate) use discovery::Discovery;
pub(crate) use first::First;
pub(crate) use weather::{Sky, Weather};

use serde::{Deserialize, Serialize};

use crate::calendar::Moment;
use crate::ids::PersonId;
use crate::random::Random;

/// All state that is not an entity's: `worldState` in a save.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct WorldState {
    pub(crate) random: Random,
    pub(crate) serials: Serials,
    pub(crate) weather: Weather,
    /// While a plague rages.
    pub(crate) plague: Option<Plague>,
    /// Since when there is too little to eat.
    pub(crate) famine_since: Option<Moment>,
    /// Who speaks for the village.
    pub(crate) leader: Option<PersonId>,
    pub(crate) deity: Option<String>,
    pub(crate) harvest: Harvest,
    pub(crate) records: Records,
    pub(crate) tallies: Tallies,
    /// What was done for the first time already.
    pub(crate) firsts: Vec<First>,
    pub(crate) discoveries: Vec<Discovery>,
    pub(crate) chronicle: Chronicle,
}

/// What the next of each kind is called.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Serials {
    /// Of the history: see [`PersonId`].
    pub(crate) tag: u32,
    pub(crate) person: u32,
    pub(crate) plant: u32,
    pub(crate) building: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Plague {
    pub(crate) since: Moment,
    pub(crate) until: Moment,
    /// How many it took.
    pub(crate) dead: i64,
}

/// Portions of food that were brought in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Harvest {
    pub(crate) today: i64,
    pub(crate) this_year: i64,
}

/// The most there ever was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Records {
    pub(crate) people: i64,
    /// Portions brought in within a year.
    pub(crate) harvest: i64,
    /// In years.
    pub(crate) oldest: i64,
    /// Grams of one fish.
    pub(crate) fish: i64,
}

/// How often it happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Tallies {
    pub(crate) births: i64,
    pub(crate) deaths: i64,
    pub(crate) marriages: i64,
    pub(crate) arrivals: i64,
    pub(crate) departures: i64,
    pub(crate) artworks: i64,
}

/// More of anything is not counted.
pub(crate) const MOST_COUNTED: i64 = 1 << 40;

impl WorldState {
    pub(crate) fn knows(&self, discovery: Discovery) -> bool {
        self.discoveries.contains(&discovery)
    }

    /// Says what is wrong with one that was read.
    pub(crate) fn check(&self, now: Moment) -> Result<(), &'static str> {
        self.weather.check(now)?;
        let Harvest { today, this_year } = self.harvest;
        let Records { people, harvest, oldest, fish } = self.records;
        let Tallies { births, deaths, marriages, arrivals, departures, artworks } = self.tallies;
        let counts = [
            today, this_year, people, harvest, oldest, fish, births, deaths, marriages, arrivals, departures,
            artworks,
        ];
        if !counts.iter().all(|count| (0..=MOST_COUNTED).contains(count)) {
            return Err("a count is below 0 or above 2^40");
        }
        let begun =
            self.plague.is_none_or(|plague| plague.since <= now && (0..=MOST_COUNTED).contains(&plague.dead));
        if !begun || self.famine_since.is_some_and(|since| since > now) {
            return Err("a plague or a famine began in the future");
        }
        if !all_differ(&self.firsts) || !all_differ(&self.discoveries) {
            return Err("something was done for the first time, or discovered, twice");
        }
        let named = |name: &String| name.len() <= 60 && !name.chars().any(char::is_control);
        if !self.deity.as_ref().is_none_or(named) {
            return Err("a deity's name has at most 60 bytes and no control characters");
        }
        self.chronicle.check()
    }
}

/// Whether none is there twice; there are few.
fn all_differ<T: PartialEq>(list: &[T]) -> bool {
    list.iter().enumerate().all(|(at, one)| !list[..at].contains(one))
}
