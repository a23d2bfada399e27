//! Documents: what is in them, and those that are not what they should be.

use std::sync::LazyLock;

use proptest::prelude::*;
use serde_json::{Value, json};

use super::SnapshotError;
use super::document::Checksums;
use crate::config::VillageConfig;
use crate::village::Village;
use crate::{TICKS_PER_DAY, TICKS_PER_HOUR};

fn village(entities: u64, days: u64) -> Village {
    let mut village = Village::found(VillageConfig::of_size("Eschbach", 3, entities)).unwrap();
    village.run(days * TICKS_PER_DAY + 11 * TICKS_PER_HOUR);
    village
}

/// That of a village in which most things have happened.
fn document() -> Value {
    static DOCUMENT: LazyLock<Value> =
        LazyLock::new(|| serde_json::from_slice(&village(60, 30).snapshot()).unwrap());
    DOCUMENT.clone()
}

/// The document's bytes, with checksums that fit.
fn signed(mut document: Value) -> Vec<u8> {
    let raw = |part: &Value| serde_json::value::to_raw_value(part).unwrap();
    let universe = &mut document["universes"][0];
    if let Value::Object(universe) = universe {
        let part = |name: &str| raw(universe.get(name).unwrap_or(&Value::Null));
        let sums = Checksums::of(&part("entities"), &part("worldState"));
        universe.insert("checksums".to_owned(), json!(sums));
    }
    serde_json::to_vec(&document).unwrap()
}

fn refused(change: impl FnOnce(&mut Value)) -> SnapshotError {
    let mut document = document();
    change(&mut document);
    Village::from_snapshot(&signed(document)).unwrap_err()
}

#[test]
fn a_document_has_the_shape_that_games_use() {
    let village = village(60, 1);
    let text = String::from_utf8(village.snapshot()).unwrap();
    let begins = r#"{"header":{"game":"multiverse-village","version":1,"name":"Eschbach","savedAt":42000},"multiverse":{"time":{"tick":"42000"}},"universes":[{"identity":{"name":"Eschbach"},"time":{"universeTick":"42000","day":2,"#;
    assert!(text.starts_with(begins), "{}", &text[..400]);
    assert!(text.ends_with(r#"}}],"passages":[]}"#));
    let document: Value = serde_json::from_str(&text).unwrap();
    let universe = &document["universes"][0];
    let entity = &universe["entities"][0];
    assert!(entity["id"].as_str().unwrap().starts_with("person:"));
    assert_eq!(entity["components"][1]["type"], "position");
    assert!(entity["components"][1]["data"]["x"].is_i64());
    assert!(universe["worldState"]["weather"]["sky"].is_string());
    // Who parses and prints it changes nothing: no floats, no integer beyond 2^53.
    assert!(!text.contains("e+") && numbers(&document).all(|number| number.abs() < 1 << 53));
}

fn numbers(value: &Value) -> Box<dyn Iterator<Item = i64> + '_> {
    match value {
        Value::Number(number) => Box::new(std::iter::once(number.as_i64().expect("no floats"))),
        Value::Array(list) => Box::new(list.iter().flat_map(numbers)),
        Value::Object(members) => Box::new(members.values().flat_map(numbers)),
        _ => Box::new(std::iter::empty()),
    }
}

#[test]
fn what_follows_from_the_document_is_as_it_was_where_it_was_written() {
    for days in [0, 1, 12, 40] {
        let village = village(400, days);
        let read = Village::from_snapshot(&village.snapshot()).unwrap();
        assert_eq!(read.people, village.people);
        assert_eq!(read.plants, village.plants);
        assert_eq!(read.buildings, village.buildings);
        assert_eq!(read.world, village.world);
    }
}

#[test]
fn the_order_of_members_and_white_space_do_not_matter_to_the_reader() {
    let village = village(60, 3);
    let document: Value = serde_json::from_slice(&village.snapshot()).unwrap();
    let read = Village::from_snapshot(&signed(document)).unwrap();
    assert_eq!(read.snapshot(), village.snapshot());
}

#[test]
fn damage_is_told_from_what_was_never_a_save() {
    let bytes = village(60, 1).snapshot();
    let damaged = |from: &str, to: &str| {
        let text = String::from_utf8(bytes.clone()).unwrap();
        assert!(text.contains(from), "{from}");
        Village::from_snapshot(text.replacen(from, to, 1).as_bytes()).unwrap_err()
    };
    let parts = [("\"hunger\":{\"value\":", "entities"), ("\"moisture\":{\"value\":", "worldState")];
    for (member, name) in parts {
        let error = damaged(member, &format!("{member}1"));
        assert!(matches!(error, SnapshotError::Damaged { part } if part == name), "{error}");
    }
    let error = damaged("multiverse-village", "another-game");
    assert!(matches!(error, SnapshotError::OtherGame { .. }), "{error}");
    let error = damaged("\"version\":1", "\"version\":2");
    assert!(matches!(error, SnapshotError::OtherVersion { found: 2, known: 1 }), "{error}");
    for nothing in [&b""[..], b"{}", b"[]", b"\xff\xff", &bytes[..bytes.len() - 1], &[b'['; 5_000]] {
        assert!(matches!(Village::from_snapshot(nothing), Err(SnapshotError::NotASave(_))));
    }
}

#[test]
fn what_cannot_be_is_refused_with_its_place() {
    type Change = fn(&mut Value);
    let cases: [(&str, Change); 14] = [
        ("person:", |d| component(d, 0, "activity")["until"] = json!(3)),
        ("person:", |d| component(d, 0, "needs")["hunger"]["value"] = json!(1_001)),
        ("person:", |d| component(d, 0, "needs")["hunger"]["since"] = json!(1i64 << 50)),
        ("person:", |d| component(d, 0, "identity")["name"] = json!("a\nb")),
        ("person:", |d| component(d, 0, "livelihood")["home"] = json!("building:99")),
        ("person:", |d| component(d, 0, "position")["x"] = json!(-1)),
        ("unknown variant", |d| component(d, 0, "activity")["doing"] = json!("flying")),
        ("skills is missing", |d| {
            d["universes"][0]["entities"][0]["components"].as_array_mut().unwrap().truncate(8);
        }),
        ("twice", |d| {
            let entities = d["universes"][0]["entities"].as_array_mut().unwrap();
            entities.insert(0, entities[0].clone());
        }),
        ("order of ids", |d| d["universes"][0]["entities"].as_array_mut().unwrap().reverse()),
        ("next id", |d| d["universes"][0]["worldState"]["serials"]["plant"] = json!(1)),
        ("do not show the same", |d| d["universes"][0]["time"]["universeTick"] = json!("1")),
        ("names another village", |d| d["header"]["name"] = json!("Lindau")),
        ("unknown field", |d| d["universes"][0]["worldState"]["mana"] = json!(1)),
    ];
    for (expected, change) in cases {
        let error = refused(change).to_string();
        assert!(error.contains(expected), "{error}");
        assert!(error.ends_with("; load another"), "{error}");
    }
}

fn component<'a>(document: &'a mut Value, entity: usize, kind: &str) -> &'a mut Value {
    let components = document["universes"][0]["entities"][entity]["components"].as_array_mut().unwrap();
    let component = components.iter_mut().find(|component| component["type"] == kind).unwrap();
    &mut component["data"]
}

