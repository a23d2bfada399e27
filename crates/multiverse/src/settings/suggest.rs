//! "Did you mean …?"

/// Returns the candidate that `name` is most likely a misspelling of, if any is near.
pub(super) fn nearest(name: &str, candidates: impl IntoIterator<Item = String>) -> Option<String> {
    // One slip in three letters is a misspelling; more is another word.
    let tolerated = name.chars().count().div_ceil(3);
    candidates
        .into_iter()
        .map(|candidate| (distance(name, &candidate), candidate))
        .filter(|(distance, _)| *distance <= tolerated)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// Returns how many letters must be inserted, removed or replaced to turn `a` into `b` (Levenshtein).
fn distance(a: &str, b: &str) -> usize {
    let mut row: Vec<usize> = (0..=b.chars().count()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut diagonal = i;
        let mut left = i + 1;
        for (cell, y) in row.iter_mut().skip(1).zip(b.chars()) {
            let here = (diagonal + usize::from(x != y)).min(left + 1).min(*cell + 1);
            diagonal = std::mem::replace(cell, here);
            left = here;
        }
        if let Some(first) = row.first_mut() {
            *first = i + 1;
        }
    }
    row.pop().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_distance_counts_slips() {
        for (a, b, slips) in [("", "abc", 3), ("abc", "", 3), ("kitten", "sitting", 3), ("data", "data", 0)] {
            assert_eq!(distance(a, b), slips, "{a} {b}");
        }
    }

    #[test]
    fn only_a_near_name_is_suggested() {
        let names = || ["listen", "data", "max_body_bytes"].map(str::to_owned);
        assert_eq!(nearest("liste", names()), Some("listen".to_owned()));
        assert_eq!(nearest("max-body-byte", names()), Some("max_body_bytes".to_owned()));
        assert_eq!(nearest("colour", names()), None);
    }
}
