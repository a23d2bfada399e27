//! Durations: `500ms`, `15s`, `2m`, `1h`, `30` (seconds).

use std::time::Duration;

const UNITS: &[(&str, u64)] = &[("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1000), ("ms", 1)];

/// A timer further off than that could overflow the clock, and nobody waits so long.
const LONGEST: Duration = Duration::from_secs(366 * 86_400);

/// Reads a duration: a whole number, and a unit unless it is seconds.
///
/// # Errors
/// What a duration must be, to follow "must be".
pub(crate) fn parse(text: &str) -> Result<Duration, String> {
    let text = text.trim();
    let (number, unit) = text.split_at(text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len()));
    let unit = unit.trim_start();
    let factor = match UNITS.iter().find(|(name, _)| *name == unit) {
        Some((_, factor)) => Some(*factor),
        None => unit.is_empty().then_some(1000),
    };
    let millis =
        number.parse().ok().zip(factor).and_then(|(number, factor)| u64::checked_mul(number, factor));
    millis
        .map(Duration::from_millis)
        .filter(|duration| *duration <= LONGEST)
        .ok_or_else(|| "a duration of at most a year, such as 500ms, 15s, 2m, 1h or 10d".to_owned())
}

/// Reads a duration of whole seconds.
///
/// # Errors
/// What it must be, to follow "must be".
pub(super) fn parse_seconds(text: &str) -> Result<u64, String> {
    let duration = parse(text)?;
    match duration.subsec_nanos() {
        0 => Ok(duration.as_secs()),
        _ => Err("a duration of whole seconds, such as 15s or 2m".to_owned()),
    }
}

/// Shows a duration in the largest unit that needs no fraction; less than a millisecond is dropped.
pub(super) fn show(duration: Duration) -> String {
    let millis = duration.as_millis();
    let fits = |factor: u128| millis >= factor && millis.is_multiple_of(factor);
    match UNITS.iter().find(|(_, factor)| fits(u128::from(*factor))) {
        Some((unit, factor)) => format!("{}{unit}", millis / u128::from(*factor)),
        None => "0s".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_have_the_units_that_people_write() {
        for (text, millis, shown) in [
            ("0", 0, "0s"),
            ("30", 30_000, "30s"),
            ("500ms", 500, "500ms"),
            ("15s", 15_000, "15s"),
            ("120 s", 120_000, "2m"),
            (" 2m", 120_000, "2m"),
            ("24h", 86_400_000, "1d"),
        ] {
            assert_eq!(parse(text), Ok(Duration::from_millis(millis)), "{text:?}");
            assert_eq!(show(Duration::from_millis(millis)), shown, "{text:?}");
        }
    }

    #[test]
    fn what_is_no_duration_or_never_ends_is_refused() {
        for text in ["", "s", "-1s", "1.5h", "15 seconds", "1M", "367d", "99999999999999999999"] {
            assert!(parse(text).is_err(), "{text:?}");
        }
    }

    #[test]
    fn a_limit_in_seconds_takes_no_fraction_of_one() {
        assert_eq!(parse_seconds("2m"), Ok(120));
        assert!(parse_seconds("1500ms").is_err());
    }
}
