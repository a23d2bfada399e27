//! What a snapshot is called in an export.

use crate::{CanonEvent, Day, Tick};

/// The longest slug of a title, in characters.
const MAX_SLUG: usize = 60;

/// The name of a snapshot's file in an export, relative to `snapshots/`, before any `_2`, `_3` …:
/// `{tick}.snapshot.json.gz` or `canonical/{event type}_{slug of the title}_day{day}.snapshot.json.gz`.
///
/// A content that is not JSON has its own extension in place of `json`.
#[must_use]
pub fn export_name(tick: Tick, day: Day, canon_event: Option<&CanonEvent>, content_type: &str) -> String {
    let extension = extension_of(content_type);
    match canon_event {
        None => format!("{tick}.snapshot.{extension}.gz"),
        Some(event) => {
            // `.` and `:` are legal in a kind, but a dot would end the part that `disambiguate` may change, and a
            // colon is no character of a Windows file name.
            let kind = event.kind.as_str().replace(['.', ':'], "_");
            let slug = slug_of(event.title.as_str());
            format!("canonical/{kind}_{slug}_day{day}.snapshot.{extension}.gz")
        }
    }
}

/// The `copy`-th name of snapshots that would share `name`: `_2`, `_3` … before its first dot; the first is
/// `name` itself.
#[must_use]
pub fn disambiguate(name: &str, copy: u64) -> String {
    match (copy, name.split_once('.')) {
        (0 | 1, _) => name.to_owned(),
        (_, Some((stem, rest))) => format!("{stem}_{copy}.{rest}"),
        (_, None) => format!("{name}_{copy}"),
    }
}

fn slug_of(title: &str) -> String {
    let mut slug = String::new();
    for c in title.chars().flat_map(char::to_lowercase) {
        if c.is_ascii_alphanumeric() {
            slug.push(c);
        } else if !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
        if slug.len() == MAX_SLUG {
            break;
        }
    }
    let slug = slug.trim_end_matches('-');
    // A title without one Latin letter or digit still needs a name.
    if slug.is_empty() { "event".to_owned() } else { slug.to_owned() }
}

fn extension_of(content_type: &str) -> &'static str {
    let essence = content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    match essence.as_str() {
        json if json == "application/json" || json.ends_with("+json") => "json",
        "application/x-ndjson" | "application/jsonl" => "jsonl",
        "application/cbor" => "cbor",
        "application/msgpack" | "application/x-msgpack" | "application/vnd.msgpack" => "msgpack",
        "application/xml" | "text/xml" => "xml",
        text if text.starts_with("text/") => "txt",
        _ => "bin",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::CanonEventType;
    use proptest::prelude::*;

    fn event(kind: &str, title: &str) -> CanonEvent {
        serde_json::from_value(serde_json::json!({"type": kind, "title": title})).unwrap()
    }

    fn name(canon_event: Option<&CanonEvent>, content_type: &str) -> String {
        export_name(Tick::new(1200).unwrap(), Day::new(7).unwrap(), canon_event, content_type)
    }

    #[test]
    fn follows_the_contract() {
        assert_eq!(name(None, "application/json"), "1200.snapshot.json.gz");
        let death = event("death", "Old Tom's  last Day!");
        assert_eq!(
            name(Some(&death), "application/json"),
            "canonical/death_old-tom-s-last-day_day7.snapshot.json.gz"
        );
        assert_eq!(name(None, "Application/CBOR; x=y"), "1200.snapshot.cbor.gz");
        assert_eq!(name(None, "application/octet-stream"), "1200.snapshot.bin.gz");
        assert_eq!(
            name(Some(&event("a.b:c", "祭り")), "application/json"),
            "canonical/a_b_c_event_day7.snapshot.json.gz"
        );
    }

    #[test]
    fn further_ones_are_numbered_before_the_first_dot() {
        assert_eq!(disambiguate("5.snapshot.json.gz", 1), "5.snapshot.json.gz");
        assert_eq!(
            disambiguate("canonical/a_b_day1.snapshot.json.gz", 3),
            "canonical/a_b_day1_3.snapshot.json.gz"
        );
    }

    proptest! {
        #[test]
        fn no_title_leaves_the_folder(title in ".{0,200}", kind in "[a-z][a-z0-9_:.-]{0,63}") {
            let event = CanonEvent {
                kind: CanonEventType::try_from(kind).unwrap(),
                title: match crate::Label::new(title) { Ok(title) => title, Err(_) => return Ok(()) },
                description: None, day: None, importance: None, entities: None,
            };
            let name = name(Some(&event), "application/json");
            let file = name.strip_prefix("canonical/").unwrap();
            prop_assert!(!file.contains(['/', '\\', ':', '\0']) && !file.starts_with('.') && file.len() < 255);
        }
    }
}