/// One change to a value somewhere in a document.
#[derive(Debug, Clone)]
enum Edit {
    Number(i64),
    Nudge(i64),
    Text(String),
    Null,
    Remove,
    Repeat,
}

fn edits() -> impl Strategy<Value = Edit> {
    // The values at which checks and sums could go wrong.
    let edges =
        [0, -1, 1, 1_000, 1_001, i64::MAX, i64::MIN, (1 << 53) - 1, 1 << 53, -(1 << 53), 1 << 40, 1 << 31];
    prop_oneof![
        4 => prop::sample::select(edges.to_vec()).prop_map(Edit::Number),
        4 => (-40_000i64..40_000).prop_map(Edit::Nudge),
        2 => prop::sample::select(vec!["", "person:00000000-1", "plant:1", "building:1", "fish", "ripe", "ruin", "x\u{0}", "ffffffffffffffff"])
            .prop_map(|text| Edit::Text(text.to_owned())),
        1 => Just(Edit::Null),
        2 => Just(Edit::Remove),
        2 => Just(Edit::Repeat),
    ]
}

/// Walks down by the draws, and edits what is there.
fn edit(value: &mut Value, draws: &[usize], edit_: &Edit) {
    let Some((draw, rest)) = draws.split_first() else { return change(value, edit_) };
    match value {
        Value::Array(list) if !list.is_empty() => {
            let at = draw % list.len();
            match edit_ {
                Edit::Remove if rest.is_empty() => drop(list.remove(at)),
                Edit::Repeat if rest.is_empty() => list.push(list[at].clone()),
                _ => edit(&mut list[at], rest, edit_),
            }
        }
        Value::Object(members) if !members.is_empty() => {
            let at = draw % members.len();
            let child = members.values_mut().nth(at).expect("within the length");
            edit(child, rest, edit_);
        }
        leaf => change(leaf, edit_),
    }
}

fn change(value: &mut Value, edit: &Edit) {
    match (edit, &*value) {
        (Edit::Number(number), _) => *value = json!(number),
        (Edit::Nudge(by), Value::Number(number)) => {
            *value = json!(number.as_i64().unwrap_or_default().saturating_add(*by));
        }
        (Edit::Text(text), _) => *value = json!(text),
        (Edit::Null, _) => *value = Value::Null,
        _ => {}
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    /// Signed anew, so that it is the contents that are judged: they are refused, or make a village that lives on and
    /// whose own saves are read again.
    #[test]
    fn an_edited_document_is_refused_or_is_a_village(
        many in prop::collection::vec((prop::collection::vec(any::<usize>(), 2..8), edits()), 1..4),
    ) {
        let mut document = document();
        for (draws, one) in &many {
            edit(&mut document["universes"][0], draws, one);
        }
        if let Ok(mut village) = Village::from_snapshot(&signed(document)) {
            village.run(3 * TICKS_PER_DAY);
            let save = village.snapshot();
            let again = Village::from_snapshot(&save);
            prop_assert!(again.is_ok(), "{}", again.unwrap_err());
        }
    }

    #[test]
    fn damaged_bytes_are_refused(at in any::<prop::sample::Index>(), byte in any::<u8>(), cut in any::<bool>()) {
        let mut bytes = village(12, 1).snapshot();
        let at = at.index(bytes.len());
        prop_assume!(bytes[at] != byte);
        if cut { bytes.truncate(at) } else { bytes[at] = byte }
        prop_assert!(Village::from_snapshot(&bytes).is_err());
    }
}
