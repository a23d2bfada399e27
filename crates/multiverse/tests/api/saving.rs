//! Saving: what an entry shows, repeats, the rules of types, names of files.

use serde_json::{Value, json};

use crate::support::{CANON_EVENT, Client, ENTRY, Request, Server, is_shaped};

const POST: &str = "/api/universe/universe:v/snapshot";

async fn ada(server: &Server) -> Client {
    let ada = server.player("ada").await;
    ada.creates("universe:v").await;
    ada
}

#[tokio::test]
async fn an_entry_shows_what_it_was_saved_with() {
    let server = Server::start().await;
    let ada = ada(&server).await;
    let saved = ada.post(POST, json!({"snapshot": {"a": 1}, "tick": 1200})).await.expect(201);
    is_shaped(&saved, "success:bool entry:object");
    let entry = &saved["entry"];
    is_shaped(entry, ENTRY);
    assert!(entry["storedSize"].as_u64().unwrap() > 0);
    let expected = json!({"id": entry["id"], "universeId": "universe:v", "tick": 1200, "day": 0,
        "timestamp": entry["timestamp"], "type": "auto", "fileSize": 7, "storedSize": entry["storedSize"],
        "checksum": "sha256:015abd7f5cc57a2dd94b7590f04ad8084273905ee33ec5cebeae62276a97f862",
        "filename": "1200.snapshot.json.gz", "contentType": "application/json",
        "decayPolicy": {"decayAfterTicks": 1_728_000}, "title": "Tick 1200", "canFork": true, "hasSnapshot": true});
    assert_eq!(*entry, expected);
    let body = json!({"snapshot": 2, "tick": 1300, "day": 4, "type": "manual", "label": "Vor dem Sturm 😀",
        "decayPolicy": {"decayAfterTicks": 5, "preservationReason": "x"}});
    let next = ada.post(POST, body).await.expect(201)["entry"].clone();
    is_shaped(&next, ENTRY);
    assert_eq!(next["parent"], entry["checksum"]);
    assert_eq!(
        (&next["day"], &next["type"], &next["title"]),
        (&json!(4), &json!("manual"), &json!("Vor dem Sturm 😀"))
    );
    assert_eq!(next["decayPolicy"], json!({"decayAfterTicks": 5, "preservationReason": "x"}));
    let universe = ada.get("/api/universe/universe:v").await.expect(200)["universe"].clone();
    let head = json!({"id": next["id"], "tick": 1300, "checksum": next["checksum"]});
    assert_eq!((&universe["head"], &universe["lastSnapshotAt"]), (&head, &next["timestamp"]));
}

#[tokio::test]
async fn both_ways_of_upload_say_the_same_of_an_entry() {
    let server = Server::start().await;
    let ada = ada(&server).await;
    let event = json!({"type": "deity_emergence", "title": "祭り 😀 é", "description": "d", "day": 9,
        "importance": 100, "entities": ["tom", "Ü"]});
    let policy = json!({"neverDecay": true, "preservationReason": "Größe"});
    let body = json!({"snapshot": 1, "tick": 1, "type": "canonical", "label": "l é", "canonEvent": event, "decayPolicy": policy});
    let posted = ada.post(POST, body).await.expect(201)["entry"].clone();
    is_shaped(&posted["canonEvent"], CANON_EVENT);
    assert_eq!((&posted["canonEvent"], &posted["decayPolicy"], &posted["day"]), (&event, &policy, &json!(9)));
    let meta = ascii(&json!({"canonEvent": event, "decayPolicy": policy}));
    let put = Request::put(format!("{POST}/2?type=canonical&label=l%20%C3%A9&day=9"));
    let put = put.header("snapshot-meta", meta).text("application/json", "1");
    let put = ada.send(put).await.expect(201)["entry"].clone();
    for member in ["canonEvent", "decayPolicy", "day", "type", "label", "title", "checksum", "contentType"] {
        assert_eq!(put[member], posted[member], "{member}");
    }
    let raw = Request::get(format!("{POST}/2")).header("accept", "application/vnd.multiverse.snapshot");
    let reply = ada.send(raw).await;
    let shown = reply.header("snapshot-meta").expect("it is ASCII");
    assert_eq!(serde_json::from_str::<Value>(shown).unwrap(), put);
}

