//! What a running server does to its store by itself.

use rusqlite::Connection;
use serde_json::json;

use crate::support::{Client, Server};

async fn saves_short_lived(ada: &Client, universe: &str, tick: u64) {
    let body = json!({"snapshot": {"tick": tick}, "tick": tick, "decayPolicy": {"decayAfterTicks": 10}});
    ada.post(format!("/api/universe/{universe}/snapshot"), body).await.expect(201);
}

#[tokio::test]
async fn snapshots_decay_by_themselves_where_a_universe_asks_for_it() {
    let server = Server::start_with(&["--upkeep-every", "20ms"]).await;
    let ada = server.player("ada").await;
    for (id, asks) in [("universe:other", false), ("universe:v", true)] {
        ada.post("/api/universe", json!({"id": id, "name": id, "config": {"autoDecay": asks}}))
            .await
            .expect(201);
    }
    let mut stream = ada.listens("?types=snapshot.decayed").await;
    for tick in [1, 5, 40] {
        for id in ["universe:other", "universe:v"] {
            saves_short_lived(&ada, id, tick).await;
        }
    }
    for tick in [1, 5] {
        let told = stream.next().await.unwrap();
        assert_eq!(told.line(), "snapshot.decayed universe:v");
        assert_eq!(told.data["entry"]["tick"], tick);
        assert_eq!(told.data["entry"]["hasSnapshot"], false);
    }
    ada.get("/api/universe/universe:v/snapshot/1").await.refused(410, "decayed");
    ada.get("/api/universe/universe:other/snapshot/1").await.expect(200);
}

#[tokio::test]
async fn events_are_kept_for_as_long_as_is_said_and_no_longer() {
    let mut server = Server::start_with(&["--event-retention", "24h"]).await;
    let ada = server.player("ada").await;
    ada.creates("universe:v").await;
    for _ in 0..5 {
        ada.patch("/api/universe/universe:v", json!({})).await.expect(200);
    }
    server.kill();
    let catalog = Connection::open(server.data().join("catalog.sqlite")).unwrap();
    let age = |upto: u64, hours: i64| {
        let sql = "UPDATE events SET at = at - ?1 * 3600000 WHERE id <= ?2";
        catalog.execute(sql, (hours, i64::try_from(upto).unwrap())).unwrap();
    };
    age(5, 23);
    age(3, 2);
    drop(catalog);
    let server = server.killed_and_restarted().await;
    let ada = server.with_token(ada.token().unwrap());
    // The janitor comes at the start; whether it has been there shows in what is still kept.
    loop {
        let first = ada.listens_after("2", "").await.next().await.unwrap();
        if first.kind == "reset" {
            break;
        }
        assert_eq!(first.id, 3);
    }
    assert_eq!(ada.listens_after("3", "").await.next().await.unwrap().id, 4);
}

#[tokio::test]
async fn one_server_has_the_work_and_the_next_takes_over_at_once() {
    let mut server = Server::start().await;
    let holder = |server: &Server| {
        let catalog = crate::ledger::catalog(server.data());
        loop {
            let rows =
                crate::ledger::rows(&catalog, "SELECT holder, term FROM leases WHERE name = 'janitor'");
            if let [row] = rows.as_slice() {
                return row.clone();
            }
        }
    };
    let first = holder(&server);
    server.kill();
    let server = server.killed_and_restarted().await;
    while holder(&server) == first {}
    assert!(holder(&server).ends_with("| Integer(2)"), "{}", holder(&server));
}
