//! Going on where a stream broke off.

use rusqlite::Connection;
use serde_json::json;

use crate::support::{Client, Server};

/// A player whose universe has changed `changes` times: with its making, that many events and one.
async fn busy(server: &Server, changes: u64) -> Client {
    let ada = server.player("ada").await;
    ada.creates("universe:v").await;
    for _ in 0..changes {
        ada.patch("/api/universe/universe:v", json!({})).await.expect(200);
    }
    ada
}

#[tokio::test]
async fn a_stream_goes_on_after_the_last_event_and_the_header_wins() {
    let server = Server::start().await;
    let ada = busy(&server, 9).await;
    let ids = async |last: &str, query: &str| {
        let mut stream = ada.listens_after(last, query).await;
        (stream.next().await.unwrap().id, stream.next().await.unwrap().id)
    };
    assert_eq!(ids("", "?since=3").await, (4, 5));
    assert_eq!(ids("7", "").await, (8, 9));
    assert_eq!(ids("7", "?since=3").await, (8, 9));
    assert_eq!(ids("0", "?since=3").await, (1, 2));
    assert_eq!(ids("7", "?universeId=universe:v").await, (8, 9));
}

#[tokio::test]
async fn a_position_that_is_no_longer_kept_or_never_was_is_told_and_the_stream_goes_on() {
    let mut server = Server::start().await;
    let ada = busy(&server, 9).await;
    server.kill();
    let catalog = Connection::open(server.data().join("catalog.sqlite")).unwrap();
    catalog.execute("DELETE FROM events WHERE id <= 5", []).unwrap();
    drop(catalog);
    let server = server.killed_and_restarted().await;
    let ada = server.with_token(ada.token().unwrap());
    for (missed, query) in
        [("0", ""), ("4", ""), ("11", ""), ("18446744073709551615", ""), ("4", "?universeId=universe:v")]
    {
        let mut stream = ada.listens_after(missed, query).await;
        let reset = stream.next().await.unwrap();
        assert_eq!((reset.kind.as_str(), reset.id), ("reset", 10), "after {missed}");
        assert_eq!(reset.data, json!({"position": 10}));
    }
    for unknown in ["", "abc", "-1", "1e3", "99999999999999999999", "é"] {
        let mut stream = ada.listens_after(unknown, "").await;
        if unknown.is_empty() {
            stream.next_block().await.unwrap();
            assert_eq!(stream.last_id(), "10", "none was sent");
        } else {
            assert_eq!(stream.next().await.unwrap().kind, "reset", "{unknown}");
        }
    }
    let mut stream = ada.listens_after("5", "").await;
    for id in 6..=10 {
        assert_eq!(stream.next().await.unwrap().id, id);
    }
    let mut stream = ada.listens_after("3", "").await;
    assert_eq!(stream.next().await.unwrap().kind, "reset");
    ada.patch("/api/universe/universe:v", json!({})).await.expect(200);
    assert_eq!(stream.next().await.unwrap().id, 11, "and nothing between");
}
