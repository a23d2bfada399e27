//! Universes: making, showing, changing, hiding, listing.

use serde_json::{Value, json};

use crate::support::{Server, UNIVERSE, is_shaped};

#[tokio::test]
async fn a_universe_has_what_it_was_made_with() {
    let server = Server::start().await;
    let ada = server.player("ada").await;
    let config =
        json!({"timeScale": 2.5, "magicLevel": 1, "allowedItemTags": ["iron"], "ours": {"a": [null]}});
    let body = json!({"id": "universe:v", "name": "Dorf – 😀", "ownerId": "ada", "isPublic": true,
        "description": "Über", "config": config});
    let made = ada.post("/api/universe", body).await.expect(201);
    is_shaped(&made, "success:bool universe:object");
    let universe = &made["universe"];
    is_shaped(universe, UNIVERSE);
    let expected = json!({"id": "universe:v", "name": "Dorf – 😀", "ownerId": "ada", "isPublic": true,
        "description": "Über", "config": config, "lastSnapshotAt": 0, "snapshotCount": 0,
        "canonicalEventCount": 0, "visitorPolicy": "approval", "createdAt": universe["createdAt"]});
    assert_eq!(*universe, expected);
    let shown = server.anybody().get("/api/multiverse/universe/universe:v").await.expect(200);
    assert_eq!(shown, json!({"universe": expected}));
}

#[tokio::test]
async fn a_universe_without_an_id_gets_one_and_is_private() {
    let server = Server::start().await;
    let ada = server.player("ada").await;
    let universe = ada.post("/api/universe", json!({"name": "x"})).await.expect(201)["universe"].clone();
    assert!(universe["id"].as_str().unwrap().starts_with("universe:"), "{universe}");
    assert_eq!((&universe["isPublic"], &universe["ownerId"]), (&json!(false), &json!("ada")));
}

#[tokio::test]
async fn who_owns_a_universe_is_checked_by_mode() {
    let server = Server::start().await;
    let ada = server.player("ada").await;
    let body = json!({"name": "x", "ownerId": "bob"});
    server.anybody().post("/api/universe", body.clone()).await.refused(401, "unauthenticated");
    ada.post("/api/universe", body.clone()).await.refused(403, "forbidden");
    let open = Server::open().await;
    open.anybody().post("/api/universe", json!({"name": "x"})).await.refused(400, "malformed");
    let made = open.anybody().post("/api/universe", body).await.expect(201);
    assert_eq!(made["universe"]["ownerId"], "bob");
    let bob = open.anybody().get("/api/player/bob").await.expect(200);
    assert_eq!(bob["player"]["universeCount"], 1, "an owner that is not registered is registered");
}

#[tokio::test]
async fn an_id_is_given_once_even_if_its_universe_is_deleted() {
    let server = Server::start().await;
    let ada = server.player("ada").await;
    ada.creates("universe:v").await;
    let again = json!({"id": "universe:v", "name": "x"});
    ada.post("/api/universe", again.clone()).await.refused(409, "taken");
    ada.delete("/api/universe/universe:v").await.expect(200);
    ada.post("/api/universe", again).await.refused(409, "taken");
}

#[tokio::test]
async fn a_patch_changes_what_it_names_and_nothing_else() {
    let server = Server::start().await;
    let ada = server.player("ada").await;
    ada.creates("universe:v").await;
    let steps = [
        (json!({"name": "New"}), "name", json!("New")),
        (json!({"description": "d"}), "description", json!("d")),
        (json!({"isPublic": true}), "isPublic", json!(true)),
        (json!({"config": {"techLevel": 3}}), "config", json!({"techLevel": 3})),
        (json!({"visitorPolicy": "closed"}), "visitorPolicy", json!("closed")),
        (json!({"description": null}), "description", Value::Null),
        (json!({"config": null}), "config", Value::Null),
    ];
    let mut expected = ada.get("/api/universe/universe:v").await.expect(200)["universe"].clone();
    for (patch, member, value) in steps {
        let changed = ada.patch("/api/universe/universe:v", patch).await.expect(200);
        is_shaped(&changed, "universe:object");
        match value {
            Value::Null => drop(expected.as_object_mut().unwrap().remove(member)),
            value => expected[member] = value,
        }
        assert_eq!(changed["universe"], expected, "{member}");
        assert_eq!(ada.get("/api/universe/universe:v").await.expect(200)["universe"], expected);
    }
}

#[tokio::test]
async fn values_against_the_contract_are_refused() {
    let server = Server::start().await;
    let ada = server.player("ada").await;
    ada.creates("universe:v").await;
    for patch in [
        json!({"visitorPolicy": "maybe"}),
        json!({"isPublic": "yes"}),
        json!({"name": ""}),
        json!({"name": null, "isPublic": 1}),
        json!({"config": [1]}),
        json!({"config": {"big": "x".repeat(64 * 1024)}}),
    ] {
        let status = ada.patch("/api/universe/universe:v", patch.clone()).await.problem().0;
        assert!([400, 413, 422].contains(&status), "{status}: {}", patch.to_string().len());
    }
    ada.post("/api/universe", json!({"id": "universe:w"})).await.refused(400, "malformed");
}

