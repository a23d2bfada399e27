//! Who hears what: what they may know at that moment.

use serde_json::json;

use crate::support::{Client, Server};

/// Says something that everybody hears, and waits until it comes: whatever comes before it was heard before it.
async fn heard_before(stream: &mut crate::support::EventStream, ada: &Client, mark: &str) -> Vec<String> {
    ada.creates_public(mark).await;
    let last = format!("universe.created {mark}");
    let mut heard = stream.lines_until(&last).await;
    heard.pop();
    heard
}

#[tokio::test]
async fn a_stranger_hears_nothing_of_what_is_private() {
    let server = Server::start().await;
    let [ada, bob, eve] =
        [server.player("ada").await, server.player("bob").await, server.player("eve").await];
    let mut strangers = vec![
        server.anybody().listens("?since=0").await,
        eve.listens("?since=0").await,
        eve.listens("").await,
    ];
    ada.creates("universe:secret").await;
    ada.put("/api/universe/universe:secret/access/bob", json!({"role": "reader"})).await.expect(200);
    let mut friend = bob.listens("?since=0").await;
    ada.saves("universe:secret", 1, &json!({"a": 1})).await;
    ada.forks("universe:secret", 1, "universe:fork").await;
    ada.patch("/api/universe/universe:secret", json!({"description": "x"})).await.expect(200);
    ada.delete("/api/universe/universe:fork").await.expect(200);
    ada.creates_public("universe:mark").await;
    for stream in &mut strangers {
        let heard = stream.lines_until("universe.created universe:mark").await;
        assert_eq!(heard, ["universe.created universe:mark"]);
    }
    let heard = friend.lines_until("universe.created universe:mark").await;
    assert_eq!(
        heard[..],
        [
            "universe.created universe:secret",
            "snapshot.saved universe:secret",
            "universe.updated universe:secret",
            "universe.created universe:mark",
        ]
    );
    // Again from the store: what is in memory by then is only the newest.
    let server = server.killed_and_restarted().await;
    let mut late = server.with_token(eve.token().unwrap()).listens("?since=0").await;
    assert_eq!(late.next().await.unwrap().line(), "universe.created universe:mark");
}

#[tokio::test]
async fn rights_that_change_while_a_stream_is_open_count_from_then_on() {
    let server = Server::start().await;
    let (ada, bob) = (server.player("ada").await, server.player("bob").await);
    let universe = "/api/universe/universe:v";
    ada.creates("universe:v").await;
    let mut stream = bob.listens("").await;
    let change = async || ada.patch(universe, json!({"description": "x"})).await.expect(200);
    change().await;
    assert!(heard_before(&mut stream, &ada, "universe:1").await.is_empty());
    ada.put(format!("{universe}/access/bob"), json!({"role": "reader"})).await.expect(200);
    change().await;
    assert_eq!(heard_before(&mut stream, &ada, "universe:2").await, ["universe.updated universe:v"]);
    ada.delete(format!("{universe}/access/bob")).await.expect(200);
    change().await;
    assert!(heard_before(&mut stream, &ada, "universe:3").await.is_empty());
    ada.patch(universe, json!({"isPublic": true})).await.expect(200);
    assert_eq!(heard_before(&mut stream, &ada, "universe:4").await, ["universe.updated universe:v"]);
    ada.patch(universe, json!({"isPublic": false})).await.expect(200);
    change().await;
    assert!(heard_before(&mut stream, &ada, "universe:5").await.is_empty());
    ada.patch(universe, json!({"isPublic": true})).await.expect(200);
    ada.delete(universe).await.expect(200);
    let heard = heard_before(&mut stream, &ada, "universe:6").await;
    assert_eq!(heard.last().unwrap(), "universe.deleted universe:v");
}

#[tokio::test]
async fn a_stream_of_one_universe_ends_when_it_may_no_longer_be_seen() {
    let server = Server::start_with(&["--event-heartbeat", "20ms", "--event-patience", "1m"]).await;
    let (ada, bob) = (server.player("ada").await, server.player("bob").await);
    for id in ["universe:hidden", "universe:deleted"] {
        ada.creates_public(id).await;
        let mut stream = bob.listens(&format!("?universeId={id}&types=universe.deleted")).await;
        if id == "universe:hidden" {
            ada.patch(format!("/api/universe/{id}"), json!({"isPublic": false})).await.expect(200);
        } else {
            ada.delete(format!("/api/universe/{id}")).await.expect(200);
            assert_eq!(stream.next().await.unwrap().line(), "universe.deleted universe:deleted");
        }
        assert_eq!(stream.next().await, None);
    }
}

#[tokio::test]
async fn a_stream_ends_with_its_token() {
    let server = Server::start_with(&["--event-heartbeat", "1h", "--event-patience", "2h"]).await;
    let ada = server.player("ada").await;
    let other = ada.post("/api/player/ada/token", json!({})).await.expect(201)["token"].clone();
    let other = server.with_token(other.as_str().unwrap());
    let (mut kept, mut ended) = (ada.listens("").await, other.listens("").await);
    ada.creates("universe:1").await;
    assert_eq!(ended.next().await.unwrap().line(), "universe.created universe:1");
    ada.delete("/api/player/ada/token").await.expect(200);
    // The revoked one is told nothing more, and ends at the next thing to tell.
    ada.creates("universe:2").await;
    assert_eq!(ended.next().await, None);
    kept.lines_until("universe.created universe:2").await;
}

#[tokio::test]
async fn a_quiet_stream_ends_with_its_token_at_the_next_heartbeat() {
    let server = Server::start_with(&["--event-heartbeat", "20ms", "--event-patience", "1m"]).await;
    let ada = server.player("ada").await;
    let other = ada.post("/api/player/ada/token", json!({})).await.expect(201)["token"].clone();
    let mut stream = server.with_token(other.as_str().unwrap()).listens("").await;
    ada.delete("/api/player/ada/token").await.expect(200);
    assert_eq!(stream.next().await, None);
}
