//! Bodies that are JSON of the right shape with one member that is wrong.

use serde_json::{Value, json};

use super::rows::{Kind, ROWS, Row};
use super::world::{Case, MALFORMED, TOO_LARGE, World};
use crate::support::Request;

/// A body as the good one of a row, but for the text of one member.
fn with(row: &Row, member: &str, text: &str) -> Request {
    let mut good: serde_json::Map<String, Value> = serde_json::from_str(row.body).unwrap();
    good.remove(member);
    let mut body = format!("{{\"{member}\":{text}");
    for (name, value) in good {
        body.push_str(&format!(",\"{name}\":{value}"));
    }
    Request::new(row.method.parse().unwrap(), row.path()).text("application/json", body + "}")
}

/// Texts that are wrong for a kind of member.
fn wrong(kind: Kind) -> Vec<String> {
    let texts = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>();
    let any = ["[]", "[1]", "{}", "\"\\ud800\""];
    let mut wrong = texts(if kind == Kind::Config || kind == Kind::Decay { &any[1..2] } else { &any });
    let string = |length: usize| format!("\"{}\"", "x".repeat(length));
    wrong.extend(match kind {
        Kind::Tick | Kind::Day => texts(&[
            "-1",
            "-0.0",
            "1.5",
            "1.0",
            "1e3",
            "1E0",
            "9007199254740992",
            "18446744073709551616",
            "1e400",
            "\"5\"",
            "\"\"",
            "true",
        ]),
        Kind::Flag => texts(&["0", "1", "\"true\"", "\"\""]),
        Kind::Id => {
            let mut bad = texts(&[
                "\"\"",
                "\"a/b\"",
                "\"../x\"",
                "\"a\\u0000\"",
                "\"é\"",
                "\"a b\"",
                "1",
                "true",
                "\"a\\n\"",
                "\"%2e\"",
            ]);
            bad.extend([string(129), string(200), string(1_000_000)]);
            bad
        }
        Kind::Name | Kind::Label | Kind::Description => {
            let mut bad =
                texts(&["1", "true", "\"a\\u0000b\"", "\"\\u001b[31m\"", "\"\\u007f\"", "\"\\u0085\""]);
            bad.extend([string(4001), string(1_000_000)]);
            bad.extend((kind == Kind::Name).then(|| "\"\"".to_owned()));
            bad
        }
        Kind::Config => {
            let mut bad = texts(&["[]", "\"{}\"", "1", "true"]);
            bad.push(format!("{{\"a\":{}{}}}", "[".repeat(64), "]".repeat(64)));
            bad
        }
        Kind::Policy | Kind::Role | Kind::Type | Kind::Conflict => {
            texts(&["\"\"", "\"OPEN\"", "\"owner\"", "1", "true", "\"open \""])
        }
        Kind::Checksum => {
            let mut bad = texts(&["\"\"", "\"sha256:\"", "1", "\"md5:00\""]);
            bad.push(format!("\"sha256:{}\"", "0".repeat(63)));
            bad.push(format!("\"sha256:{}\"", "g".repeat(64)));
            bad.push(format!("\"{}\"", "0".repeat(64)));
            bad.push(format!("\"sha256:{}\"", "0".repeat(65)));
            bad
        }
        Kind::Entity => {
            let mut bad = texts(&["\"\"", "1", "true", "\"a\\u0000\"", "\"a\\n\"", "\"\\u007f\""]);
            bad.extend([string(201), string(100_000)]);
            bad
        }
        Kind::Place => texts(&[
            "1",
            "\"x\"",
            "true",
            "[1,2]",
            "{\"x\":1}",
            "{\"x\":1,\"y\":\"2\"}",
            "{\"x\":1e400,\"y\":2}",
        ]),
        Kind::Event => events(),
        Kind::Decay => decays(),
        Kind::Limit | Kind::Cursor | Kind::Word | Kind::Text => Vec::new(),
    });
    wrong
}