/// JSON with escapes for all outside of ASCII, as browsers have to send it.
fn ascii(value: &Value) -> String {
    let escape = |unit: u16| match u8::try_from(unit) {
        Ok(byte) if byte.is_ascii() => char::from(byte).to_string(),
        _ => format!("\\u{unit:04x}"),
    };
    value.to_string().encode_utf16().map(escape).collect()
}

#[tokio::test]
async fn the_same_save_again_gets_the_entry_that_stands() {
    let server = Server::start().await;
    let ada = ada(&server).await;
    let body = json!({"snapshot": {"a": 1}, "tick": 1});
    let first = ada.post(POST, body.clone()).await.expect(201);
    assert_eq!(ada.post(POST, body).await.expect(200), first);
    let put = Request::put(format!("{POST}/1")).text("application/json", "{\"a\":1}");
    assert_eq!(ada.send(put).await.expect(200), first);
    let manual = json!({"snapshot": {"a": 1}, "tick": 1, "type": "manual"});
    let manual = ada.post(POST, manual).await.expect(201)["entry"].clone();
    assert_ne!(manual["id"], first["entry"]["id"], "another type is another entry");
    assert_eq!(manual["storedSize"], 0, "its content was there");
    let other = ada.post(POST, json!({"snapshot": {"a": 2}, "tick": 1})).await.expect(201)["entry"].clone();
    let newest = ada.get(format!("{POST}/1")).await.expect(200);
    assert_eq!((&newest["entry"], &newest["snapshot"]), (&other, &json!({"a": 2})));
    let list = ada.get("/api/universe/universe:v/snapshots").await.expect(200);
    let ids: Vec<_> = list["snapshots"].as_array().unwrap().iter().map(|entry| &entry["id"]).collect();
    assert_eq!(ids, [&first["entry"]["id"], &manual["id"], &other["id"]], "none was replaced");
}

#[tokio::test]
async fn a_type_and_a_canon_event_must_fit_together() {
    let server = Server::start().await;
    let ada = ada(&server).await;
    let event = json!({"type": "birth", "title": "Tom"});
    ada.post(POST, json!({"snapshot": 1, "tick": 1, "type": "canonical"})).await.refused(422, "rule");
    ada.send(Request::put(format!("{POST}/1?type=canonical")).text("x/y", "1")).await.refused(422, "rule");
    for kind in ["auto", "manual"] {
        let body = json!({"snapshot": 1, "tick": 1, "type": kind, "canonEvent": event});
        ada.post(POST, body).await.refused(422, "rule");
    }
    let entry =
        ada.post(POST, json!({"snapshot": 1, "tick": 1, "canonEvent": event})).await.expect(201)["entry"]
            .clone();
    assert_eq!(entry["type"], "canonical");
    assert_eq!(entry["decayPolicy"], json!({"neverDecay": true}));
    for bad in [
        json!({"type": "Birth", "title": "x"}),
        json!({"type": "", "title": "x"}),
        json!({"type": "1st", "title": "x"}),
        json!({"type": "birth"}),
        json!({"type": "birth", "title": "x", "importance": 101}),
        json!({"type": "x".repeat(65), "title": "x"}),
    ] {
        let body = json!({"snapshot": 1, "tick": 2, "type": "canonical", "canonEvent": bad});
        let status = ada.post(POST, body).await.problem().0;
        assert!([400, 422].contains(&status), "{status} {bad}");
    }
    let body = json!({"snapshot": 1, "tick": 2, "canonEvent": {"type": "our-game:first.x_1", "title": "x"}});
    ada.post(POST, body).await.expect(201);
}

