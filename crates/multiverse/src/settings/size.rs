//! Sizes: `64MiB`, `10 GB`, `4096`.

const UNITS: &[(&str, u64)] = &[
    ("TiB", 1 << 40),
    ("TB", 1_000_000_000_000),
    ("GiB", 1 << 30),
    ("GB", 1_000_000_000),
    ("MiB", 1 << 20),
    ("MB", 1_000_000),
    ("KiB", 1 << 10),
    ("kB", 1000),
    ("B", 1),
];

/// Reads a size: a whole number, and a unit unless it is bytes. A bare `M` is refused: some mean MB, some MiB.
///
/// # Errors
/// What a size must be, to follow "must be".
pub(super) fn parse(text: &str) -> Result<u64, String> {
    let text = text.trim();
    let (number, unit) = text.split_at(text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len()));
    let unit = unit.trim_start();
    let factor = match UNITS.iter().find(|(name, _)| name.eq_ignore_ascii_case(unit)) {
        Some((_, factor)) => Some(*factor),
        None => unit.is_empty().then_some(1),
    };
    let bytes = number.parse().ok().zip(factor).and_then(|(number, factor)| u64::checked_mul(number, factor));
    bytes.ok_or_else(|| "a size, such as 64MiB, 10 GB or 4096 (bytes)".to_owned())
}

/// Shows a size in the largest unit that needs no fraction.
pub(super) fn show(bytes: u64) -> String {
    match UNITS.iter().find(|(_, factor)| bytes >= *factor && bytes.is_multiple_of(*factor)) {
        Some((unit, factor)) => format!("{} {unit}", bytes / factor),
        None => "0 B".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn sizes_have_the_units_that_people_write() {
        for (text, bytes) in [
            ("0", 0),
            ("4096", 4096),
            ("1B", 1),
            ("64MiB", 64 << 20),
            ("64mib", 64 << 20),
            (" 10 GB ", 10_000_000_000),
            ("1kb", 1000),
            ("2 TiB", 2 << 40),
        ] {
            assert_eq!(parse(text), Ok(bytes), "{text:?}");
        }
    }

    #[test]
    fn what_could_mean_two_things_is_no_size() {
        for text in
            ["", "MiB", "64M", "-1", "1.5GiB", "1 000", "64 MiB more", "99999999999999999999", "17000000TiB"]
        {
            assert!(parse(text).is_err(), "{text:?}");
        }
    }

    #[test]
    fn a_size_is_shown_as_people_say_it() {
        for (bytes, text) in [
            (0, "0 B"),
            (1, "1 B"),
            (1000, "1 kB"),
            (1 << 30, "1 GiB"),
            (10_000_000_000, "10 GB"),
            (1025, "1025 B"),
        ] {
            assert_eq!(show(bytes), text);
        }
    }

    proptest! {
        #[test]
        fn a_size_that_was_shown_reads_as_the_same(bytes: u64) {
            prop_assert_eq!(parse(&show(bytes)), Ok(bytes));
        }
    }
}
