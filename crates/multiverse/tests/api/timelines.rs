//! Timelines of one universe: filters and orders.

use serde_json::{Value, json};

use crate::support::{Client, ENTRY, Server, is_shaped};

async fn village(server: &Server) -> Client {
    let ada = server.player("ada").await;
    ada.creates("universe:v").await;
    let event = json!({"type": "birth", "title": "Tom"});
    for (tick, kind, event) in [
        (30, "auto", None),
        (10, "auto", None),
        (20, "canonical", Some(&event)),
        (20, "manual", None),
        (40, "canonical", Some(&event)),
    ] {
        let mut body = json!({"snapshot": [tick, kind], "tick": tick, "type": kind});
        if let Some(event) = event {
            body["canonEvent"] = event.clone();
        }
        ada.post("/api/universe/universe:v/snapshot", body).await.expect(201);
    }
    ada
}

fn told(entries: &Value) -> Vec<String> {
    let entries = entries.as_array().unwrap().iter();
    entries.map(|entry| format!("{}{}", &entry["type"].as_str().unwrap()[..1], entry["tick"])).collect()
}

#[tokio::test]
async fn a_timeline_is_filtered_and_ordered_as_asked() {
    let server = Server::start().await;
    let ada = village(&server).await;
    for (query, expected) in [
        ("", "a10 c20 m20 a30 c40"),
        ("type=auto", "a10 a30"),
        ("type=manual", "m20"),
        ("type=canonical", "c20 c40"),
        ("from=20", "c20 m20 a30 c40"),
        ("to=20", "a10 c20 m20"),
        ("from=11&to=30", "c20 m20 a30"),
        ("from=31&to=39", ""),
        ("from=40&to=10", ""),
        ("type=auto&from=20", "a30"),
    ] {
        for list in ["snapshots", "timeline"] {
            let answer = ada.get(format!("/api/universe/universe:v/{list}?{query}")).await.expect(200);
            is_shaped(&answer, "universeId:string snapshots:array lastUpdated:int nextCursor:null");
            let expected: Vec<_> = expected.split_whitespace().collect();
            assert_eq!(told(&answer["snapshots"]), expected, "{list} {query}");
        }
    }
    let reversed = ada.get("/api/universe/universe:v/timeline?order=desc").await.expect(200);
    assert_eq!(told(&reversed["snapshots"]), ["c40", "a30", "m20", "c20", "a10"]);
    let universe = ada.get("/api/universe/universe:v").await.expect(200);
    assert_eq!(reversed["lastUpdated"], universe["universe"]["lastSnapshotAt"]);
    is_shaped(&reversed["snapshots"][0], ENTRY);
}

#[tokio::test]
async fn the_canonical_timeline_has_its_own_form() {
    let server = Server::start().await;
    let ada = village(&server).await;
    for (query, expected) in
        [("", ["c20", "c40"]), ("&order=desc", ["c40", "c20"]), ("&type=auto", ["c20", "c40"])]
    {
        let answer =
            ada.get(format!("/api/universe/universe:v/timeline?canonicalOnly=true{query}")).await.expect(200);
        is_shaped(&answer, "universeId:string canonicalEvents:array nextCursor:null");
        assert_eq!(told(&answer["canonicalEvents"]), expected, "{query}");
    }
    ada.creates("universe:empty").await;
    let empty = ada.get("/api/universe/universe:empty/timeline").await.expect(200);
    assert_eq!(
        empty,
        json!({"universeId": "universe:empty", "snapshots": [], "lastUpdated": 0, "nextCursor": null})
    );
}

#[tokio::test]
async fn a_filter_that_means_nothing_is_malformed() {
    let server = Server::start().await;
    let ada = village(&server).await;
    for query in [
        "type=quick",
        "from=-1",
        "to=x",
        "from=1.5",
        "order=up",
        "lineage=maybe",
        "canonicalOnly=2",
        "from=1&from=2",
    ] {
        ada.get(format!("/api/universe/universe:v/timeline?{query}")).await.refused(400, "malformed");
    }
}
