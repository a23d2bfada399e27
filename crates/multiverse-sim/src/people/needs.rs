//! Needs and mood.

use serde::{Deserialize, Serialize};

use crate::calendar::Moment;
use crate::gauge::{FULL, Gauge};

/// How much somebody needs what: 0 is nothing, 1000 cannot be borne. They grow by themselves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Needs {
    pub(crate) hunger: Gauge,
    pub(crate) fatigue: Gauge,
    pub(crate) loneliness: Gauge,
}

/// By how much needs grow in a day.
const HUNGER: i64 = 600;
const FATIGUE: i64 = 900;
const LONELINESS: i64 = 420;
/// By how much sleep lowers fatigue, as if it lasted a day.
const SLEEP: i64 = -2_400;

impl Needs {
    pub(crate) fn new(now: Moment, hunger: i64, fatigue: i64, loneliness: i64) -> Self {
        Self {
            hunger: Gauge::new(hunger, now, HUNGER),
            fatigue: Gauge::new(fatigue, now, FATIGUE),
            loneliness: Gauge::new(loneliness, now, LONELINESS),
        }
    }

    pub(crate) fn fall_asleep(&mut self, now: Moment) {
        self.fatigue.turn(now, SLEEP);
    }

    pub(crate) fn wake(&mut self, now: Moment) {
        self.fatigue.turn(now, FATIGUE);
    }

    pub(super) fn check(self, now: Moment) -> Result<(), &'static str> {
        self.hunger.check(now)?;
        self.fatigue.check(now)?;
        self.loneliness.check(now)
    }

    pub(super) fn shift(&mut self, ticks: i64) {
        self.hunger = self.hunger.shifted(ticks);
        self.fatigue = self.fatigue.shifted(ticks);
        self.loneliness = self.loneliness.shifted(ticks);
    }
}

/// How somebody felt when they last thought about it: 0 is despair, 1000 is bliss.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Mood {
    pub(crate) value: i64,
    since: Moment,
}

impl Mood {
    pub(crate) fn new(value: i64, since: Moment) -> Self {
        Self { value: value.clamp(0, FULL), since }
    }

    pub(super) fn check(self, now: Moment) -> Result<(), &'static str> {
        if (0..=FULL).contains(&self.value) && self.since <= now {
            Ok(())
        } else {
            Err("a mood is 0 to 1000, and not of the future")
        }
    }

    pub(super) fn shift(&mut self, ticks: i64) {
        self.since = self.since.plus(ticks);
    }
}
