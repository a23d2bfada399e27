//! What holds for any world.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::super::{DocumentError, Migrations};

const CURRENT: u64 = 6;

/// Any JSON, with names that come near those of the envelope.
fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        ".{0,12}".prop_map(Value::from),
        "[$\"\\\\]{0,2}(schema|version|value)".prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 40, 6, |inner| {
        let name = prop_oneof![".{0,6}", "[$\"]?(schema|version|value)"];
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            prop::collection::btree_map(name, inner, 0..6).prop_map(|map| map.into_iter().collect()),
        ]
    })
}

fn has_reserved(value: &Value) -> bool {
    ["$schema", "$version", "$value"].into_iter().any(|name| value.get(name).is_some())
}

/// What step `from` does is one of a few things, of which none undoes or commutes with another.
fn step(kind: u8, from: u64, value: Value) -> Value {
    match kind {
        0 => json!([value, from]),
        1 => json!({ "was": value }),
        2 => Value::from(value.to_string()),
        _ => json!({ "step": from, "size": value.to_string().len(), "of": value }),
    }
}

fn migrations(kinds: &[u8]) -> Migrations {
    let mut migrations = Migrations::new("any", CURRENT);
    for (from, kind) in (0..).zip(kinds.to_vec()) {
        migrations = migrations.step(from, move |value| Ok::<_, DocumentError>(step(kind, from, value)));
    }
    migrations
}

proptest! {
    #[test]
    fn a_world_comes_back_as_it_was_and_its_text_is_serdes_own(world in any_json()) {
        let migrations = Migrations::new("any", CURRENT);
        let saved = migrations.save(&world);
        if has_reserved(&world) {
            let refused = matches!(saved, Err(DocumentError::Reserved { .. }));
            prop_assert!(refused, "{:?}", saved);
            return Ok(());
        }
        let document = saved.unwrap();
        let text = world.to_string();
        let own = text.strip_prefix('{').unwrap_or(&text);
        let own = if world.is_object() { own.to_owned() } else { format!("{own}}}") };
        prop_assert!(document.ends_with(own.as_bytes()));
        let envelope = br#"{"$schema":"any","$version":6"#;
        prop_assert!(document.starts_with(envelope));
        prop_assert_eq!(migrations.load::<Value>(&document).unwrap(), world);
    }

    #[test]
    fn steps_taken_at_once_are_those_taken_one_by_one(
        kinds in prop::collection::vec(0_u8..4, 6),
        world in any_json(),
        mut stops in prop::collection::vec(0..=CURRENT, 3),
    ) {
        stops.sort_unstable();
        let (from, between, to) = (stops[0], stops[1], stops[2]);
        let migrations = migrations(&kinds);
        let at_once = migrations.migrate(world.clone(), from, to).unwrap();
        let half = migrations.migrate(world.clone(), from, between).unwrap();
        prop_assert_eq!(&migrations.migrate(half, between, to).unwrap(), &at_once);
        let mut single = world;
        for from in from..to {
            single = migrations.migrate(single, from, from + 1).unwrap();
        }
        prop_assert_eq!(single, at_once);
    }

    #[test]
    fn an_old_document_is_loaded_as_its_steps_make_it(
        kinds in prop::collection::vec(0_u8..4, 6),
        world in any_json().prop_filter("free of the envelope's names", |world| !has_reserved(world)),
        version in 0..=CURRENT,
    ) {
        let document = Migrations::new("any", version).save(&world).unwrap();
        let migrations = migrations(&kinds);
        let expected = migrations.migrate(world, version, CURRENT).unwrap();
        prop_assert_eq!(migrations.load::<Value>(&document).unwrap(), expected);
    }

    #[test]
    fn any_bytes_are_an_error_or_a_world(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = migrations(&[0; 6]).unversioned_is(0).load::<Value>(&bytes);
    }
}
