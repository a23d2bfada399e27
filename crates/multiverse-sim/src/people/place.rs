//! Where somebody is: they set out at one place and arrive at another, and are between them in the meantime.

use serde::{Deserialize, Serialize};

use crate::calendar::Moment;
use crate::spot::Spot;

/// Where somebody was at `since`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Position {
    x: i64,
    y: i64,
    pub(crate) since: Moment,
}

/// Where they went from there, and when they arrive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Movement {
    x: i64,
    y: i64,
    pub(crate) arrives: Moment,
}

impl Position {
    pub(crate) fn new(Spot { x, y }: Spot, since: Moment) -> Self {
        Self { x, y, since }
    }

    pub(crate) fn spot(self) -> Spot {
        Spot { x: self.x, y: self.y }
    }

    pub(super) fn check(self, now: Moment) -> Result<(), &'static str> {
        self.spot().check()?;
        if self.since > now { Err("somebody sets out in the future") } else { Ok(()) }
    }
}

impl Movement {
    pub(crate) fn new(Spot { x, y }: Spot, arrives: Moment) -> Self {
        Self { x, y, arrives }
    }

    pub(crate) fn spot(self) -> Spot {
        Spot { x: self.x, y: self.y }
    }

    pub(super) fn check(self) -> Result<(), &'static str> {
        self.spot().check()
    }
}
