//! Numbers for people.

/// Bytes in the largest unit that they reach, as `1.4 MB`.
pub(in crate::client) fn bytes(bytes: u64) -> String {
    const UNITS: [&str; 6] = ["kB", "MB", "GB", "TB", "PB", "EB"];
    if bytes < 1000 {
        return format!("{bytes} B");
    }
    // In tenths of the unit, rounded down, so that nothing is told to be more than it is.
    let mut tenths = bytes / 100;
    let mut unit = 0;
    while tenths >= 10_000 && unit + 1 < UNITS.len() {
        tenths /= 1000;
        unit += 1;
    }
    let name = UNITS[unit];
    if tenths < 1000 {
        format!("{}.{} {name}", tenths / 10, tenths % 10)
    } else {
        format!("{} {name}", tenths / 10)
    }
}

/// How many of something, as `1 save` or `3 saves`.
pub(in crate::client) fn counted(count: u64, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

/// A share of a hundred, rounded, as `80 %`. What is not nothing is never told as nothing.
pub(in crate::client) fn percent(share: f64) -> String {
    if share > 0.0 && share < 1.0 {
        return "under 1 %".to_owned();
    }
    format!("{share:.0} %")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_is_rounded_and_never_to_nothing() {
        for (share, text) in [(0.0, "0 %"), (0.2, "under 1 %"), (29.6, "30 %"), (99.999_9, "100 %")] {
            assert_eq!(percent(share), text);
        }
    }

    #[test]
    fn bytes_have_two_or_three_digits() {
        for (count, text) in [
            (0, "0 B"),
            (999, "999 B"),
            (1000, "1.0 kB"),
            (99_999, "99.9 kB"),
            (100_000, "100 kB"),
            (999_999, "999 kB"),
            (1_440_000, "1.4 MB"),
            (u64::MAX, "18.4 EB"),
        ] {
            assert_eq!(bytes(count), text);
        }
    }
}
