//! Limits and quotas.

use serde_json::json;
use sha2::Digest;

use crate::support::{Reply, Request, Server};

/// That it says when to come back, and alike in header and body.
fn says_when(reply: &Reply) {
    let seconds: u64 = reply.header("retry-after").unwrap().parse().unwrap();
    assert!(seconds >= 1);
    assert_eq!(reply.json()["retryAfterMs"], seconds * 1000);
}

#[tokio::test]
async fn an_address_that_asks_too_often_is_told_to_wait() {
    let flags =
        ["--limit-loopback", "--address-burst", "5", "--address-requests-per-second", "1", "--trust-proxy"];
    let server = Server::start_with(&flags).await;
    let ask = |address: &str| Request::get("/api/stats").header("x-forwarded-for", address);
    let mut refused = 0;
    for _ in 0..30 {
        let reply = server.anybody().send(ask("192.0.2.1")).await;
        if reply.status != 200 {
            reply.refused(429, "rate-limited");
            says_when(&reply);
            refused += 1;
        }
    }
    assert!(refused > 0);
    server.anybody().send(ask("192.0.2.2")).await.expect(200);
    server.anybody().get("/livez").await;
}

#[tokio::test]
async fn a_player_that_asks_too_often_is_told_to_wait_from_wherever() {
    let flags =
        ["--limit-loopback", "--player-burst", "5", "--player-requests-per-second", "1", "--trust-proxy"];
    let server = Server::start_with(&flags).await;
    let (ada, bob) = (server.player("ada").await, server.player("bob").await);
    let mut refused = 0;
    for n in 0..30 {
        let ask = Request::get("/api/stats").header("x-forwarded-for", format!("192.0.2.{n}"));
        let reply = ada.send(ask).await;
        if reply.status != 200 {
            reply.refused(429, "rate-limited");
            says_when(&reply);
            refused += 1;
        }
    }
    assert!(refused > 0);
    bob.get("/api/stats").await.expect(200);
    server.anybody().get("/api/stats").await.expect(200);
}

#[tokio::test]
async fn every_quota_is_refused_with_its_limit() {
    let flags = [
        "--max-universes-per-player",
        "2",
        "--max-bytes-per-player",
        "1KiB",
        "--max-tokens-per-player",
        "2",
        "--max-access-per-universe",
        "1",
    ];
    let server = Server::start_with(&flags).await;
    let ada = server.player("ada").await;
    let over = |reply: Reply, limit: u64| {
        reply.refused(507, "quota-exceeded");
        assert_eq!(reply.json()["limit"], limit);
    };
    ada.creates("universe:1").await;
    let entry = ada.saves("universe:1", 1, &json!(1)).await;
    let noise: Vec<u8> = (0..100_u8).flat_map(|n| sha2::Sha256::digest([n])).collect();
    over(ada.send(Request::put("/api/universe/universe:1/snapshot/2").text("x/y", noise)).await, 1024);
    let usage = ada.get("/api/limits").await.expect(200)["usage"].clone();
    assert_eq!(
        usage,
        json!({"playerId": "ada", "universes": 1, "storedBytes": entry["storedSize"], "passages": 0, "streams": 0})
    );
    ada.forks("universe:1", 1, "universe:2").await;
    over(ada.post("/api/universe", json!({"name": "x"})).await, 2);
    over(ada.post("/api/universe/universe:1/fork", json!({"snapshotTick": 1, "name": "x"})).await, 2);
    ada.delete("/api/universe/universe:2").await.expect(200);
    ada.creates("universe:3").await;
    over(ada.send(Request::post("/api/universe/universe:2/restore")).await, 2);
    ada.delete("/api/universe/universe:3").await.expect(200);
    ada.send(Request::post("/api/universe/universe:2/restore")).await.expect(200);
    ada.send(Request::post("/api/player/ada/token")).await.expect(201);
    over(ada.send(Request::post("/api/player/ada/token")).await, 2);
    for id in ["bob", "eve"] {
        server.player(id).await;
    }
    let access = "/api/universe/universe:1/access";
    ada.put(format!("{access}/bob"), json!({"role": "reader"})).await.expect(200);
    over(ada.put(format!("{access}/eve"), json!({"role": "reader"})).await, 1);
    ada.put(format!("{access}/bob"), json!({"role": "editor"})).await.expect(200);
}

#[tokio::test]
async fn bodies_have_limits_that_are_named() {
    let flags = [
        "--max-body-bytes",
        "2KiB",
        "--max-document-bytes",
        "1KiB",
        "--max-json-bytes",
        "1KiB",
        "--max-json-depth",
        "8",
    ];
    let server = Server::start_with(&flags).await;
    let ada = server.player("ada").await;
    ada.creates("universe:v").await;
    let put = |size: usize| Request::put("/api/universe/universe:v/snapshot/1").text("x/y", "x".repeat(size));
    for (request, limit) in [
        (put(1025), 1024),
        (put(2049), 2048),
        (Request::post("/api/universe").json(&json!({"name": "x".repeat(1024)})), 1024),
        (
            Request::post("/api/universe/universe:v/snapshot")
                .json(&json!({"snapshot": "x".repeat(1023), "tick": 1})),
            1024,
        ),
    ] {
        let reply = ada.send(request).await;
        reply.refused(413, "too-large");
        assert_eq!(reply.json()["limit"], limit);
    }
    ada.send(put(1024)).await.expect(201);
    let deep = json!([[[[[[[[1]]]]]]]]);
    ada.post("/api/universe/universe:v/snapshot", json!({"snapshot": deep, "tick": 1})).await.expect(201);
    ada.post("/api/universe/universe:v/snapshot", json!({"snapshot": [deep], "tick": 1}))
        .await
        .refused(422, "rule");
    ada.patch("/api/universe/universe:v", json!({"config": {"a": deep}})).await.refused(422, "rule");
}

#[tokio::test]
async fn every_limit_is_told_with_the_callers_use() {
    let server = Server::start_with(&["--max-json-depth", "99"]).await;
    let limits = server.anybody().get("/api/limits").await.expect(200);
    assert_eq!(limits["maxJsonDepth"], 99);
    for name in [
        "maxBodyBytes",
        "maxDocumentBytes",
        "maxJsonBytes",
        "uploadMemoryBytes",
        "playerRequestsPerSecond",
        "playerBurst",
        "addressRequestsPerSecond",
        "addressBurst",
        "maxUniversesPerPlayer",
        "maxBytesPerPlayer",
        "maxTokensPerPlayer",
        "maxAccessPerUniverse",
        "maxStreams",
        "maxStreamsPerPlayer",
        "maxStreamsPerAddress",
        "eventRetentionSeconds",
        "requestTimeoutSeconds",
        "maxIdLength",
        "maxConfigBytes",
        "defaultListLimit",
        "maxListLimit",
        "maxTick",
    ] {
        assert!(limits[name].is_u64(), "{name}");
    }
    assert!(limits.get("usage").is_none(), "nobody has used nothing");
    let usage = server.player("ada").await.get("/api/limits").await.expect(200)["usage"].clone();
    assert_eq!(
        usage,
        json!({"playerId": "ada", "universes": 0, "storedBytes": 0, "passages": 0, "streams": 0})
    );
}
