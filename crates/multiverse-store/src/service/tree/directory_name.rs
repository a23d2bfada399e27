//! What the directory of an id is called.

use multiverse_model::Checksum;

/// The longest name before it is cut: with the longest file name of a snapshot below it, a path stays within what
/// every file system takes.
const MAX_LENGTH: usize = 120;

/// Characters that are left of a name that was cut; a digest follows.
const KEPT: usize = 48;

/// Names that Windows keeps for devices, whatever their case.
const RESERVED: &[&str] = &[
    "con", "prn", "aux", "nul", "com0", "com1", "com2", "com3", "com4", "com5", "com6", "com7", "com8",
    "com9", "lpt0", "lpt1", "lpt2", "lpt3", "lpt4", "lpt5", "lpt6", "lpt7", "lpt8", "lpt9",
];

/// Names the directory of `id`, an id of ours: one name for one id, also where case does not count, and safe on
/// every file system.
///
/// `a–z 0–9 _ -` stand for themselves; `A–Z` are `~a`–`~z`, `:` is `~_`, `.` is `~-`, `~` is `~0` and a leading `-`
/// is `~1`. A device's name gets a `~` at its end, and of a long name the first characters, `~~` and the SHA-256 of
/// the id are left. Nothing else has a `~` before its end or before a `~`, so that no two of these meet.
pub(in crate::service) fn directory_name(id: &str) -> String {
    let mut name = String::with_capacity(id.len() + 8);
    for (index, c) in id.chars().enumerate() {
        match c {
            'A'..='Z' => name.extend(['~', c.to_ascii_lowercase()]),
            ':' => name.push_str("~_"),
            '.' => name.push_str("~-"),
            '-' if index == 0 => name.push_str("~1"),
            'a'..='z' | '0'..='9' | '_' | '-' => name.push(c),
            _ => name.push_str("~0"),
        }
    }
    if RESERVED.contains(&name.as_str()) {
        name.push('~');
    }
    if name.len() > MAX_LENGTH {
        name.truncate(KEPT);
        name.push_str("~~");
        name.push_str(&Checksum::of(id.as_bytes()).hex());
    }
    name
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn names_can_be_read() {
        for (id, name) in [
            ("universe:0198-ab", "universe~_0198-ab"),
            ("Ada", "~ada"),
            ("..", "~-~-"),
            (".", "~-"),
            ("a~b", "a~0b"),
            ("-rf", "~1rf"),
            ("con", "con~"),
            ("CON", "~c~o~n"),
            ("lpt1", "lpt1~"),
        ] {
            assert_eq!(directory_name(id), name, "{id}");
        }
    }

    #[test]
    fn the_longest_id_has_a_short_name() {
        let name = directory_name(&"X".repeat(128));
        assert!(name.len() <= MAX_LENGTH, "{name}");
        assert_ne!(name, directory_name(&format!("{}Y", "X".repeat(127))));
    }

    /// Ids that are likely to meet: few characters, all those with a meaning of their own, and devices.
    fn ids() -> impl Strategy<Value = String> {
        prop_oneof![
            "[aA1:._~-]{1,5}",
            "[A-Za-z0-9:._~-]{1,128}",
            "(con|CON|Con|nul|com1|lpt9)[~.:0-]{0,1}",
            "[aA]{118,128}",
        ]
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4096))]

        #[test]
        fn two_ids_never_share_a_directory_whatever_its_case(one in ids(), other in ids()) {
            let (a, b) = (directory_name(&one), directory_name(&other));
            prop_assert_eq!(one == other, a.eq_ignore_ascii_case(&b), "{} {}", a, b);
        }

        #[test]
        fn a_directory_name_is_safe_everywhere(id in ids()) {
            let name = directory_name(&id);
            prop_assert!(name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b"_~-".contains(&b)));
            prop_assert!((1..=MAX_LENGTH).contains(&name.len()) && !name.starts_with('-'));
            prop_assert!(!RESERVED.contains(&name.as_str()));
        }
    }
}
