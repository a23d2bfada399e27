//! Health.

use serde::{Deserialize, Serialize};

use crate::calendar::Moment;
use crate::gauge::Gauge;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Health {
    /// 0 is death; the well regain it by themselves.
    pub(crate) vigor: Gauge,
    pub(crate) illness: Option<Illness>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Illness {
    pub(crate) ailment: Ailment,
    pub(crate) since: Moment,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Ailment {
    Fever,
    Cough,
    Injury,
    Plague,
}

impl Ailment {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Fever => "a fever",
            Self::Cough => "a cough",
            Self::Injury => "an injury",
            Self::Plague => "the plague",
        }
    }

    /// How much vigor it takes in a day, at least and at most.
    pub(crate) fn toll(self) -> (i64, i64) {
        match self {
            Self::Fever => (90, 420),
            Self::Cough => (10, 260),
            Self::Injury => (10, 210),
            Self::Plague => (120, 480),
        }
    }
}

/// By how much the well regain vigor in a day.
const RECOVERY: i64 = 90;

impl Health {
    pub(crate) fn new(now: Moment, vigor: i64) -> Self {
        Self { vigor: Gauge::new(vigor, now, RECOVERY), illness: None }
    }

    /// Falls ill, or goes on being so.
    pub(crate) fn fall_ill(&mut self, now: Moment, ailment: Ailment) {
        self.vigor.turn(now, 0);
        self.illness = Some(Illness { ailment, since: now });
    }

    /// Is well again.
    pub(crate) fn recover(&mut self, now: Moment) {
        self.vigor.turn(now, RECOVERY);
        self.illness = None;
    }

    pub(super) fn check(self, now: Moment) -> Result<(), &'static str> {
        match self.illness {
            Some(illness) if illness.since > now => Err("somebody fell ill in the future"),
            _ => self.vigor.check(now),
        }
    }

    pub(super) fn shift(&mut self, ticks: i64) {
        self.vigor = self.vigor.shifted(ticks);
        if let Some(illness) = &mut self.illness {
            illness.since = illness.since.plus(ticks);
        }
    }
}
