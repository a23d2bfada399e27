//! Lineages: history from before a fork point.

use serde_json::{Value, json};

use crate::support::{Client, Server, is_shaped};

/// A root with ticks 1, 2, 3; a child forked at 2 with 4; a grandchild forked at 4 with 6.
async fn family(server: &Server) -> Client {
    let ada = server.player("ada").await;
    ada.creates_public("universe:root").await;
    for tick in [1, 2, 3] {
        ada.saves("universe:root", tick, &json!(format!("root {tick}"))).await;
    }
    ada.forks("universe:root", 2, "universe:child").await;
    ada.saves("universe:child", 4, &json!("child 4")).await;
    ada.forks("universe:child", 4, "universe:grandchild").await;
    ada.saves("universe:grandchild", 6, &json!("grandchild 6")).await;
    ada
}

#[tokio::test]
async fn ticks_before_a_fork_point_are_answered_from_the_lineage() {
    let server = Server::start().await;
    let ada = family(&server).await;
    for (asked, found, owner) in [
        ("1", "root 1", "root"),
        ("2", "root 2", "child"),
        ("4", "child 4", "grandchild"),
        ("6", "grandchild 6", "grandchild"),
        ("3?at=nearest", "root 2", "child"),
        ("5?at=nearest", "child 4", "grandchild"),
    ] {
        let answer = ada.get(format!("/api/universe/universe:grandchild/snapshot/{asked}")).await.expect(200);
        assert_eq!(answer["snapshot"], found, "{asked}");
        assert_eq!(answer["entry"]["universeId"], format!("universe:{owner}"), "{asked}");
    }
    let missing = ada.get("/api/universe/universe:grandchild/snapshot/3").await;
    missing.refused(404, "no-snapshot");
    assert_eq!(
        missing.json()["nearest"],
        json!([2, 4]),
        "what the root saved after the fork is another history"
    );
    let save = json!({"snapshot": 1, "tick": 3});
    ada.post("/api/universe/universe:grandchild/snapshot", save).await.refused(422, "rule");
}

#[tokio::test]
async fn a_timeline_with_lineage_starts_with_the_ancestors_up_to_each_fork_point() {
    let server = Server::start().await;
    let ada = family(&server).await;
    let told = |list: &Value| -> Vec<String> {
        let entries = list["snapshots"].as_array().unwrap().iter();
        entries.map(|entry| format!("{} {}", entry["universeId"].as_str().unwrap(), entry["tick"])).collect()
    };
    let path = "/api/universe/universe:grandchild/timeline?lineage=true";
    let whole = told(&ada.get(path).await.expect(200));
    assert_eq!(whole.first().unwrap(), "universe:root 1");
    assert_eq!(whole.last().unwrap(), "universe:grandchild 6");
    assert!(!whole.contains(&"universe:root 3".to_owned()), "{whole:?}");
    let mut reversed = told(&ada.get(format!("{path}&order=desc")).await.expect(200));
    reversed.reverse();
    assert_eq!(reversed, whole);
    let some = told(&ada.get(format!("{path}&from=2&to=4")).await.expect(200));
    assert!(some.iter().all(|entry| !entry.ends_with('1') && !entry.ends_with('6')), "{some:?}");
    let own = told(&ada.get("/api/universe/universe:grandchild/timeline").await.expect(200));
    assert_eq!(own, ["universe:grandchild 4", "universe:grandchild 6"]);
}

#[tokio::test]
async fn a_lineage_is_told_root_first_and_a_tree_has_the_whole_family() {
    let server = Server::start().await;
    let ada = family(&server).await;
    ada.forks("universe:root", 3, "universe:cousin").await;
    let answer = ada.get("/api/universe/universe:grandchild/lineage").await.expect(200);
    let expected = json!({"lineage": [
        {"universeId": "universe:root", "name": "universe:root", "forkTick": null},
        {"universeId": "universe:child", "name": "universe:child", "forkTick": 2},
        {"universeId": "universe:grandchild", "name": "universe:grandchild", "forkTick": 4},
    ]});
    assert_eq!(answer, expected);
    for id in ["root", "child", "grandchild", "cousin"] {
        let tree = ada.get(format!("/api/universe/universe:{id}/tree")).await.expect(200);
        is_shaped(&tree, "universeId:string universes:array nextCursor:null");
        let ids: Vec<_> =
            tree["universes"].as_array().unwrap().iter().map(|universe| &universe["universeId"]).collect();
        assert_eq!(ids, ["universe:root", "universe:child", "universe:grandchild", "universe:cousin"]);
        assert_eq!(
            tree["universes"][2]["forkOf"],
            json!({"universeId": "universe:child", "snapshotTick": 4})
        );
    }
}

#[tokio::test]
async fn a_deleted_ancestor_still_answers_for_its_forks() {
    let server = Server::start().await;
    let ada = family(&server).await;
    ada.delete("/api/universe/universe:root").await.expect(200);
    let answer = ada.get("/api/universe/universe:grandchild/snapshot/1").await.expect(200);
    assert_eq!(answer["snapshot"], "root 1");
    let bob = server.player("bob").await;
    let forked = bob.post("/api/universe/universe:child/fork", json!({"snapshotTick": 2, "name": "f"})).await;
    forked.expect(201);
}

#[tokio::test]
async fn a_fork_at_a_tick_of_the_lineage_forks_the_ancestor_that_has_it() {
    let server = Server::start().await;
    let ada = family(&server).await;
    let body = json!({"snapshotTick": 1, "name": "f"});
    let forked = ada.post("/api/universe/universe:grandchild/fork", body).await.expect(201);
    assert_eq!(forked["forkedFrom"], json!({"universeId": "universe:root", "snapshotTick": 1}));
}
