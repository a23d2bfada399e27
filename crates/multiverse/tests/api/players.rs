//! Players: registering, updating, looking up, listing what they own.

use serde_json::json;

use crate::support::{PLAYER, Request, Server, UNIVERSE, is_shaped};

#[tokio::test]
async fn a_new_player_gets_a_token_and_a_profile() {
    let server = Server::start().await;
    let body = json!({"id": "ada", "displayName": "Ada – 😀"});
    let answer = server.anybody().post("/api/player", body).await.expect(201);
    is_shaped(&answer, "success:bool player:object token:string");
    is_shaped(&answer["player"], PLAYER);
    assert_eq!(answer["success"], true);
    assert_eq!(answer["player"]["displayName"], "Ada – 😀");
    assert_eq!(answer["player"]["universeCount"], 0);
    let shown = server.anybody().get("/api/player/ada").await.expect(200);
    is_shaped(&shown, "player:object");
    assert_eq!(shown["player"]["createdAt"], answer["player"]["createdAt"]);
}

#[tokio::test]
async fn a_player_who_names_nothing_gets_an_id_and_is_called_by_it() {
    let server = Server::start().await;
    let player = server.anybody().post("/api/player", json!({})).await.expect(201)["player"].clone();
    let id = player["id"].as_str().unwrap();
    assert!(id.starts_with("player:"), "{id}");
    assert_eq!(player["displayName"], id);
    let again = server.anybody().post("/api/player", json!({})).await.expect(201);
    assert_ne!(again["player"]["id"], id);
}

#[tokio::test]
async fn only_the_players_own_token_updates_a_player_that_exists() {
    let server = Server::start().await;
    let ada = server.player("ada").await;
    let bob = server.player("bob").await;
    let update = json!({"id": "ada", "displayName": "Countess"});
    server.anybody().post("/api/player", update.clone()).await.refused(409, "taken");
    bob.post("/api/player", update.clone()).await.refused(403, "forbidden");
    let answer = ada.post("/api/player", update).await.expect(200);
    is_shaped(&answer, "success:bool player:object");
    assert_eq!(answer["player"]["displayName"], "Countess");
    let named = ada.post("/api/player", json!({"displayName": "A."})).await.expect(200);
    assert_eq!((&named["player"]["id"], &named["player"]["displayName"]), (&json!("ada"), &json!("A.")));
    let kept = ada.post("/api/player", json!({"id": "ada"})).await.expect(200);
    assert_eq!(kept["player"]["displayName"], "A.");
}

#[tokio::test]
async fn in_open_mode_anybody_updates_a_player_without_a_token() {
    let server = Server::open().await;
    let first = server.anybody().post("/api/player", json!({"id": "ada"})).await.expect(201);
    is_shaped(&first, "success:bool player:object token?:string");
    let update = json!({"id": "ada", "displayName": "Countess"});
    let answer = server.anybody().post("/api/player", update).await.expect(200);
    assert_eq!(answer["player"]["displayName"], "Countess");
}

#[tokio::test]
async fn an_unknown_player_is_not_found() {
    let server = Server::start().await;
    for path in ["/api/player/nobody", "/api/player/nobody/universes"] {
        server.anybody().get(path).await.refused(404, "not-found");
    }
}

#[tokio::test]
async fn a_players_universes_are_those_that_the_asker_may_see() {
    let server = Server::start().await;
    let ada = server.player("ada").await;
    let bob = server.player("bob").await;
    ada.creates("universe:private").await;
    ada.creates_public("universe:public").await;
    ada.creates("universe:shared").await;
    ada.put("/api/universe/universe:shared/access/bob", json!({"role": "reader"})).await.expect(200);
    for (who, sees, count) in [
        (server.anybody(), vec!["universe:public"], 1),
        (bob, vec!["universe:public", "universe:shared"], 1),
        (ada, vec!["universe:private", "universe:public", "universe:shared"], 3),
    ] {
        let answer = who.get("/api/player/ada/universes").await.expect(200);
        is_shaped(&answer, "playerId:string universeIds:array nextCursor:null");
        let mut ids: Vec<_> = answer["universeIds"].as_array().unwrap().iter().collect();
        ids.sort_by_key(|id| id.as_str());
        assert_eq!(ids, sees);
        let profile = who.get("/api/player/ada").await.expect(200);
        assert_eq!(profile["player"]["universeCount"], count, "{sees:?}");
    }
}

#[tokio::test]
async fn a_players_universes_come_with_their_metadata_if_asked_for() {
    let server = Server::start().await;
    let ada = server.player("ada").await;
    ada.creates("universe:a").await;
    let answer = ada.get("/api/player/ada/universes?includeMetadata=true").await.expect(200);
    is_shaped(&answer, "playerId:string universeIds:array universes:array nextCursor:null");
    is_shaped(&answer["universes"][0], UNIVERSE);
    assert_eq!(answer["universes"][0]["id"], answer["universeIds"][0]);
}

#[tokio::test]
async fn ids_work_percent_encoded_and_under_both_base_paths() {
    let server = Server::start().await;
    let ada = server.player("player:a.b_c~d-1").await;
    ada.creates("universe:a.b_c~d-1").await;
    for base in ["/api", "/api/multiverse"] {
        for id in ["player:a.b_c~d-1", "player%3Aa%2Eb%5Fc%7ed%2d1"] {
            let shown = ada.get(format!("{base}/player/{id}")).await.expect(200);
            assert_eq!(shown["player"]["id"], "player:a.b_c~d-1");
        }
        let shown = ada.get(format!("{base}/universe/universe%3aa.b_c%7Ed-1")).await.expect(200);
        assert_eq!(shown["universe"]["id"], "universe:a.b_c~d-1");
    }
}

#[tokio::test]
async fn what_is_no_id_is_malformed_wherever_it_stands() {
    let server = Server::start().await;
    let ada = server.player("ada").await;
    let long = "x".repeat(129);
    for bad in ["a%2Fb", "a%20b", "%C3%A9", "%00", "..%2f..", long.as_str()] {
        ada.get(format!("/api/player/{bad}")).await.refused(400, "malformed");
        ada.get(format!("/api/universe/{bad}")).await.refused(400, "malformed");
    }
    for bad in ["", "a/b", "a b", "é", &long] {
        let body = json!({"id": bad, "name": "x"});
        server.anybody().post("/api/player", body.clone()).await.refused(400, "malformed");
        ada.post("/api/universe", body).await.refused(400, "malformed");
    }
    let longest = "x".repeat(128);
    server.anybody().send(Request::post("/api/player").json(&json!({"id": longest}))).await.expect(201);
    server.anybody().get(format!("/api/player/{longest}")).await.expect(200);
}
