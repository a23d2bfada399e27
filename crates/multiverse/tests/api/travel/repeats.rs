//! Everything about travel that is sent again is done once and answered alike, also after a crash.

use serde_json::{Value, json};

use super::people::id_of;
use crate::support::{Client, Reply, Request, Server};

async fn send(client: &Client, path: &str, body: &Value) -> Reply {
    client.send(Request::post(path).header("idempotency-key", path).json(body)).await
}

#[tokio::test]
async fn every_post_is_done_once_and_answered_alike_also_after_a_crash() {
    let mut server = Server::start().await;
    let ada = server.player("ada").await;
    let token = ada.token().unwrap().to_owned();
    let (here, there) = (ada.creates("universe:here").await, ada.creates("universe:there").await);
    let gate = ada.connects(&here, &there, "gate").await;
    let passage = json!({"sourceUniverseId": here, "targetUniverseId": there, "type": "gate"});
    let mut first: Vec<(String, Value, Reply)> = Vec::new();
    let mut transits = Vec::new();
    let plain = |rest: &str| (format!("/api/passage/{gate}/{rest}"), json!({}));
    let tom = json!({"entityId": "tom", "entity": {"hp": 3}});
    for (path, body) in [
        ("/api/passage".to_owned(), passage),
        plain("consent"),
        plain("maintain"),
        plain("seal"),
        plain("unseal"),
        (format!("/api/passage/{gate}/travel"), tom),
    ] {
        let reply = send(&ada, &path, &body).await;
        assert!(reply.status < 300, "{path}: {}", reply.status);
        if path.ends_with("/travel") {
            transits.push(id_of(&reply.json()["transit"]));
        }
        first.push((path, body, reply));
    }
    for verb in ["reject", "arrive"] {
        let path = format!("/api/transit/{}/{verb}", transits[0]);
        let reply = send(&ada, &path, &json!({})).await;
        first.push((path, json!({}), reply));
    }
    let count = |client: Client| async move {
        let journey = client.get("/api/entity/tom/journey").await.expect(200);
        (journey["steps"].clone(), client.get("/api/stats").await.expect(200)["passageCount"].clone())
    };
    let before = count(ada.clone()).await;
    for crashed in [false, true] {
        if crashed {
            server = server.killed_and_restarted();
        }
        let ada = server.with_token(&token);
        for (path, body, reply) in &first {
            let again = send(&ada, path, body).await;
            assert_eq!((again.status, again.json()), (reply.status, reply.json()), "{path}");
        }
        assert_eq!(count(ada.clone()).await, before);
        let other = json!({"entityId": "eva", "entity": 1});
        let travel = format!("/api/passage/{gate}/travel");
        send(&ada, &travel, &other).await.refused(422, "idempotency-key-reused");
    }
}

#[tokio::test]
async fn a_departure_that_was_refused_stays_refused_under_its_key() {
    let server = Server::start().await;
    let ada = server.player("ada").await;
    let (here, there) = (ada.creates("universe:here").await, ada.creates("universe:there").await);
    let thread = ada.connects(&here, &there, "thread").await;
    let transit = ada.sends(&thread, "tom").await;
    let path = format!("/api/passage/{thread}/travel");
    let eva = json!({"entityId": "eva", "entity": 1});
    send(&ada, &path, &eva).await.refused(409, "passage-full");
    ada.receives(&transit).await;
    // Else a copy of the request that was delayed on its way would send her after all.
    send(&ada, &path, &eva).await.refused(409, "passage-full");
    ada.post(&path, eva).await.expect(201);
}

#[tokio::test]
async fn a_departure_that_a_quota_refused_stays_refused_under_its_key() {
    let server = Server::start_with(&["--max-bytes-per-player", "10"]).await;
    let ada = server.player("ada").await;
    let (here, there) = (ada.creates("universe:here").await, ada.creates("universe:there").await);
    let gate = ada.connects(&here, &there, "gate").await;
    let token = ada.token().unwrap().to_owned();
    let path = format!("/api/passage/{gate}/travel");
    let eva = json!({"entityId": "eva", "entity": "too large for ten bytes"});
    send(&ada, &path, &eva).await.refused(507, "quota-exceeded");
    let small = json!({"entityId": "tom", "entity": 1});
    let first =
        ada.send(Request::post(&path).header("idempotency-key", "small").json(&small)).await.expect(201);
    let again =
        ada.send(Request::post(&path).header("idempotency-key", "small").json(&small)).await.expect(201);
    assert_eq!(first, again);
    // The refusal is on disk: a server that started since says the same.
    let server = server.killed_and_restarted();
    let ada = server.with_token(&token);
    let other = json!({"entityId": "eva", "entity": 1});
    send(&ada, &path, &eva).await.refused(507, "quota-exceeded");
    send(&ada, &path, &other).await.refused(422, "idempotency-key-reused");
}

#[tokio::test]
async fn what_cannot_be_read_as_json_values_is_answered_alike_when_it_is_repeated() {
    let server = Server::start().await;
    let ada = server.player("ada").await;
    let here = ada.creates("universe:here").await;
    let there = json!({"id": "universe:there", "name": "There", "config": {"techLevel": "primitive"}});
    ada.post("/api/universe", there).await.expect(201);
    let gate = ada.connects(&here, "universe:there", "gate").await;
    let deep = "[".repeat(125) + &"]".repeat(125);
    for (n, (odd, leaves_behind)) in [
        (r#""cut \ud83d""#, true),
        ("1e999", true),
        (deep.as_str(), true),
        ("1e999", false),
        (deep.as_str(), false),
    ]
    .into_iter()
    .enumerate()
    {
        let item = format!(r#"{{"tags":["electronic"],"odd":{odd}}}"#);
        let body =
            format!(r#"{{"entityId":"tom-{n}","entity":{{"bag":[{item}]}},"leaveBehind":{leaves_behind}}}"#);
        let request = Request::post(format!("/api/passage/{gate}/travel"));
        let request = request.header("idempotency-key", format!("key-{n}")).text("application/json", body);
        let first = ada.send(request.clone()).await;
        assert_eq!(first.status, if leaves_behind { 201 } else { 422 }, "{odd}");
        let again = ada.send(request).await;
        assert_eq!((again.status, &again.body), (first.status, &first.body), "{odd}");
    }
}
