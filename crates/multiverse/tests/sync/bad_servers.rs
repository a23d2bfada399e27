//! Servers that are none, or lie.

use std::net::SocketAddr;

use axum::Router;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{any, get};
use multiverse_client::storage::SaveFilter;
use multiverse_client::{LoadError, SaveLoadService, Source, SyncPhase, Which};
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use crate::support::{Machine, Network, Player, Server, Village, history, saves, village};

async fn serves(routes: Router) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async { axum::serve(listener, routes).await.unwrap() });
    address
}

/// Sends the same bytes to whoever asks anything, and hangs up.
async fn says(answer: &'static [u8]) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut request = vec![0; 64 * 1024];
            let _ = stream.read(&mut request).await;
            let _ = stream.write_all(answer).await;
        }
    });
    address
}

fn answer(body: serde_json::Value) -> Response {
    ([("content-type", "application/json")], body.to_string()).into_response()
}

fn universe() -> Response {
    answer(json!({"universe": {
        "id": "universe:village", "name": "Village", "ownerId": "ada", "createdAt": 1, "lastSnapshotAt": 0,
        "snapshotCount": 0, "canonicalEventCount": 0, "isPublic": true, "visitorPolicy": "open",
    }}))
}

/// The entry of another document than any that was sent.
fn lie() -> serde_json::Value {
    json!({
        "id": "snapshot:1", "universeId": "universe:village", "tick": 1, "day": 0, "timestamp": 1, "type": "manual",
        "fileSize": 2, "storedSize": 2, "checksum": format!("sha256:{}", "0".repeat(64)), "filename": "1.snapshot.json.gz",
        "contentType": "application/json", "decayPolicy": {}, "title": "Tick 1", "canFork": true, "hasSnapshot": true,
    })
}

/// A game that has one save to upload, and what it makes of a server.
async fn tries(network: &Network, player: &Player, machine: &Machine) -> (SaveLoadService, SyncPhase) {
    let game = machine.runs(player).await;
    if game.list(SaveFilter::default()).await.unwrap().is_empty() {
        saves(&game, &village(), 1, "Ada").await;
    }
    let status = game.flush().await;
    assert_eq!(status.pending(), 1, "{status:?} at {}", network.url());
    (game, status.universes[&village()].state.clone())
}

#[tokio::test]
async fn a_server_that_makes_no_sense_gets_nothing_believed() {
    let server = Server::start();
    let network = Network::new().await;
    network.lead_to(server.address());
    let ada = Player::registers(&network, "ada").await;
    let machine = Machine::new();
    let lies = serves(Router::new().route("/api/universe/{id}", get(async || universe())).route(
        "/api/universe/{id}/snapshot/{tick}",
        any(async || (StatusCode::CREATED, answer(json!({"success": true, "entry": lie()})))),
    ))
    .await;
    let wrong = [
        says(b"").await,
        says(b"SSH-2.0-OpenSSH_9.2\r\n").await,
        says(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 22\r\n\r\n<html>Sign in</html>\r\n").await,
        says(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{\"universe\":").await,
        says(b"HTTP/1.1 500 Oh\r\nContent-Length: 0\r\n\r\n").await,
        lies,
    ];
    for address in wrong {
        network.lead_to(address);
        let (game, phase) = tries(&network, &ada, &machine).await;
        assert!(matches!(phase, SyncPhase::Offline { .. }), "{phase:?}");
        game.close().await;
    }
    network.lead_to(server.address());
    let game = machine.runs(&ada).await;
    let status = game.flush().await;
    assert_eq!(status.pending(), 0, "{status:?}");
    assert_eq!(history(&ada.client, &village()).await, [(1, Village::at(1, "Ada").document())]);
}

#[tokio::test]
async fn a_document_that_is_not_the_one_that_was_saved_is_never_loaded() {
    let network = Network::new().await;
    let meta = lie().to_string();
    let tag = format!("\"sha256:{}\"", "0".repeat(64));
    let liar = serves(
        Router::new().route("/api/player", any(async || {
            let player = json!({"id": "ada", "displayName": "ada", "createdAt": 1, "lastSeen": 1, "universeCount": 0});
            (StatusCode::CREATED, answer(json!({"success": true, "player": player, "token": "mv_1"})))
        }))
        .route("/api/universe/{id}/snapshot/{tick}", any(async move || {
            ([("snapshot-meta", meta), ("etag", tag), ("content-type", "application/json".to_owned())], "{}")
        })),
    )
    .await;
    network.lead_to(liar);
    let ada = Player::registers(&network, "ada").await;
    let machine = Machine::new();
    let game = machine.runs(&ada).await;
    let loaded = game.load(&village(), Which::Latest, Source::LocalFirst).await;
    let Err(LoadError::Client(error)) = loaded else { panic!("{loaded:?}") };
    assert!(error.to_string().contains("contradicts itself"), "{error}");
    assert!(game.list(SaveFilter::default()).await.unwrap().is_empty());
}
