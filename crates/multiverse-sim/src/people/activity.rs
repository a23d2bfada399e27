//! What somebody is doing.

use serde::{Deserialize, Serialize};

use crate::calendar::{DAY, Moment};

/// What somebody is doing, the way to it included, and when they are done and choose anew.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Activity {
    pub(crate) doing: Doing,
    pub(crate) until: Moment,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Doing {
    Sleeping,
    Eating,
    Working,
    Talking,
    Playing,
    Learning,
    Resting,
    Ailing,
}

impl Activity {
    pub(super) fn check(self, now: Moment) -> Result<(), &'static str> {
        if self.until <= now {
            Err("somebody should have been done with what they do")
        } else if self.until.since(now) > 10 * DAY {
            Err("somebody does one thing for more than ten days")
        } else {
            Ok(())
        }
    }
}
