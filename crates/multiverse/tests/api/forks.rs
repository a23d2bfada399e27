//! Forks.

use serde_json::json;

use crate::support::{ENTRY, Server, UNIVERSE, is_shaped};

#[tokio::test]
async fn a_fork_begins_with_the_entry_that_it_was_forked_at() {
    let server = Server::start().await;
    let ada = server.player("ada").await;
    let body = json!({"id": "universe:v", "name": "Village", "config": {"techLevel": 2}, "isPublic": true});
    ada.post("/api/universe", body).await.expect(201);
    let event = json!({"type": "birth", "title": "Tom"});
    let source = json!({"snapshot": {"a": 1}, "tick": 5, "day": 3, "canonEvent": event});
    let source = ada.post("/api/universe/universe:v/snapshot", source).await.expect(201)["entry"].clone();
    ada.saves("universe:v", 9, &json!("later")).await;
    let body = json!({"snapshotTick": 5, "name": "What if", "id": "universe:f", "ownerId": "ada"});
    let forked = ada.post("/api/universe/universe:v/fork", body).await.expect(201);
    is_shaped(&forked, "success:bool universe:object forkedFrom:object");
    is_shaped(&forked["universe"], UNIVERSE);
    let universe = &forked["universe"];
    let from = json!({"universeId": "universe:v", "snapshotTick": 5});
    assert_eq!((&forked["forkedFrom"], &universe["forkOf"]), (&from, &from));
    assert_eq!((&universe["name"], &universe["snapshotCount"]), (&json!("What if"), &json!(1)));
    assert_eq!(universe["config"], json!({"techLevel": 2}), "it goes on under the same rules");
    let first = ada.get("/api/universe/universe:f/snapshots").await.expect(200)["snapshots"][0].clone();
    is_shaped(&first, ENTRY);
    for member in
        ["tick", "day", "type", "canonEvent", "checksum", "fileSize", "filename", "title", "contentType"]
    {
        assert_eq!(first[member], source[member], "{member}");
    }
    assert_eq!((&first["universeId"], &first["storedSize"]), (&json!("universe:f"), &json!(0)));
    let read = ada.get("/api/universe/universe:f/snapshot/latest").await.expect(200);
    assert_eq!((&read["snapshot"], &read["entry"]), (&json!({"a": 1}), &first));
}

#[tokio::test]
async fn a_fork_takes_what_it_is_told_and_makes_up_the_rest() {
    let server = Server::start().await;
    let (ada, bob) = (server.player("ada").await, server.player("bob").await);
    ada.creates_public("universe:v").await;
    ada.saves("universe:v", 5, &json!(5)).await;
    let fork = "/api/universe/universe:v/fork";
    let body = json!({"snapshotTick": 5, "name": "f", "isPublic": false, "config": {"magicLevel": 1}});
    let his = bob.post(fork, body).await.expect(201)["universe"].clone();
    assert!(his["id"].as_str().unwrap().starts_with("universe:"));
    assert_eq!((&his["ownerId"], &his["isPublic"]), (&json!("bob"), &json!(false)));
    assert_eq!(his["config"], json!({"magicLevel": 1}));
    for (body, status, kind) in [
        (json!({"snapshotTick": 5, "name": "f", "ownerId": "ada"}), 403, "forbidden"),
        (json!({"snapshotTick": 5, "name": "f", "id": "universe:v"}), 409, "taken"),
        (json!({"snapshotTick": 6, "name": "f"}), 404, "no-snapshot"),
        (json!({"snapshotTick": 4, "name": "f", "nearest": true}), 404, "no-snapshot"),
        (json!({"name": "f"}), 400, "malformed"),
        (json!({"snapshotTick": 5}), 400, "malformed"),
    ] {
        let reply = bob.post(fork, body).await;
        reply.refused(status, kind);
        if kind == "no-snapshot" {
            assert_eq!(reply.json()["nearest"], json!([5]));
        }
    }
    let nearest = bob.post(fork, json!({"snapshotTick": 8, "name": "f", "nearest": true})).await.expect(201);
    assert_eq!(nearest["forkedFrom"], json!({"universeId": "universe:v", "snapshotTick": 5}));
}

#[tokio::test]
async fn forks_are_listed_to_those_who_may_see_them() {
    let server = Server::start().await;
    let (ada, bob) = (server.player("ada").await, server.player("bob").await);
    ada.creates_public("universe:v").await;
    ada.saves("universe:v", 5, &json!(5)).await;
    ada.forks("universe:v", 5, "universe:open").await;
    bob.forks("universe:v", 5, "universe:his").await;
    bob.patch("/api/universe/universe:his", json!({"isPublic": false})).await.expect(200);
    for (who, expected) in [(server.anybody(), 1), (ada, 1), (bob, 2)] {
        let list = who.get("/api/universe/universe:v/forks").await.expect(200);
        is_shaped(&list, "sourceUniverseId:string forks:array nextCursor:null");
        assert_eq!(list["sourceUniverseId"], "universe:v");
        assert_eq!(list["forks"].as_array().unwrap().len(), expected);
        is_shaped(&list["forks"][0], UNIVERSE);
    }
}

#[tokio::test]
async fn in_open_mode_a_fork_needs_an_owner() {
    let server = Server::open().await;
    let anybody = server.anybody();
    anybody
        .post("/api/universe", json!({"id": "universe:v", "name": "v", "ownerId": "ada"}))
        .await
        .expect(201);
    anybody.saves("universe:v", 5, &json!(5)).await;
    let fork = "/api/universe/universe:v/fork";
    anybody.post(fork, json!({"snapshotTick": 5, "name": "f"})).await.refused(400, "malformed");
    let forked =
        anybody.post(fork, json!({"snapshotTick": 5, "name": "f", "ownerId": "new"})).await.expect(201);
    assert_eq!(forked["universe"]["ownerId"], "new");
    anybody.get("/api/player/new").await.expect(200);
}
