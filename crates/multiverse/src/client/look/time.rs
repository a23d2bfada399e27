//! Wall time for people.

use std::time::{SystemTime, UNIX_EPOCH};

use multiverse_model::Millis;

use super::counted;

const MINUTE: i64 = 60;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

/// The time by this machine's clock.
pub(in crate::client) fn now() -> Millis {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Millis(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
}

/// How long ago something was, as `3 minutes ago`. What lies ahead of our clock is `just now`.
pub(in crate::client) fn ago(then: Millis, now: Millis) -> String {
    let seconds = now.0.saturating_sub(then.0) / 1000;
    let (count, one, many) = match seconds {
        ..5 => return "just now".to_owned(),
        5..MINUTE => (seconds, "second", "seconds"),
        MINUTE..HOUR => (seconds / MINUTE, "minute", "minutes"),
        HOUR..DAY => (seconds / HOUR, "hour", "hours"),
        _ => match seconds / DAY {
            days @ ..14 => (days, "day", "days"),
            days @ 14..61 => (days / 7, "week", "weeks"),
            days @ 61..730 => (days * 12 / 365, "month", "months"),
            days => (days / 365, "year", "years"),
        },
    };
    format!("{} ago", counted(count.unsigned_abs(), one, many))
}

/// A date and a time of day, as `2026-01-31 08:05:09 UTC`.
pub(in crate::client) fn date(time: Millis) -> String {
    let seconds = time.0.div_euclid(1000);
    let (year, month, day) = civil(seconds.div_euclid(DAY));
    format!("{year:04}-{month:02}-{day:02} {} UTC", time_of_day(time))
}

/// A time of day, as `08:05:09`; by UTC, as dates are.
pub(in crate::client) fn time_of_day(time: Millis) -> String {
    let second = time.0.div_euclid(1000).rem_euclid(DAY);
    format!("{:02}:{:02}:{:02}", second / HOUR, second % HOUR / MINUTE, second % MINUTE)
}

/// Year, month and day of a number of days since 1970, by the arithmetic of Howard Hinnant's `civil_from_days`: years
/// that begin in March have their leap day at the end.
fn civil(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let (era, day_of_era) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let months_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * months_from_march + 2) / 5 + 1;
    let month = if months_from_march < 10 { months_from_march + 3 } else { months_from_march - 9 };
    (era * 400 + year_of_era + i64::from(month <= 2), month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn how_long_ago_is_said_in_one_unit() {
        for (seconds, text) in [
            (-60, "just now"),
            (0, "just now"),
            (59, "59 seconds ago"),
            (60, "1 minute ago"),
            (7_199, "1 hour ago"),
            (86_400, "1 day ago"),
            (86_400 * 20, "2 weeks ago"),
            (86_400 * 365, "12 months ago"),
            (86_400 * 800, "2 years ago"),
        ] {
            assert_eq!(ago(Millis(0), Millis(seconds * 1000)), text);
        }
        assert_eq!(ago(Millis(i64::MIN), Millis(i64::MAX)), "292471208 years ago");
    }

    #[test]
    fn dates_are_those_of_the_calendar() {
        for (seconds, text) in [
            (0, "1970-01-01 00:00:00 UTC"),
            (-1, "1969-12-31 23:59:59 UTC"),
            (951_782_400, "2000-02-29 00:00:00 UTC"),
            (1_767_225_599, "2025-12-31 23:59:59 UTC"),
        ] {
            assert_eq!(date(Millis(seconds * 1000)), text);
        }
        assert!(date(Millis(i64::MAX)).starts_with("292278994-08-17"));
    }
}
