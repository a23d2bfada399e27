//! Documents of all versions, and of none.

mod properties;

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use serde_json::{Value, json};

use super::{DocumentError, Migrations};

#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct World {
    tick: u64,
    name: String,
}

fn world() -> World {
    World { tick: 7, name: "Ada's".to_owned() }
}

/// Version 1 had `time`, version 2 has `tick`, and version 3 has a `name` too.
fn migrations() -> Migrations {
    Migrations::new("village", 3)
        .step(1, |mut value| {
            let time =
                value.as_object_mut().and_then(|world| world.remove("time")).ok_or("it has no time")?;
            value["tick"] = time;
            Ok::<_, &str>(value)
        })
        .step(2, |mut value| {
            value["name"] = "Ada's".into();
            Ok::<_, DocumentError>(value)
        })
}

fn load(document: &str) -> Result<World, DocumentError> {
    migrations().load(document.as_bytes())
}

#[test]
fn every_version_is_loaded_step_by_step() {
    for document in [
        r#"{"$schema":"village","$version":3,"tick":7,"name":"Ada's"}"#,
        r#"{"$schema":"village","$version":2,"tick":7}"#,
        r#"{"$schema":"village","$version":1,"time":7}"#,
        " {\n \"time\" : 7 , \"$version\":1,\t\"$schema\" : \"vill\\u0061ge\" } \n",
    ] {
        assert_eq!(load(document).unwrap(), world(), "{document}");
    }
}

