//! Requests that meet: who wins, and that nobody's work is lost.

use std::collections::HashSet;

use reqwest::Method;
use serde_json::{Value, json};

use crate::crash::audit;
use crate::support::{Client, Reply, Request, Server};

/// Sends all at once; answers in the order of the requests.
async fn at_once(requests: impl IntoIterator<Item = (Client, Request)>) -> Vec<Reply> {
    let sent: Vec<_> = requests
        .into_iter()
        .map(|(client, request)| tokio::spawn(async move { client.send(request).await }))
        .collect();
    let mut replies = Vec::new();
    for reply in sent {
        replies.push(reply.await.unwrap());
    }
    replies
}

fn count(replies: &[Reply], status: u16) -> usize {
    replies.iter().filter(|reply| reply.status == status).count()
}

fn save(universe: &str, body: &Value) -> Request {
    Request::post(format!("/api/universe/{universe}/snapshot")).json(body)
}

async fn entries(ada: &Client, universe: &str) -> Vec<Value> {
    let list = ada.get(format!("/api/universe/{universe}/snapshots?limit=1000")).await.expect(200);
    list["snapshots"].as_array().unwrap().clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn twenty_saves_at_once_are_all_kept_and_counted() {
    let server = Server::start().await;
    let ada = server.player("ada").await;
    let village = ada.creates("universe:village").await;
    let saves =
        (0..20).map(|n| (ada.clone(), save(&village, &json!({"tick": n % 10, "snapshot": {"n": n}}))));
    let replies = at_once(saves).await;
    assert_eq!(count(&replies, 201), 20);
    let universe = ada.get(format!("/api/universe/{village}")).await.expect(200)["universe"].clone();
    assert_eq!(universe["snapshotCount"], 20);
    assert_eq!(universe["head"]["tick"], 9);
    let kept: HashSet<_> = entries(&ada, &village).await.iter().map(|e| e["checksum"].to_string()).collect();
    for reply in &replies {
        assert!(kept.contains(&reply.json()["entry"]["checksum"].to_string()));
    }
    audit::check(server.data());
}

#[tokio::test(flavor = "multi_thread")]
async fn of_sixteen_registrations_of_one_id_one_wins() {
    let server = Server::start().await;
    let register = Request::post("/api/player").json(&json!({"id": "ada"}));
    let replies = at_once((0..16).map(|_| (server.anybody(), register.clone()))).await;
    assert_eq!((count(&replies, 201), count(&replies, 409)), (1, 15));
    let winner = replies.iter().find(|reply| reply.status == 201).unwrap().json();
    let ada = server.with_token(winner["token"].as_str().unwrap());
    assert_eq!(ada.get("/api/stats").await.expect(200)["playerCount"], 1);
    let keyed =
        Request::post("/api/player").json(&json!({"displayName": "Bob"})).header("idempotency-key", "k");
    let replies = at_once((0..16).map(|_| (server.anybody(), keyed.clone()))).await;
    let tokens: HashSet<_> = replies.iter().map(|reply| reply.expect(201)["token"].to_string()).collect();
    assert_eq!(tokens.len(), 1, "one request, sent sixteen times, has one answer");
    assert_eq!(ada.get("/api/stats").await.expect(200)["playerCount"], 2);
    audit::check(server.data());
}

#[tokio::test(flavor = "multi_thread")]
async fn of_forks_and_universes_with_one_id_one_is_made() {
    let server = Server::start().await;
    let ada = server.player("ada").await;
    let village = ada.creates("universe:village").await;
    ada.saves(&village, 5, &json!({"n": 1})).await;
    let fork = json!({"snapshotTick": 5, "name": "x", "id": "universe:x"});
    let fork = Request::post(format!("/api/universe/{village}/fork")).json(&fork);
    let create = Request::post("/api/universe").json(&json!({"id": "universe:x", "name": "x"}));
    let both = (0..16).map(|n| (ada.clone(), if n % 2 == 0 { fork.clone() } else { create.clone() }));
    let replies = at_once(both).await;
    assert_eq!((count(&replies, 201), count(&replies, 409)), (1, 15));
    let unnamed = json!({"snapshotTick": 5, "name": "y"});
    let unnamed = Request::post(format!("/api/universe/{village}/fork")).json(&unnamed);
    let keyed = unnamed.header("idempotency-key", "once");
    let replies = at_once((0..16).map(|_| (ada.clone(), keyed.clone()))).await;
    let made: HashSet<_> =
        replies.iter().map(|reply| reply.expect(201)["universe"]["id"].to_string()).collect();
    assert_eq!(made.len(), 1);
    assert_eq!(ada.get("/api/stats").await.expect(200)["universeCount"], 3);
    audit::check(server.data());
}

#[tokio::test(flavor = "multi_thread")]
async fn of_saves_on_one_parent_one_wins_and_the_others_learn_of_it() {
    let server = Server::start().await;
    let ada = server.player("ada").await;
    let village = ada.creates("universe:village").await;
    let mut parent = ada.saves(&village, 1, &json!({"n": 0})).await["checksum"].clone();
    for round in 0..10 {
        let tick = 10 + round;
        let body = |n: u64| json!({"tick": tick, "snapshot": [round, n], "parent": parent});
        let replies = at_once((0..8).map(|n| (ada.clone(), save(&village, &body(n))))).await;
        assert_eq!((count(&replies, 201), count(&replies, 409)), (1, 7));
        let won = replies.iter().find(|reply| reply.status == 201).unwrap().json()["entry"].clone();
        for lost in replies.iter().filter(|reply| reply.status == 409) {
            lost.refused(409, "diverged");
            assert_eq!(lost.json()["head"]["checksum"], won["checksum"]);
            assert_eq!(lost.json()["head"]["id"], won["id"]);
        }
        parent = won["checksum"].clone();
    }
    assert_eq!(entries(&ada, &village).await.len(), 11);
    audit::check(server.data());
}

#[tokio::test(flavor = "multi_thread")]
async fn saves_on_one_parent_that_ask_for_it_become_forks_and_none_is_lost() {
    let server = Server::start().await;
    let ada = server.player("ada").await;
    let village = ada.creates("universe:village").await;
    let parent = ada.saves(&village, 1, &json!({"n": 0})).await["checksum"].clone();
    let body = |n: u64| json!({"tick": 2, "snapshot": {"n": n + 1}, "parent": parent, "onConflict": "fork"});
    // Each of them twice, as clients do that hear nothing.
    let replies = at_once((0..16).map(|n| (ada.clone(), save(&village, &body(n / 2))))).await;
    let mut places = HashSet::new();
    for reply in &replies {
        assert!(matches!(reply.status, 200 | 201), "{}", reply.status);
        let entry = reply.json()["entry"].clone();
        let universe = entry["universeId"].as_str().unwrap().to_owned();
        let read = ada.get(format!("/api/universe/{universe}/snapshot/latest")).await.expect(200);
        assert_eq!(read["entry"]["checksum"], entry["checksum"]);
        places.insert(universe);
    }
    assert_eq!(places.len(), 8, "eight documents, each in a universe of its own");
    assert_eq!(ada.get("/api/stats").await.expect(200)["universeCount"], 8);
    audit::check(server.data());
}

#[tokio::test(flavor = "multi_thread")]
async fn one_save_sent_by_many_at_once_is_one_entry_and_one_content() {
    let server = Server::start().await;
    let ada = server.player("ada").await;
    let village = ada.creates("universe:village").await;
    let small = save(&village, &json!({"tick": 1, "snapshot": {"n": 1}}));
    let noise = crate::crash::Random::new(7).bytes(300_000);
    let large = Request::put(format!("/api/universe/{village}/snapshot/2")).bytes(noise.clone());
    for (request, total) in [(small, 1), (large, 2)] {
        let replies = at_once((0..16).map(|_| (ada.clone(), request.clone()))).await;
        assert_eq!((count(&replies, 201), count(&replies, 200)), (1, 15));
        let ids: HashSet<_> = replies.iter().map(|reply| reply.json()["entry"]["id"].to_string()).collect();
        assert_eq!(ids.len(), 1);
        assert_eq!(entries(&ada, &village).await.len(), total);
    }
    audit::check(server.data());
    assert_eq!(crate::ledger::vault_keys(server.data()).len(), 1, "those who lost the race tidied up");
}

#[tokio::test(flavor = "multi_thread")]
async fn deleting_saving_and_restoring_at_once_loses_nothing_acknowledged() {
    let server = Server::start().await;
    let ada = server.player("ada").await;
    let village = ada.creates("universe:village").await;
    let path = format!("/api/universe/{village}");
    let requests = (0..60).map(|n| match n % 3 {
        0 => Request::new(Method::DELETE, &path),
        1 => Request::post(format!("{path}/restore")),
        _ => save(&village, &json!({"tick": n, "snapshot": {"n": n}})),
    });
    let replies = at_once(requests.map(|request| (ada.clone(), request))).await;
    assert!(replies.iter().all(|reply| matches!(reply.status, 200 | 201 | 404)));
    ada.post(format!("{path}/restore"), json!({})).await;
    let kept: HashSet<_> =
        entries(&ada, &village).await.iter().map(|entry| entry["id"].to_string()).collect();
    let saved = replies.iter().filter(|reply| reply.status == 201);
    let saved: HashSet<_> = saved.map(|reply| reply.json()["entry"]["id"].to_string()).collect();
    assert_eq!(kept, saved);
    audit::check(server.data());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_revoked_token_counts_no_more_once_the_revocation_is_answered() {
    let server = Server::start().await;
    let ada = server.player("ada").await;
    let village = ada.creates("universe:village").await;
    for round in 0..20 {
        let token = ada.post("/api/player/ada/token", json!({})).await.expect(201);
        let old = server.with_token(token["token"].as_str().unwrap());
        let tick = std::sync::Arc::new(std::sync::atomic::AtomicU64::new(round * 1000));
        // They save for as long as they are let, so that some request is always on its way.
        let savers: Vec<_> = (0..4)
            .map(|_| {
                let (old, village, tick) = (old.clone(), village.clone(), tick.clone());
                tokio::spawn(async move {
                    loop {
                        let tick = tick.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
                        let reply = old.send(save(&village, &json!({"tick": tick, "snapshot": tick}))).await;
                        if reply.status == 401 {
                            return;
                        }
                        reply.expect(201);
                    }
                })
            })
            .collect();
        ada.send(Request::delete("/api/player/ada/token")).await.expect(200);
        for _ in 0..4 {
            old.get("/api/stats").await.refused(401, "unauthenticated");
        }
        for saver in savers {
            saver.await.unwrap();
        }
    }
    ada.get("/api/stats").await.expect(200);
    audit::check(server.data());
}
