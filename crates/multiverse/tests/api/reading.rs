//! Reading snapshots: the head, a tick, the nearest before it.

use serde_json::json;

use crate::support::{Client, ENTRY, Server, is_shaped};

async fn village(server: &Server) -> Client {
    let ada = server.player("ada").await;
    ada.creates("universe:v").await;
    for tick in [10, 20, 30] {
        ada.saves("universe:v", tick, &json!(tick)).await;
    }
    ada
}

#[tokio::test]
async fn a_snapshot_comes_with_its_entry() {
    let server = Server::start().await;
    let ada = village(&server).await;
    for (asked, found) in [
        ("latest", 30),
        ("10", 10),
        ("20", 20),
        ("0020", 20),
        ("20?at=nearest", 20),
        ("29?at=nearest", 20),
        ("10?at=nearest", 10),
        ("9007199254740991?at=nearest", 30),
    ] {
        for base in ["/api", "/api/multiverse"] {
            let answer = ada.get(format!("{base}/universe/universe:v/snapshot/{asked}")).await.expect(200);
            is_shaped(&answer, "snapshot:any entry:object");
            is_shaped(&answer["entry"], ENTRY);
            assert_eq!(
                (&answer["snapshot"], &answer["entry"]["tick"]),
                (&json!(found), &json!(found)),
                "{asked}"
            );
        }
    }
}

#[tokio::test]
async fn where_there_is_no_snapshot_the_nearest_ticks_are_named() {
    let server = Server::start().await;
    let ada = village(&server).await;
    for (asked, nearest) in
        [("15", json!([10, 20])), ("5", json!([10])), ("5?at=nearest", json!([10])), ("99", json!([30]))]
    {
        let reply = ada.get(format!("/api/universe/universe:v/snapshot/{asked}")).await;
        reply.refused(404, "no-snapshot");
        assert_eq!(reply.json()["nearest"], nearest, "{asked}");
    }
    ada.get("/api/universe/universe:v/snapshot/5?at=next").await.refused(400, "malformed");
    ada.creates("universe:empty").await;
    for asked in ["latest", "5", "5?at=nearest"] {
        ada.get(format!("/api/universe/universe:empty/snapshot/{asked}")).await.refused(404, "no-snapshot");
    }
}

#[tokio::test]
async fn the_head_is_the_highest_tick_and_the_newest_there() {
    let server = Server::start().await;
    let ada = village(&server).await;
    ada.saves("universe:v", 15, &json!("into the past")).await;
    ada.saves("universe:v", 30, &json!("again")).await;
    let latest = ada.get("/api/universe/universe:v/snapshot/latest").await.expect(200);
    assert_eq!(latest["snapshot"], "again");
    let head = &ada.get("/api/universe/universe:v").await.expect(200)["universe"]["head"];
    assert_eq!(
        *head,
        json!({"id": latest["entry"]["id"], "tick": 30, "checksum": latest["entry"]["checksum"]})
    );
}
