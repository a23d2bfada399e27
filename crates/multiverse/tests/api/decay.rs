//! Decay: what ages out, and what never does.

use serde_json::{Value, json};

use crate::support::{Client, Request, Server, is_shaped};

const DEFAULT: u64 = 1_728_000;
const TEN_YEARS: u64 = 3650 * DEFAULT;

/// Entries at 0 (by default), 1 (kept), 2 (canonical), 3 (a fork point), 4 (5 ticks), 5 (the head).
async fn village(server: &Server) -> Client {
    let ada = server.player("ada").await;
    ada.creates("universe:v").await;
    for (tick, more) in [
        (0, json!({})),
        (1, json!({"decayPolicy": {"neverDecay": true}})),
        (2, json!({"canonEvent": {"type": "birth", "title": "Tom"}})),
        (3, json!({})),
        (4, json!({"decayPolicy": {"decayAfterTicks": 5}, "type": "manual"})),
        (5, json!({})),
    ] {
        let mut body = json!({"snapshot": {"tick": tick}, "tick": tick});
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        ada.post("/api/universe/universe:v/snapshot", body).await.expect(201);
    }
    ada.forks("universe:v", 3, "universe:fork").await;
    ada
}

fn ticks(preview: &Value) -> Vec<u64> {
    preview["snapshots"].as_array().unwrap().iter().map(|entry| entry["tick"].as_u64().unwrap()).collect()
}

#[tokio::test]
async fn a_preview_names_what_a_cleanup_would_remove() {
    let server = Server::start().await;
    let ada = village(&server).await;
    for (now, expected) in [
        (5, vec![]),
        (8, vec![]),
        (9, vec![4]),
        (10, vec![4]),
        (DEFAULT, vec![0, 4]),
        (DEFAULT + 5, vec![0, 4]),
    ] {
        let preview =
            ada.get(format!("/api/universe/universe:v/decay-preview?currentTick={now}")).await.expect(200);
        is_shaped(&preview, "universeId:string currentTick:int snapshotsToDecay:int snapshots:array");
        assert_eq!(
            (ticks(&preview), &preview["snapshotsToDecay"]),
            (expected.clone(), &json!(expected.len())),
            "{now}"
        );
        for entry in preview["snapshots"].as_array().unwrap() {
            is_shaped(entry, "tick:int tau:int type:string day:int filename:string decayPolicy:object");
            assert_eq!(entry["tau"].as_u64().unwrap(), now - entry["tick"].as_u64().unwrap());
        }
    }
    let at_head = ada.get("/api/universe/universe:v/decay-preview").await.expect(200);
    assert_eq!(at_head["currentTick"], 5);
}

#[tokio::test]
async fn a_cleanup_removes_content_and_leaves_entries() {
    let server = Server::start().await;
    let ada = village(&server).await;
    let now = json!({"currentTick": DEFAULT + 5});
    let cleaned = ada.post("/api/universe/universe:v/cleanup", now.clone()).await.expect(200);
    is_shaped(&cleaned, "success:bool cleanup:object message:string");
    is_shaped(&cleaned["cleanup"], "totalSnapshots:int decayed:int preserved:int bytesFreed:int");
    let cleanup = &cleaned["cleanup"];
    assert_eq!(
        (&cleanup["totalSnapshots"], &cleanup["decayed"], &cleanup["preserved"]),
        (&json!(6), &json!(2), &json!(4))
    );
    assert!(cleanup["bytesFreed"].as_u64().unwrap() > 0);
    let token = ada.token().unwrap().to_owned();
    let server = server.killed_and_restarted();
    let ada = server.with_token(&token);
    for tick in 0..6 {
        let path = format!("/api/universe/universe:v/snapshot/{tick}");
        let raw = Request::get(&path).header("accept", "application/vnd.multiverse.snapshot");
        if [0, 4].contains(&tick) {
            ada.get(&path).await.refused(410, "decayed");
            ada.send(raw.header("if-none-match", "*")).await.refused(410, "decayed");
            let fork = json!({"snapshotTick": tick, "name": "f"});
            ada.post("/api/universe/universe:v/fork", fork).await.refused(410, "decayed");
        } else {
            assert_eq!(ada.get(&path).await.expect(200)["snapshot"], json!({"tick": tick}));
        }
    }
    let list = ada.get("/api/universe/universe:v/snapshots").await.expect(200);
    for entry in list["snapshots"].as_array().unwrap() {
        let kept = ![0, 4].contains(&entry["tick"].as_u64().unwrap());
        assert_eq!((&entry["hasSnapshot"], &entry["canFork"]), (&json!(kept), &json!(kept)), "{entry}");
    }
    let again = ada.post("/api/universe/universe:v/cleanup", now).await.expect(200)["cleanup"].clone();
    assert_eq!(again, json!({"totalSnapshots": 4, "decayed": 0, "preserved": 4, "bytesFreed": 0}));
    assert_eq!(
        ada.get("/api/universe/universe:fork/snapshot/latest").await.expect(200)["snapshot"],
        json!({"tick": 3})
    );
}

#[tokio::test]
async fn a_clock_too_far_ahead_is_not_believed() {
    let server = Server::start().await;
    let ada = village(&server).await;
    for (now, status) in [(5 + TEN_YEARS, 200), (6 + TEN_YEARS, 422), (9_007_199_254_740_991, 422)] {
        let preview = ada.get(format!("/api/universe/universe:v/decay-preview?currentTick={now}")).await;
        assert_eq!(preview.status, status, "{now}");
    }
    let far = json!({"currentTick": 6 + TEN_YEARS});
    ada.post("/api/universe/universe:v/cleanup", far).await.refused(422, "rule");
    for bad in [json!({}), json!({"currentTick": "5"}), json!({"currentTick": -1})] {
        ada.post("/api/universe/universe:v/cleanup", bad).await.refused(400, "malformed");
    }
    ada.get("/api/universe/universe:v/decay-preview?currentTick=x").await.refused(400, "malformed");
    assert_eq!(
        ada.get("/api/universe/universe:v/snapshot/0").await.expect(200)["snapshot"],
        json!({"tick": 0})
    );
}

#[tokio::test]
async fn shared_content_stays_while_any_entry_needs_it() {
    let server = Server::start().await;
    let ada = village(&server).await;
    ada.creates("universe:other").await;
    ada.saves("universe:other", 1, &json!({"tick": 0})).await;
    let cleaned =
        ada.post("/api/universe/universe:v/cleanup", json!({"currentTick": DEFAULT})).await.expect(200);
    assert_eq!(cleaned["cleanup"]["decayed"], 2);
    ada.get("/api/universe/universe:v/snapshot/0").await.refused(410, "decayed");
    let other = ada.get("/api/universe/universe:other/snapshot/1").await.expect(200);
    assert_eq!(other["snapshot"], json!({"tick": 0}));
}
