//! Names of snapshot files that stay inside their directory.

use std::path::PathBuf;

/// The path that a `filename` of a timeline stands for, relative to `snapshots/`; none for one that could lead
/// anywhere else, on any system: absolute, with `..`, a drive, a backslash, or a stream after a colon.
pub(in crate::service) fn relative_path(filename: &str) -> Option<PathBuf> {
    let is_plain = |part: &str| {
        let forbidden = |c: char| c.is_control() || "\\:*?\"<>|".contains(c);
        !part.is_empty() && part != "." && part != ".." && part.len() <= 255 && !part.contains(forbidden)
    };
    let parts: Vec<&str> = filename.split('/').collect();
    (parts.len() <= 4 && parts.iter().all(|part| is_plain(part))).then(|| parts.iter().collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_paths_below_are_paths() {
        for good in ["5.snapshot.json.gz", "canonical/death_tom_day7.snapshot.json.gz", "...", "a..b"] {
            assert!(relative_path(good).is_some(), "{good}");
        }
        for bad in ["", "/etc/passwd", "..", "a/../../b", "./a", "a//b", "a\\b", "C:x", "a\0", "a/b/c/d/e"] {
            assert!(relative_path(bad).is_none(), "{bad:?}");
        }
    }
}
