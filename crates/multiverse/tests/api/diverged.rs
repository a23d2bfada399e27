//! Saves that name the head they extend, and find another.

use serde_json::{Value, json};

use crate::support::{Client, ENTRY, Reply, Request, Server, UNIVERSE, is_shaped};

/// The ways of upload that name a parent.
const WAYS: [&str; 2] = ["post", "put"];

async fn save(
    client: &Client,
    way: &str,
    tick: u64,
    world: &str,
    parent: &Value,
    on_conflict: &str,
) -> Reply {
    let parent = parent.as_str().unwrap();
    let path = "/api/universe/universe:v/snapshot";
    let request = match way {
        "post" => Request::post(path)
            .json(&json!({"snapshot": world, "tick": tick, "parent": parent, "onConflict": on_conflict})),
        _ => Request::put(format!("{path}/{tick}?onConflict={on_conflict}"))
            .header("if-match", format!("\"{parent}\""))
            .text("application/json", json!(world).to_string()),
    };
    client.send(request).await
}

async fn village(server: &Server) -> (Client, Value) {
    let ada = server.player("ada").await;
    ada.creates("universe:v").await;
    let first = ada.saves("universe:v", 1, &json!("dawn")).await;
    (ada, first)
}

#[tokio::test]
async fn a_save_that_lost_the_race_is_refused_with_the_head_that_won() {
    for way in WAYS {
        let server = Server::start().await;
        let (ada, first) = village(&server).await;
        let won =
            save(&ada, way, 2, "harvest", &first["checksum"], "refuse").await.expect(201)["entry"].clone();
        assert_eq!(won["parent"], first["checksum"]);
        let lost = save(&ada, way, 2, "drought", &first["checksum"], "refuse").await;
        lost.refused(409, "diverged");
        let head = json!({"id": won["id"], "tick": 2, "checksum": won["checksum"]});
        assert_eq!(lost.json()["head"], head);
        save(&ada, way, 2, "harvest", &first["checksum"], "refuse").await.expect(200);
        save(&ada, way, 3, "feast", &won["checksum"], "refuse").await.expect(201);
        assert_eq!(ada.get("/api/universe/universe:v").await.expect(200)["universe"]["snapshotCount"], 3);
    }
}

#[tokio::test]
async fn a_parent_of_a_universe_without_history_is_refused_without_a_head() {
    for way in WAYS {
        let server = Server::start().await;
        let ada = server.player("ada").await;
        ada.creates("universe:v").await;
        let parent = json!(format!("sha256:{}", "0".repeat(64)));
        for on_conflict in ["refuse", "fork"] {
            let reply = save(&ada, way, 1, "dawn", &parent, on_conflict).await;
            reply.refused(409, "diverged");
            assert_eq!(reply.json()["head"], Value::Null);
        }
    }
}

#[tokio::test]
async fn a_diverged_save_that_asks_for_it_becomes_a_fork_once() {
    for way in WAYS {
        let server = Server::start().await;
        let (ada, first) = village(&server).await;
        let won = save(&ada, way, 2, "harvest", &first["checksum"], "fork").await.expect(201);
        is_shaped(&won, "success:bool entry:object");
        let answer = save(&ada, way, 3, "drought", &first["checksum"], "fork").await.expect(201);
        is_shaped(&answer, "success:bool entry:object universe:object forkedFrom:object");
        is_shaped(&answer["entry"], ENTRY);
        is_shaped(&answer["universe"], UNIVERSE);
        assert_eq!(answer["forkedFrom"], json!({"universeId": "universe:v", "snapshotTick": 1}));
        let fork = answer["universe"]["id"].as_str().unwrap().to_owned();
        assert_eq!(answer["universe"]["forkOf"], answer["forkedFrom"]);
        assert_eq!(
            (&answer["entry"]["universeId"], &answer["entry"]["parent"]),
            (&json!(fork), &first["checksum"])
        );
        let read = |universe: String| ada.get(format!("/api/universe/{universe}/snapshot/latest"));
        assert_eq!(read(fork.clone()).await.expect(200)["snapshot"], "drought");
        assert_eq!(
            read("universe:v".to_owned()).await.expect(200)["snapshot"],
            "harvest",
            "both histories live on"
        );
        let again = save(&ada, way, 3, "drought", &first["checksum"], "fork").await;
        assert_eq!(again.status, 200, "{}", again.json());
        assert_eq!(
            (&again.json()["entry"], &again.json()["universe"]["id"]),
            (&answer["entry"], &json!(fork))
        );
        let forks = ada.get("/api/universe/universe:v/forks").await.expect(200);
        assert_eq!(forks["forks"].as_array().unwrap().len(), 1);
        let unknown = json!(format!("sha256:{}", "0".repeat(64)));
        save(&ada, way, 4, "flood", &unknown, "fork").await.refused(409, "diverged");
    }
}

