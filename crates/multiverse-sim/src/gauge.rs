//! Gauges: values that change by themselves, which nobody has to touch for that.

use serde::{Deserialize, Serialize};

use crate::calendar::{DAY, Moment};

/// The most that a gauge shows: they count in thousandths.
pub(crate) const FULL: i64 = 1_000;

/// A value of 0–1000 that rises or falls at a steady rate. What it shows at a moment is computed when somebody looks,
/// so it is written, in memory and in a save, only when something happens to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Gauge {
    /// What it showed at `since`.
    value: i64,
    since: Moment,
    /// By how much it rises in a day; falls, if negative.
    rate: i64,
}

impl Gauge {
    pub(crate) fn new(value: i64, since: Moment, rate: i64) -> Self {
        Self { value: value.clamp(0, FULL), since, rate }
    }

    /// What it shows now.
    pub(crate) fn level(self, now: Moment) -> i64 {
        (self.value + now.since(self.since).saturating_mul(self.rate) / DAY).clamp(0, FULL)
    }

    /// Moves it by so much, now.
    pub(crate) fn add(&mut self, now: Moment, by: i64) {
        *self = Self::new(self.level(now) + by, now, self.rate);
    }

    /// Sets what it shows now.
    pub(crate) fn set(&mut self, now: Moment, value: i64) {
        *self = Self::new(value, now, self.rate);
    }

    /// Lets it go on from now at another rate.
    pub(crate) fn turn(&mut self, now: Moment, rate: i64) {
        *self = Self::new(self.level(now), now, rate);
    }

    /// Says what is wrong with one that was read.
    pub(crate) fn check(self, now: Moment) -> Result<(), &'static str> {
        if !(0..=FULL).contains(&self.value) {
            Err("a gauge shows less than 0 or more than 1000")
        } else if !(-100 * FULL..=100 * FULL).contains(&self.rate) {
            Err("a gauge moves by more than 100000 a day")
        } else if self.since > now {
            Err("a gauge was last touched in the future")
        } else {
            Ok(())
        }
    }

    /// The same gauge on a clock that shows `ticks` more.
    pub(crate) fn shifted(self, ticks: i64) -> Self {
        Self { since: self.since.plus(ticks), ..self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_moves_by_its_rate_and_stays_in_bounds() {
        let gauge = Gauge::new(200, Moment::ZERO, 400);
        let shown = [0, DAY / 2, DAY, 2 * DAY, 9 * DAY].map(|tick| gauge.level(Moment::at(tick)));
        assert_eq!(shown, [200, 400, 600, 1_000, 1_000]);
        assert_eq!(Gauge::new(200, Moment::ZERO, -400).level(Moment::LAST), 0);
    }

    #[test]
    fn looking_changes_nothing_and_touching_keeps_what_it_shows() {
        let mut gauge = Gauge::new(100, Moment::ZERO, 240);
        let noon = Moment::at(DAY / 2);
        gauge.turn(noon, -240);
        assert_eq!((gauge.level(noon), gauge.level(Moment::at(DAY))), (220, 100));
        gauge.add(noon, 5_000);
        assert_eq!(gauge.level(noon), FULL);
    }
}
