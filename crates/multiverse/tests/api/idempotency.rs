//! `Idempotency-Key`: a request that is sent again is done once and answered alike.

use serde_json::{Value, json};

use crate::support::{Client, Request, Server};

async fn send(client: &Client, key: &str, path: &str, body: &Value) -> crate::support::Reply {
    client.send(Request::post(path).header("idempotency-key", key).json(body)).await
}

/// Every POST, with what makes it succeed and what makes it another request.
fn posts() -> Vec<(&'static str, u16, Value, Value)> {
    let at = |rest| match rest {
        "snapshot" => "/api/universe/universe:v/snapshot",
        "fork" => "/api/universe/universe:v/fork",
        _ => "/api/universe/universe:v/cleanup",
    };
    vec![
        ("/api/universe", 201, json!({"name": "made"}), json!({"name": "other"})),
        (
            at("snapshot"),
            201,
            json!({"snapshot": {"a": 1}, "tick": 10}),
            json!({"snapshot": {"a": 2}, "tick": 10}),
        ),
        (at("fork"), 201, json!({"snapshotTick": 1, "name": "f"}), json!({"snapshotTick": 1, "name": "g"})),
        (at("cleanup"), 200, json!({"currentTick": 10}), json!({"currentTick": 11})),
    ]
}

#[tokio::test]
async fn every_post_is_done_once_and_answered_alike_also_after_a_crash() {
    let server = Server::start().await;
    let ada = server.player("ada").await;
    ada.creates("universe:v").await;
    ada.saves("universe:v", 1, &json!(1)).await;
    let mut first = Vec::new();
    for (path, status, body, _) in posts() {
        let reply = send(&ada, path, path, &body).await;
        assert_eq!(reply.status, status, "{path}");
        let again = send(&ada, path, path, &body).await;
        assert_eq!((again.status, again.json()), (status, reply.json()), "{path}");
        first.push(reply);
    }
    let token =
        ada.send(Request::post("/api/player/ada/token").header("idempotency-key", "t")).await.expect(201);
    let deleted = Request::post("/api/universe/universe:v/restore").header("idempotency-key", "r");
    let restored = ada.send(deleted.clone()).await.expect(200);
    let count = ada.get("/api/player/ada").await.expect(200)["player"]["universeCount"].clone();
    let server = server.killed_and_restarted();
    let ada = server.with_token(ada.token().unwrap());
    for ((path, status, body, other), first) in posts().into_iter().zip(first) {
        let again = send(&ada, path, path, &body).await;
        assert_eq!((again.status, again.json()), (status, first.json()), "{path}");
        send(&ada, path, path, &other).await.refused(422, "idempotency-key-reused");
    }
    let again =
        ada.send(Request::post("/api/player/ada/token").header("idempotency-key", "t")).await.expect(201);
    assert_eq!(again, token);
    server.with_token(token["token"].as_str().unwrap()).get("/api/player/ada").await.expect(200);
    assert_eq!(ada.send(deleted).await.expect(200), restored);
    assert_eq!(ada.get("/api/player/ada").await.expect(200)["player"]["universeCount"], count);
}

#[tokio::test]
async fn a_registration_that_is_sent_again_gets_the_same_token() {
    let server = Server::start().await;
    let body = json!({"id": "ada", "displayName": "Ada"});
    let first = send(&server.anybody(), "k", "/api/player", &body).await.expect(201);
    let again = send(&server.anybody(), "k", "/api/player", &body).await.expect(201);
    assert_eq!(again, first);
    let server = server.killed_and_restarted();
    assert_eq!(send(&server.anybody(), "k", "/api/player", &body).await.expect(201), first);
    server.with_token(first["token"].as_str().unwrap()).post("/api/player", json!({})).await.expect(200);
    let other = json!({"id": "eve"});
    send(&server.anybody(), "k", "/api/player", &other).await.refused(422, "idempotency-key-reused");
    send(&server.anybody(), "other", "/api/player", &body).await.refused(409, "taken");
    let unnamed = send(&server.anybody(), "u", "/api/player", &json!({})).await.expect(201);
    assert_eq!(send(&server.anybody(), "u", "/api/player", &json!({})).await.expect(201), unnamed);
}

