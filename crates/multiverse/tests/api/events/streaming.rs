//! What a stream carries, and how.

use serde_json::json;

use crate::support::{ENTRY, Request, Server, UNIVERSE, is_shaped};

#[tokio::test]
async fn every_change_comes_as_an_event_with_its_public_form() {
    let server = Server::start().await;
    let ada = server.player("ada").await;
    let mut stream = ada.listens("").await;
    ada.creates_public("universe:v").await;
    let entry = ada.saves("universe:v", 1, &json!({"a": 1})).await;
    ada.forks("universe:v", 1, "universe:f").await;
    ada.patch("/api/universe/universe:v", json!({"name": "Village"})).await.expect(200);
    let mut told = Vec::new();
    for expected in [
        "universe.created universe:v",
        "snapshot.saved universe:v",
        "universe.created universe:f",
        "universe.forked universe:v",
        "universe.updated universe:v",
        "universe.deleted universe:f",
    ] {
        if expected == "universe.deleted universe:f" {
            // Not before the rest was heard: of what is deleted nothing else is told.
            ada.delete("/api/universe/universe:f").await.expect(200);
        }
        let event = stream.next().await.unwrap();
        assert_eq!(event.line(), expected);
        assert!(event.data["at"].is_u64());
        told.push(event);
    }
    for event in [&told[0], &told[2], &told[3], &told[4]] {
        is_shaped(&event.data["universe"], UNIVERSE);
    }
    is_shaped(&told[1].data["entry"], ENTRY);
    assert_eq!(told[1].data["entry"], entry);
    assert_eq!(told[3].data["universe"]["id"], "universe:f");
    is_shaped(&told[3].data["forkedFrom"], "universeId:string snapshotTick:int");
    is_shaped(&told[5].data, "at:int universeId:string");
}

#[tokio::test]
async fn a_stream_says_what_it_is_and_where_it_stands() {
    let server = Server::start().await;
    let ada = server.player("ada").await;
    ada.creates_public("universe:v").await;
    let request = Request::get("/api/multiverse/events").header("accept-encoding", "gzip, zstd, br");
    let mut stream = ada.tries_to_listen(request).await.unwrap();
    let header = |name: &str| stream.headers().get(name).map(|value| value.to_str().unwrap().to_owned());
    assert_eq!(header("content-type").as_deref(), Some("text/event-stream"));
    assert_eq!(header("cache-control").as_deref(), Some("no-store"));
    assert_eq!(header("x-accel-buffering").as_deref(), Some("no"));
    assert_eq!(header("content-encoding"), None);
    assert!(header("x-request-id").is_some());
    let opening = stream.next_block().await.unwrap();
    assert!(opening.starts_with("retry: "), "{opening}");
    let position: u64 = stream.last_id().parse().unwrap();
    ada.patch("/api/universe/universe:v", json!({})).await.expect(200);
    let mut told = stream.next().await.unwrap();
    if told.kind == "universe.created" {
        // It was opened before the server had published what it had acknowledged.
        told = stream.next().await.unwrap();
    }
    assert_eq!(told.line(), "universe.updated universe:v");
    assert!(told.id > position);
}

#[tokio::test]
async fn a_quiet_stream_shows_that_it_lives_and_moves_on() {
    let server = Server::start_with(&["--event-heartbeat", "20ms", "--event-patience", "1m"]).await;
    let ada = server.player("ada").await;
    ada.creates("universe:secret").await;
    let mut stream = server.anybody().listens("?since=0").await;
    stream.next_block().await.unwrap();
    for _ in 0..3 {
        let heartbeat = stream.next_block().await.unwrap();
        assert!(heartbeat.starts_with(':'), "{heartbeat}");
    }
    ada.patch("/api/universe/universe:secret", json!({})).await.expect(200);
    // What is kept from it goes by all the same: it would else fall behind what is kept for it.
    while stream.last_id() != "2" {
        let heartbeat = stream.next_block().await.unwrap();
        assert!(heartbeat.starts_with(':'), "{heartbeat}");
    }
}