#[tokio::test]
async fn what_is_wrong_with_a_save_is_refused() {
    let server = Server::start().await;
    let ada = ada(&server).await;
    for bad in [
        json!({"snapshot": 1}),
        json!({"tick": 1}),
        json!({"snapshot": 1, "tick": -1}),
        json!({"snapshot": 1, "tick": 1.5}),
        json!({"snapshot": 1, "tick": "1"}),
        json!({"snapshot": 1, "tick": 9_007_199_254_740_992_u64}),
        json!({"snapshot": 1, "tick": 1, "type": "quick"}),
        json!({"snapshot": 1, "tick": 1, "parent": "sha256:1"}),
        json!({"snapshot": 1, "tick": 1, "onConflict": "merge"}),
        json!({"compressedSnapshot": "x", "tick": 1}),
        json!({"snapshot": 1, "compressedSnapshot": "x", "tick": 1}),
        json!([]),
    ] {
        ada.post(POST, bad.clone()).await.refused(400, "malformed");
    }
    for (name, body) in [
        ("gzip", json!({"compressedSnapshot": "x", "tick": 1})),
        ("gzip-base64", json!({"compressedSnapshot": "!", "tick": 1})),
        ("gzip-base64", json!({"compressedSnapshot": "AAAA", "tick": 1})),
        ("gzip-base64", json!({"snapshot": 1, "tick": 1})),
    ] {
        ada.send(Request::post(POST).header("x-snapshot-compressed", name).json(&body))
            .await
            .refused(400, "malformed");
    }
    for tick in ["-1", "1.5", "+1", "0x1", "1e3", "9007199254740992", "%201", "latest1"] {
        ada.send(Request::put(format!("{POST}/{tick}")).text("x/y", "1")).await.refused(400, "malformed");
        ada.get(format!("{POST}/{tick}")).await.refused(400, "malformed");
    }
    for (name, value) in
        [("snapshot-meta", "{"), ("snapshot-meta", "é"), ("if-match", "sha256:x"), ("content-type", "x")]
    {
        let put = Request::put(format!("{POST}/1")).header(name, value).bytes("1");
        ada.send(put).await.refused(400, "malformed");
    }
    ada.send(Request::post(POST).text("text/plain", "{}")).await.refused(415, "unsupported-media-type");
    assert_eq!(ada.get("/api/universe/universe:v").await.expect(200)["universe"]["snapshotCount"], 0);
    let last = json!({"snapshot": 1, "tick": 9_007_199_254_740_991_u64});
    ada.post(POST, last).await.expect(201);
    ada.get(format!("{POST}/9007199254740991")).await.expect(200);
}

#[tokio::test]
async fn files_are_named_by_what_they_are_and_numbered_where_they_meet() {
    let server = Server::start().await;
    let ada = ada(&server).await;
    let death = json!({"type": "death", "title": "Old Tom's  last Day!", "day": 7});
    let festival = json!({"type": "our:x.y", "title": "祭り"});
    for (n, (tick, event, expected)) in [
        (5, Value::Null, "5.snapshot.json.gz"),
        (5, Value::Null, "5_2.snapshot.json.gz"),
        (5, Value::Null, "5_3.snapshot.json.gz"),
        (6, death.clone(), "canonical/death_old-tom-s-last-day_day7.snapshot.json.gz"),
        (7, death, "canonical/death_old-tom-s-last-day_day7_2.snapshot.json.gz"),
        (8, festival, "canonical/our_x_y_event_day0.snapshot.json.gz"),
    ]
    .into_iter()
    .enumerate()
    {
        let mut body = json!({"snapshot": n, "tick": tick});
        if !event.is_null() {
            body["canonEvent"] = event;
        }
        assert_eq!(ada.post(POST, body).await.expect(201)["entry"]["filename"], expected);
    }
    let cbor = Request::put(format!("{POST}/5")).text("application/cbor", "x");
    assert_eq!(ada.send(cbor).await.expect(201)["entry"]["filename"], "5.snapshot.cbor.gz");
}