#[tokio::test]
async fn a_deleted_universe_is_hidden_and_comes_back_whole() {
    let server = Server::start().await;
    let ada = server.player("ada").await;
    let village = ada.creates_public("universe:v").await;
    ada.saves(&village, 1, &json!({"a": 1})).await;
    let fork = ada.forks(&village, 1, "universe:fork").await;
    let before = ada.get("/api/universe/universe:v").await.expect(200);
    let deleted = ada.delete("/api/universe/universe:v").await.expect(200);
    is_shaped(&deleted, "success:bool message:string");
    for path in ["universe/universe:v", "universe/universe:v/snapshot/1", "universe/universe:v/snapshots"] {
        ada.get(format!("/api/{path}")).await.refused(404, "not-found");
    }
    ada.delete("/api/universe/universe:v").await.refused(404, "not-found");
    let mine = ada.get("/api/universes?deleted=true").await.expect(200);
    assert_eq!(mine["universes"][0]["id"], "universe:v");
    assert!(mine["universes"][0]["deletedAt"].is_u64());
    let lives = ada.get(format!("/api/universe/{fork}/snapshot/latest")).await.expect(200);
    assert_eq!(lives["snapshot"], json!({"a": 1}));
    let restored = ada.post("/api/universe/universe:v/restore", json!({})).await.expect(200);
    assert_eq!(restored, before);
    assert_eq!(ada.get("/api/universe/universe:v").await.expect(200), before);
    assert_eq!(ada.post("/api/universe/universe:v/restore", json!({})).await.expect(200), before, "twice");
}

#[tokio::test]
async fn lists_filter_search_and_sort() {
    let server = Server::start().await;
    let (ada, bob) = (server.player("ada").await, server.player("bob").await);
    for (id, name, public) in
        [("universe:1", "Beta", true), ("universe:2", "alpha", false), ("universe:3", "Gamma", true)]
    {
        ada.post("/api/universe", json!({"id": id, "name": name, "isPublic": public})).await.expect(201);
    }
    let body =
        json!({"id": "universe:4", "name": "Delta", "description": "of the GAMMA ray", "isPublic": true});
    bob.post("/api/universe", body).await.expect(201);
    ada.saves("universe:1", 1, &json!(1)).await;
    bob.forks("universe:1", 1, "universe:5").await;
    for (query, expected) in [
        ("sort=createdAt", "5 4 3 2 1"),
        ("sort=createdAt&publicOnly=true", "5 4 3 1"),
        ("sort=createdAt&ownerId=ada", "3 2 1"),
        ("sort=createdAt&ownerId=bob&publicOnly=true", "5 4"),
        ("sort=createdAt&q=gamma", "4 3"),
        ("sort=createdAt&q=nothing", ""),
        ("forkOf=universe:1", "5"),
        ("publicOnly=false&q=ALPHA", "2"),
    ] {
        let list = ada.get(format!("/api/universes?{query}")).await.expect(200);
        is_shaped(&list, "universes:array nextCursor:null");
        let ids: Vec<_> = list["universes"].as_array().unwrap().iter().map(|u| &u["id"]).collect();
        let expected: Vec<_> = expected.split_whitespace().map(|id| format!("universe:{id}")).collect();
        assert_eq!(json!(ids), json!(expected), "{query}");
    }
    let newest = ada.get("/api/universes").await.expect(200)["universes"].clone();
    assert!(newest.as_array().unwrap().is_sorted_by_key(|u| std::cmp::Reverse(u["lastSnapshotAt"].as_u64())));
    for bad in ["sort=size", "publicOnly=maybe", "ownerId=a%20b", "forkOf=%2F", "q=a&q=b"] {
        ada.get(format!("/api/universes?{bad}")).await.refused(400, "malformed");
    }
    ada.get("/api/universes?forkOf=universe:none").await.refused(404, "not-found");
}

#[tokio::test]
async fn stats_count_what_there_is() {
    let server = Server::start().await;
    let ada = server.player("ada").await;
    let village = ada.creates_public("universe:v").await;
    ada.saves(&village, 1, &json!({"a": 1})).await;
    let body = json!({"snapshot": 2, "tick": 2, "canonEvent": {"type": "birth", "title": "x"}});
    ada.post("/api/universe/universe:v/snapshot", body).await.expect(201);
    let stats = server.anybody().get("/api/stats").await.expect(200);
    is_shaped(
        &stats,
        "universeCount:int passageCount:int playerCount:int totalSnapshots:int canonicalEvents:int \
         logicalBytes:int storedBytes:int",
    );
    assert!(stats["storedBytes"].as_u64().unwrap() > 0);
    let mut counts = stats.clone();
    counts.as_object_mut().unwrap().remove("storedBytes");
    let expected = json!({"universeCount": 1, "passageCount": 0, "playerCount": 1, "totalSnapshots": 2,
        "canonicalEvents": 1, "logicalBytes": 8});
    assert_eq!(counts, expected);
}
