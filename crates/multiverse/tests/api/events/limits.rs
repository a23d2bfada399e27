//! How many streams there may be, and how slow their clients.

use serde_json::json;

use crate::support::{Client, EventStream, Reply, Request, Server};

async fn tries(who: &Client, address: &str) -> Result<EventStream, Reply> {
    who.tries_to_listen(Request::get("/api/events").header("x-forwarded-for", address)).await
}

async fn opens(who: &Client, address: &str) -> EventStream {
    tries(who, address).await.unwrap()
}

#[tokio::test]
async fn streams_are_limited_by_player_by_address_and_in_all() {
    let flags = [
        "--trust-proxy",
        "--max-streams",
        "5",
        "--max-streams-per-player",
        "2",
        "--max-streams-per-address",
        "3",
    ];
    let server = Server::start_with(&flags).await;
    let (ada, bob, anybody) = (server.player("ada").await, server.player("bob").await, server.anybody());
    let refused = async |who: &Client, address: &str, status, kind: &str| {
        let reply = tries(who, address).await.err().unwrap();
        reply.refused(status, kind);
        assert!(reply.header("retry-after").is_some());
    };
    let usage = async || ada.get("/api/limits").await.expect(200)["usage"]["streams"].clone();

    let first = opens(&ada, "192.0.2.1").await;
    let _second = opens(&ada, "192.0.2.2").await;
    assert_eq!(usage().await, 2);
    refused(&ada, "192.0.2.3", 429, "too-many-streams").await;
    let _third = opens(&bob, "192.0.2.1").await;
    let _fourth = opens(&anybody, "192.0.2.1").await;
    refused(&anybody, "192.0.2.1", 429, "too-many-streams").await;
    let _fifth = opens(&anybody, "192.0.2.9").await;
    refused(&anybody, "192.0.2.8", 503, "unavailable").await;

    drop(first);
    while usage().await != 1 {}
    let _again = opens(&ada, "192.0.2.1").await;
}

#[tokio::test]
async fn streams_from_this_machine_are_not_limited_by_address() {
    let server = Server::start_with(&["--max-streams-per-address", "0"]).await;
    drop(server.anybody().listens("").await);
    let server = Server::start_with(&["--max-streams-per-address", "0", "--limit-loopback"]).await;
    let refused = server.anybody().tries_to_listen(Request::get("/api/events")).await.err().unwrap();
    refused.refused(429, "too-many-streams");
    assert_eq!(refused.json()["limit"], 0);
}

/// A client that sends a request for a stream and then reads nothing, by a small window.
async fn ignores(server: &Server, token: &str) -> tokio::net::TcpStream {
    let socket = tokio::net::TcpSocket::new_v4().unwrap();
    socket.set_recv_buffer_size(4096).unwrap();
    let connection = socket.connect(server.address().parse().unwrap()).await.unwrap();
    let request = format!("GET /api/events HTTP/1.1\r\nHost: here\r\nAuthorization: Bearer {token}\r\n\r\n");
    connection.writable().await.unwrap();
    assert_eq!(connection.try_write(request.as_bytes()).unwrap(), request.len());
    connection.readable().await.unwrap();
    connection
}

#[tokio::test]
async fn a_client_that_takes_nothing_is_cut_off_and_one_that_is_slow_is_not() {
    let server = Server::start_with(&["--event-heartbeat", "100ms", "--event-patience", "3s"]).await;
    let ada = server.player("ada").await;
    ada.creates("universe:v").await;
    let mut slow = ada.listens("").await;
    let _connection = ignores(&server, ada.token().unwrap()).await;
    let streams = async || ada.get("/api/limits").await.expect(200)["usage"]["streams"].clone();
    assert_eq!(streams().await, 2);
    // Until the connection is full, which takes what the system puts into its buffers, and then until it is cut.
    let config = json!({"config": {"text": "x".repeat(60_000)}});
    let mut told = 0;
    while streams().await == 2 {
        ada.patch("/api/universe/universe:v", config.clone()).await.expect(200);
        told += 1;
        assert!(slow.next().await.is_some());
    }
    assert!(told > 1);
    assert_eq!(streams().await, 1);
    let metrics = server.anybody().get("/metrics").await;
    let metrics = String::from_utf8(metrics.body.to_vec()).unwrap();
    assert!(metrics.lines().any(|line| line == "multiverse_streams_cut_total 1"), "{metrics}");
    assert!(metrics.lines().any(|line| line == "multiverse_streams 1"), "{metrics}");
}