#[tokio::test]
async fn the_same_key_is_another_for_another_player_and_another_request_on_another_route() {
    let server = Server::start().await;
    let (ada, bob) = (server.player("ada").await, server.player("bob").await);
    let body = json!({"name": "x"});
    let hers = send(&ada, "k", "/api/universe", &body).await.expect(201);
    let his = send(&bob, "k", "/api/universe", &body).await.expect(201);
    assert_ne!(hers["universe"]["id"], his["universe"]["id"]);
    send(&ada, "k", "/api/player", &body).await.refused(422, "idempotency-key-reused");
}

#[tokio::test]
async fn a_refusal_is_repeated_too_even_if_it_would_pass_by_now() {
    let server = Server::start().await;
    let ada = server.player("ada").await;
    let save = json!({"snapshot": 1, "tick": 1});
    let path = "/api/universe/universe:later/snapshot";
    let first = send(&ada, "k", "/api/universe", &json!({"id": "a b", "name": "x"})).await;
    first.refused(400, "malformed");
    let again = send(&ada, "k", "/api/universe", &json!({"id": "a b", "name": "x"})).await;
    assert_eq!((again.status, &again.body), (400, &first.body));
    ada.creates("universe:later").await;
    send(&ada, "s", path, &save).await.expect(201);
    let taken = json!({"id": "universe:later", "name": "x"});
    for _ in 0..2 {
        send(&ada, "t", "/api/universe", &taken).await.refused(409, "taken");
    }
}

#[tokio::test]
async fn many_at_once_make_one_thing() {
    let server = Server::start().await;
    let ada = server.player("ada").await;
    ada.creates("universe:v").await;
    ada.saves("universe:v", 1, &json!(1)).await;
    for (path, status, body, _) in posts() {
        let request = Request::post(path).header("idempotency-key", path).json(&body);
        let mut tasks = tokio::task::JoinSet::new();
        for _ in 0..12 {
            let (client, request) = (ada.clone(), request.clone());
            tasks.spawn(async move { client.send(request).await });
        }
        let replies = tasks.join_all().await;
        for reply in &replies {
            assert_eq!((reply.status, reply.json()), (status, replies[0].json()), "{path}");
        }
    }
    let count = &ada.get("/api/player/ada").await.expect(200)["player"]["universeCount"];
    assert_eq!(*count, 3, "the village, one more, and one fork");
    assert_eq!(ada.get("/api/universe/universe:v").await.expect(200)["universe"]["snapshotCount"], 2);
}

#[tokio::test]
async fn many_registrations_at_once_make_one_player_with_one_token() {
    let server = Server::start().await;
    let mut tasks = tokio::task::JoinSet::new();
    for _ in 0..12 {
        let client = server.anybody();
        tasks
            .spawn(async move { send(&client, "k", "/api/player", &json!({"id": "ada"})).await.expect(201) });
    }
    let answers = tasks.join_all().await;
    assert!(answers.iter().all(|answer| *answer == answers[0]), "{answers:?}");
    assert_eq!(server.anybody().get("/api/stats").await.expect(200)["playerCount"], 1);
}

#[tokio::test]
async fn what_is_no_key_is_refused() {
    let server = Server::start().await;
    let long = "x".repeat(256);
    for bad in ["", long.as_str(), "é"] {
        send(&server.anybody(), bad, "/api/player", &json!({})).await.refused(400, "malformed");
    }
    let twice = Request::post("/api/player").header("idempotency-key", "a").header("idempotency-key", "b");
    server.anybody().send(twice.json(&json!({}))).await.refused(400, "malformed");
    send(&server.anybody(), &long[1..], "/api/player", &json!({})).await.expect(201);
}