#[tokio::test]
async fn many_streams_share_a_connection_of_http_2() {
    let server = Server::start().await;
    let ada = server.player("ada").await;
    let http2 = ada.over_http2();
    let mut streams = Vec::new();
    for _ in 0..20 {
        streams.push(http2.listens("").await);
    }
    ada.creates("universe:v").await;
    for stream in &mut streams {
        assert_eq!(stream.next().await.unwrap().line(), "universe.created universe:v");
    }
}

#[tokio::test]
async fn filters_choose_universes_and_types() {
    let server = Server::start().await;
    let ada = server.player("ada").await;
    for id in ["universe:a", "universe:b"] {
        ada.creates_public(id).await;
    }
    let of_a = "?universeId=universe:a";
    let saves = "?types=snapshot.saved,%20universe.deleted&since=0";
    let forks_of_b = "?universeId=universe:b&types=universe.forked&since=0";
    let mut streams = [ada.listens(of_a).await, ada.listens(saves).await, ada.listens(forks_of_b).await];
    for (id, fork) in [("universe:a", "universe:fa"), ("universe:b", "universe:fb")] {
        ada.saves(id, 1, &json!({"id": id})).await;
        ada.forks(id, 1, fork).await;
    }
    ada.patch("/api/universe/universe:a", json!({})).await.expect(200);
    let heard = streams[0].lines_until("universe.updated universe:a").await;
    let heard: Vec<_> = heard.iter().filter(|line| !line.starts_with("universe.created")).collect();
    assert_eq!(
        heard,
        ["snapshot.saved universe:a", "universe.forked universe:a", "universe.updated universe:a"]
    );
    assert_eq!(streams[2].next().await.unwrap().line(), "universe.forked universe:b");
    ada.delete("/api/universe/universe:fa").await.expect(200);
    let heard = streams[1].lines_until("universe.deleted universe:fa").await;
    assert_eq!(
        heard,
        ["snapshot.saved universe:a", "snapshot.saved universe:b", "universe.deleted universe:fa"]
    );
}

#[tokio::test]
async fn what_cannot_be_followed_is_refused_with_the_reason() {
    let server = Server::start().await;
    let ada = server.player("ada").await;
    for (query, status, kind) in [
        ("?types=snapshot.saved,snapshot.lost", 400, "malformed"),
        ("?types=,", 400, "malformed"),
        ("?since=yesterday", 400, "malformed"),
        ("?since=-1", 400, "malformed"),
        ("?since=1&since=2", 400, "malformed"),
        ("?universeId=a%20b", 400, "malformed"),
        ("?universeId=universe:none", 404, "not-found"),
    ] {
        let refused = ada.tries_to_listen(Request::get(format!("/api/events{query}"))).await.err().unwrap();
        refused.refused(status, kind);
    }
    let twice = Request::get("/api/events").header("last-event-id", "1").header("last-event-id", "2");
    ada.tries_to_listen(twice).await.err().unwrap().refused(400, "malformed");
    let bad_token = server.with_token("mv_nobodys");
    bad_token
        .tries_to_listen(Request::get("/api/events"))
        .await
        .err()
        .unwrap()
        .refused(401, "unauthenticated");
}

#[tokio::test]
async fn a_stream_ends_at_once_when_the_server_stops() {
    let server = Server::start_with(&["--shutdown-grace", "1h"]).await;
    let ada = server.player("ada").await;
    ada.creates("universe:v").await;
    let mut all = ada.listens("?since=0").await;
    assert_eq!(all.next().await.unwrap().id, 1);
    let mut one = ada.listens("?universeId=universe:v").await;
    server.is_asked_to_stop();
    assert_eq!(all.next().await, None);
    assert_eq!(one.next().await, None);
    let server = server.restarted_once_ended().await;
    let ada = server.with_token(ada.token().unwrap());
    let mut stream = ada.listens_after("1", "").await;
    ada.creates("universe:w").await;
    assert_eq!(stream.next().await.unwrap().line(), "universe.created universe:w");
}
