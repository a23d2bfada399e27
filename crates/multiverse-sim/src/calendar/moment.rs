//! Moments: ticks of the village, and those before it was founded.

use serde::{Deserialize, Deserializer, Serialize};

use super::{DAY, HOUR, Season, YEAR};

/// A tick of the village's clock. Negative before the founding, when its first people were born.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(transparent)]
pub(crate) struct Moment(i64);

impl Moment {
    /// The founding.
    pub(crate) const ZERO: Self = Self(0);
    /// The last there can be: as far as a [`Tick`](multiverse_model::Tick) goes.
    pub(crate) const LAST: Self = Self((1 << 53) - 1);

    /// That tick, or the nearest there can be.
    pub(crate) fn at(tick: i64) -> Self {
        Self(tick.clamp(-Self::LAST.0, Self::LAST.0))
    }

    pub(crate) fn tick(self) -> i64 {
        self.0
    }

    /// The moment so many ticks later.
    pub(crate) fn plus(self, ticks: i64) -> Self {
        Self::at(self.0.saturating_add(ticks))
    }

    /// Ticks since `earlier`; negative if that is yet to come.
    pub(crate) fn since(self, earlier: Self) -> i64 {
        self.0 - earlier.0
    }

    /// Days since the founding.
    pub(crate) fn day(self) -> i64 {
        self.0.div_euclid(DAY)
    }

    /// Years since the founding.
    pub(crate) fn year(self) -> i64 {
        self.0.div_euclid(YEAR)
    }

    /// The hour of the day: 0–23.
    pub(crate) fn hour(self) -> i64 {
        self.0.rem_euclid(DAY) / HOUR
    }

    pub(crate) fn season(self) -> Season {
        Season::of_day(self.day())
    }

    /// The next time, later than now, that the clock shows this hour.
    pub(crate) fn next_hour(self, hour: i64) -> Self {
        let today = self.day() * DAY + hour * HOUR;
        Self::at(if today > self.0 { today } else { today + DAY })
    }

    /// When something is ready that needs so many ticks of growing: winter does not count.
    pub(crate) fn after_growing(self, ticks: i64) -> Self {
        let (mut at, mut left) = (self.0, ticks.max(1));
        while left > 0 {
            let end_of_day = (at.div_euclid(DAY) + 1) * DAY;
            let grows = Season::of_day(at.div_euclid(DAY)) != Season::Winter;
            let span = if grows { (end_of_day - at).min(left) } else { end_of_day - at };
            at += span;
            left -= if grows { span } else { 0 };
        }
        Self::at(at)
    }
}

impl<'de> Deserialize<'de> for Moment {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let tick = i64::deserialize(deserializer)?;
        let moment = Self::at(tick);
        if moment.0 == tick { Ok(moment) } else { Err(serde::de::Error::custom("a tick is beyond 2^53 - 1")) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_year_has_four_seasons_of_three_days() {
        let seasons: Vec<_> = (0..12).map(|day| Moment::at(day * DAY).season().as_str()).collect();
        assert_eq!(seasons[..4], ["spring", "spring", "spring", "summer"]);
        assert_eq!(seasons[8..], ["autumn", "winter", "winter", "winter"]);
        assert_eq!(Moment::at(-1).season(), Season::Winter);
    }

    #[test]
    fn hours_come_again() {
        let noon = Moment::at(12 * HOUR);
        assert_eq!((noon.hour(), noon.next_hour(13)), (12, Moment::at(13 * HOUR)));
        assert_eq!(noon.next_hour(12), Moment::at(DAY + 12 * HOUR));
        assert_eq!(Moment::at(-1).hour(), 23);
    }

    #[test]
    fn what_grows_waits_for_spring() {
        assert_eq!(Moment::at(0).after_growing(DAY), Moment::at(DAY));
        assert_eq!(Moment::at(8 * DAY + HOUR).after_growing(DAY), Moment::at(YEAR + HOUR));
        assert_eq!(Moment::at(10 * DAY).after_growing(1), Moment::at(YEAR + 1));
    }
}