fn events() -> Vec<String> {
    let event = |more: &str| format!("{{\"type\":\"death\",\"title\":\"t\",{more}}}");
    let entities = |count: usize| event(&format!("\"entities\":{}", json!(vec!["e"; count])));
    let mut bad = vec![
        "\"death\"".to_owned(),
        "1".to_owned(),
        "{\"type\":\"death\"}".to_owned(),
        "{\"title\":\"t\"}".to_owned(),
        "{\"type\":\"Death\",\"title\":\"t\"}".to_owned(),
        "{\"type\":\"\",\"title\":\"t\"}".to_owned(),
        "{\"type\":\"a/../b\",\"title\":\"t\"}".to_owned(),
        "{\"type\":null,\"title\":\"t\"}".to_owned(),
        format!("{{\"type\":\"{}\",\"title\":\"t\"}}", "a".repeat(65)),
        format!("{{\"type\":\"death\",\"title\":\"{}\"}}", "t".repeat(201)),
        "[\"death\",\"t\"]".to_owned(),
        event("\"title\":\"again\""),
        event("\"importance\":101"),
        event("\"importance\":-1"),
        event("\"importance\":50.5"),
        event("\"importance\":\"50\""),
        event("\"day\":-1"),
        event("\"day\":9007199254740992"),
        event("\"entities\":\"tom\""),
        event("\"entities\":[1]"),
        event("\"entities\":[null]"),
        event("\"entities\":[[\"tom\"]]"),
        event(&format!("\"description\":\"{}\"", "d".repeat(4001))),
        entities(1001),
        entities(50_000),
    ];
    bad.push(event(&format!("\"entities\":[\"{}\"]", "e".repeat(201))));
    bad
}

fn decays() -> Vec<String> {
    let bad = [
        "[]",
        "\"never\"",
        "true",
        "{\"decayAfterTicks\":-1}",
        "{\"decayAfterTicks\":1e3}",
        "{\"decayAfterTicks\":\"1\"}",
        "{\"decayAfterTicks\":9007199254740992}",
        "{\"decayAfterTicks\":{\"decayAfterTicks\":1}}",
        "{\"neverDecay\":1}",
        "{\"neverDecay\":\"true\"}",
        "{\"neverDecay\":{}}",
        "{\"preservationReason\":1}",
        "{\"neverDecay\":true,\"neverDecay\":false}",
    ];
    bad.iter().map(|text| (*text).to_owned()).collect()
}

#[tokio::test]
async fn a_member_of_a_wrong_type_or_out_of_bounds_is_malformed() {
    let world = World::start().await;
    let mut cases = Vec::new();
    for row in ROWS.iter().filter(|row| row.takes_json()) {
        for (member, kind) in row.members {
            for text in wrong(*kind) {
                let shown: String = text.chars().take(60).collect();
                let what = format!("{}: {member} = {shown} ({} bytes)", row.name(), text.len());
                cases.push(Case::new(what, with(row, member, &text), MALFORMED));
            }
        }
    }
    world.refuses(cases).await;
}

#[tokio::test]
async fn a_config_that_is_too_large_is_refused_with_the_limit() {
    let world = World::start().await;
    let config = format!("{{\"a\":\"{}\"}}", "x".repeat(64 << 10));
    let takes_config =
        |row: &&Row| row.takes_json() && row.members.iter().any(|(_, kind)| *kind == Kind::Config);
    let cases = ROWS.iter().filter(takes_config).map(|row| {
        Case::new(
            format!("{}: config of 64 KiB and more", row.name()),
            with(row, "config", &config),
            TOO_LARGE,
        )
    });
    world.refuses(cases.collect()).await;
}

#[tokio::test]
async fn a_member_that_is_required_is_neither_null_nor_absent_nor_there_twice() {
    let world = World::start().await;
    let mut cases = Vec::new();
    for row in ROWS.iter().filter(|row| row.takes_json()) {
        let good: serde_json::Map<String, Value> = serde_json::from_str(row.body).unwrap();
        for (member, _) in row.members {
            let Some(value) = good.get(*member) else { continue };
            let twice = format!("{value},\"{member}\":{value}");
            let what = format!("{}: {member} twice", row.name());
            cases.push(Case::new(what, with(row, member, &twice), MALFORMED));
        }
        for member in ["tick", "name", "role", "snapshotTick", "currentTick", "entityId", "sourceUniverseId"]
        {
            if !good.contains_key(member) {
                continue;
            }
            let null = with(row, member, "null");
            cases.push(Case::new(format!("{}: {member} null", row.name()), null, MALFORMED));
            // A change may leave out whatever stays as it is.
            if row.method == "PATCH" {
                continue;
            }
            let mut rest = good.clone();
            rest.remove(member);
            let absent = Request::new(row.method.parse().unwrap(), row.path()).json(&Value::Object(rest));
            cases.push(Case::new(format!("{}: no {member}", row.name()), absent, MALFORMED));
        }
    }
    world.refuses(cases).await;
}
