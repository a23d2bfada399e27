//! The village's calendar: a day has 24 hours of 1,200 ticks, and a year has twelve days, one for each month.
//!
//! So at 20 ticks a second an hour is a minute and a day is 24; people are children for 168 days and old after 720.

mod moment;
mod season;

pub(crate) use moment::Moment;
pub use season::Season;

/// Ticks in a second of the player.
pub const TICKS_PER_SECOND: u64 = 20;
/// Ticks in an hour of the village.
pub const TICKS_PER_HOUR: u64 = 1_200;
/// Ticks in a day of the village.
pub const TICKS_PER_DAY: u64 = 24 * TICKS_PER_HOUR;
/// Days in a year of the village: each stands for a month.
pub const DAYS_PER_YEAR: u64 = 12;

/// As [`TICKS_PER_HOUR`], for sums with moments before the founding.
pub(crate) const HOUR: i64 = 1_200;
/// As [`TICKS_PER_DAY`].
pub(crate) const DAY: i64 = 24 * HOUR;
/// Ticks in a year.
pub(crate) const YEAR: i64 = 12 * DAY;