#[test]
fn a_world_is_written_as_serde_writes_it_after_the_envelope() {
    let document = migrations().save(&world()).unwrap();
    assert_eq!(document, r#"{"$schema":"village","$version":3,"tick":7,"name":"Ada's"}"#);
    assert_eq!(migrations().load::<World>(&document).unwrap(), world());
    let quoted = Migrations::new("my \"game\"", 0).save(&json!({})).unwrap();
    assert_eq!(quoted, r#"{"$schema":"my \"game\"","$version":0}"#);
}

#[test]
fn a_world_that_is_no_object_is_wrapped() {
    for value in [json!([1, 2]), json!("text"), json!(null), json!(7), json!([])] {
        let document = migrations().save(&value).unwrap();
        let expected = format!(r#"{{"$schema":"village","$version":3,"$value":{value}}}"#);
        assert_eq!(document, expected);
        assert_eq!(migrations().load::<Value>(&document).unwrap(), value);
    }
    let old = br#"{"$value":[1],"$version":0,"$schema":"list"}"#;
    let list = Migrations::new("list", 1).step(0, |value| Ok::<_, DocumentError>(json!([value, 2])));
    assert_eq!(list.load::<Value>(old).unwrap(), json!([[1], 2]), "its step gets what was wrapped");
}

#[test]
fn a_world_with_raw_parts_keeps_them_as_they_are() {
    let raw: Box<RawValue> =
        serde_json::from_str("{ \"big\": 123456789012345678901234567890, \"a\" : 1.0 }").unwrap();
    let document = migrations().save(&raw).unwrap();
    let expected = r#"{"$schema":"village","$version":3, "big": 123456789012345678901234567890, "a" : 1.0 }"#;
    assert_eq!(document, expected);
    let empty: Box<RawValue> = serde_json::from_str("{ }").unwrap();
    assert_eq!(migrations().save(&empty).unwrap(), r#"{"$schema":"village","$version":3 }"#);
}

#[test]
fn the_names_of_the_envelope_are_taken_in_the_root_alone() {
    for (world, taken) in [
        (r#"{"a":1,"$version":2}"#, "$version"),
        (r#"{"$schema":2}"#, "$schema"),
        (r#"{"\u0024value":2}"#, "$value"),
    ] {
        let raw: Box<RawValue> = serde_json::from_str(world).unwrap();
        let refused = migrations().save(&raw).unwrap_err();
        assert!(matches!(refused, DocumentError::Reserved { member } if member == taken), "{refused:?}");
    }
    let below = json!({"a": {"$version": 1, "$schema": "x"}, "$other": "$value", "text": "\"$version\""});
    let document = migrations().save(&below).unwrap();
    assert_eq!(migrations().load::<Value>(&document).unwrap(), below);
}

#[test]
fn what_is_no_json_is_told_to_be_none() {
    for document in ["", "{", "garbage", "{} {}", "[1", "{\"a\":}", "\u{feff}{}"] {
        assert!(matches!(load(document), Err(DocumentError::NotJson(_))), "{document:?}");
    }
    assert!(matches!(migrations().load::<World>(b"{\"a\":\"\xff\"}"), Err(DocumentError::NotJson(_))));
}

#[test]
fn a_document_without_an_envelope_is_refused_and_not_guessed() {
    for (document, lacks) in [
        ("{}", "$version"),
        (r#"{"tick":7,"name":"Ada's"}"#, "$version"),
        (r#"{"$schema":"village","tick":7,"name":"Ada's"}"#, "$version"),
        (r#"{"$version":3,"tick":7,"name":"Ada's"}"#, "$schema"),
        ("[]", "$version"),
        ("7", "$version"),
    ] {
        let refused = load(document).unwrap_err();
        assert!(matches!(refused, DocumentError::NoEnvelope { missing } if missing == lacks), "{refused:?}");
    }
}

#[test]
fn an_envelope_that_makes_no_sense_is_refused() {
    for envelope in [
        r#""$schema":7,"$version":3"#,
        r#""$schema":null,"$version":3"#,
        r#""$schema":"village","$version":"3""#,
        r#""$schema":"village","$version":3.0"#,
        r#""$schema":"village","$version":-1"#,
        r#""$schema":"village","$version":18446744073709551616"#,
        r#""$schema":"village","$version":null"#,
        r#""$schema":"village","$version":3,"$version":3"#,
        r#""$schema":"village","$version":3,"$value":7"#,
    ] {
        let refused = load(&format!("{{{envelope},\"tick\":7,\"name\":\"Ada's\"}}")).unwrap_err();
        assert!(matches!(refused, DocumentError::BadEnvelope { .. }), "{envelope}: {refused:?}");
    }
}

#[test]
fn documents_from_before_envelopes_are_of_the_version_that_the_game_says() {
    let migrations = migrations().unversioned_is(1);
    for document in [r#"{"time":7}"#, r#"{"$schema":"village","time":7}"#] {
        assert_eq!(migrations.load::<World>(document.as_bytes()).unwrap(), world());
    }
    let foreign = migrations.load::<World>(br#"{"$schema":"https://json-schema.org/x","time":7}"#);
    assert!(matches!(foreign, Err(DocumentError::Foreign { .. })), "{foreign:?}");
    let half = migrations.load::<World>(br#"{"$version":1,"time":7}"#);
    assert!(matches!(half, Err(DocumentError::NoEnvelope { missing: "$schema" })), "{half:?}");
    let list = Migrations::new("list", 1).unversioned_is(1);
    assert_eq!(list.load::<Value>(b" [1, 2] ").unwrap(), json!([1, 2]));
    assert_eq!(list.load::<Value>(br#"{"$value": 1, "a": 2}"#).unwrap(), json!({"$value": 1, "a": 2}));
}

#[test]
fn each_way_to_be_of_the_wrong_version_is_told() {
    let said = |document: &str| load(document).unwrap_err().to_string();
    assert_eq!(said(r#"{"$schema":"city","$version":1}"#), r#"the document is a "city", not a "village""#);
    assert_eq!(
        said(r#"{"$schema":"village","$version":4}"#),
        "the document is of version 4, and this game knows versions up to 3; update the game"
    );
    assert_eq!(
        said(r#"{"$schema":"village","$version":0}"#),
        "the game has no step from version 0 to 1, so it cannot load documents this old"
    );
    assert_eq!(
        said(r#"{"$schema":"village","$version":1,"tick":7}"#),
        "the step from version 1 to 2 failed: it has no time"
    );
    assert!(
        said(r#"{"$schema":"village","$version":3}"#).contains("says that it is of version 3, but is not")
    );
    assert!(said(r#"{"$schema":"village","$version":2,"tick":"x"}"#).contains("version 3, but is not"));
}

#[test]
fn a_missing_step_is_found_before_any_is_taken() {
    let gap = Migrations::new("village", 4)
        .step(1, |_| Err::<Value, _>("a step was taken"))
        .step(3, |_| Err::<Value, _>("a step was taken"));
    let refused = gap.load::<World>(br#"{"$schema":"village","$version":1}"#).unwrap_err();
    assert!(matches!(refused, DocumentError::MissingStep { from: 2 }), "{refused:?}");
}

#[test]
#[should_panic(expected = "two steps from version 1")]
fn two_steps_from_one_version_are_a_slip_of_the_pen() {
    let step = Ok::<_, DocumentError>;
    let _ = Migrations::new("village", 2).step(1, step).step(1, step);
}

#[test]
#[should_panic(expected = "leads beyond the current version 2")]
fn a_step_from_the_current_version_is_a_slip_of_the_pen() {
    let _ = Migrations::new("village", 2).step(2, Ok::<_, DocumentError>);
}

#[test]
fn a_document_that_is_too_deep_is_an_error() {
    for version in [2, 3] {
        let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
        let document = format!(r#"{{"$schema":"village","$version":{version},"$value":{deep}}}"#);
        let refused = migrations().load::<Value>(document.as_bytes()).unwrap_err();
        assert!(refused.to_string().contains("recursion limit"), "{refused}");
    }
}

#[test]
fn a_game_whose_root_is_an_enum_needs_no_wrapping() {
    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    enum Save {
        Village { tick: u64 },
        Empty,
    }
    let migrations = Migrations::new("saves", 1);
    for save in [Save::Village { tick: 7 }, Save::Empty] {
        let document = migrations.save(&save).unwrap();
        assert_eq!(migrations.load::<Save>(&document).unwrap(), save);
    }
}