#[tokio::test]
async fn an_editors_diverged_save_becomes_the_editors_own_fork() {
    let server = Server::start().await;
    let (ada, first) = village(&server).await;
    let bob = server.player("bob").await;
    ada.put("/api/universe/universe:v/access/bob", json!({"role": "editor"})).await.expect(200);
    ada.saves("universe:v", 2, &json!("harvest")).await;
    let answer = save(&bob, "post", 2, "drought", &first["checksum"], "fork").await.expect(201);
    assert_eq!(answer["universe"]["ownerId"], "bob");
    let fork = answer["universe"]["id"].as_str().unwrap();
    ada.get(format!("/api/universe/{fork}")).await.refused(404, "not-found");
}

#[tokio::test]
async fn of_many_saves_on_one_head_at_once_one_wins() {
    let server = Server::start().await;
    let (ada, first) = village(&server).await;
    let mut tasks = tokio::task::JoinSet::new();
    for n in 0..12 {
        let (client, parent) = (ada.clone(), first["checksum"].clone());
        tasks.spawn(
            async move { save(&client, WAYS[n % 2], 2, &format!("world {n}"), &parent, "refuse").await },
        );
    }
    let replies = tasks.join_all().await;
    let won: Vec<_> = replies.iter().filter(|reply| reply.status == 201).collect();
    assert_eq!(won.len(), 1);
    for lost in replies.iter().filter(|reply| reply.status != 201) {
        lost.refused(409, "diverged");
        assert_eq!(lost.json()["head"]["checksum"], won[0].json()["entry"]["checksum"]);
    }
}

#[tokio::test]
async fn a_save_that_extends_an_ancestors_past_becomes_a_fork_of_the_ancestor() {
    let server = Server::start().await;
    let (ada, dawn) = village(&server).await;
    ada.saves("universe:v", 5, &json!("noon")).await;
    ada.forks("universe:v", 5, "universe:w").await;
    ada.saves("universe:w", 6, &json!("rain")).await;
    let body = json!({"snapshot": "night", "tick": 7, "parent": dawn["checksum"], "onConflict": "fork"});
    let answer = ada.post("/api/universe/universe:w/snapshot", body).await.expect(201);
    assert_eq!(answer["forkedFrom"], json!({"universeId": "universe:v", "snapshotTick": 1}));
    assert_eq!(answer["entry"]["parent"], dawn["checksum"]);
}

#[tokio::test]
async fn a_save_that_undoes_the_head_at_its_tick_is_no_repeat() {
    let server = Server::start().await;
    let (ada, dawn) = village(&server).await;
    let parent = &dawn["checksum"];
    let first = save(&ada, "put", 2, "X", parent, "refuse").await.expect(201)["entry"].clone();
    let second = save(&ada, "put", 2, "Y", &first["checksum"], "refuse").await.expect(201)["entry"].clone();
    save(&ada, "put", 2, "X", parent, "refuse").await.expect(200);
    let undone = save(&ada, "put", 2, "X", &second["checksum"], "refuse").await.expect(201)["entry"].clone();
    assert_eq!(undone["parent"], second["checksum"]);
    assert_eq!(ada.get("/api/universe/universe:v/snapshot/latest").await.expect(200)["snapshot"], "X");
}
