//! An entity's way, as everybody may see it, and ids of entities in paths.

use serde_json::json;

use super::people::{HERE, People, ROLES};
use crate::support::{Server, TRANSIT, is_shaped};

#[tokio::test]
async fn each_asker_sees_the_steps_that_they_may_see() {
    let people = People::meet().await;
    let gate = people.gate().await;
    let transit = people.olga.sends(&gate, "tom").await;
    people.paul.receives(&transit).await;
    let steps = [0, 0, 1, 1, 1, 1, 1];
    for ((who, asker), count) in ROLES.iter().zip(&people.askers).zip(steps) {
        let journey = asker.get("/api/entity/tom/journey").await.expect(200);
        is_shaped(&journey, "entityId:string steps:array branches:array nextCursor:null|string");
        assert_eq!(journey["entityId"], "tom");
        assert_eq!(journey["steps"].as_array().unwrap().len(), count, "{who}");
        for step in journey["steps"].as_array().unwrap() {
            is_shaped(step, TRANSIT);
            assert!(step.get("entity").is_none(), "{who}: {step}");
        }
    }
}

#[tokio::test]
async fn a_fork_that_took_the_entity_along_is_a_branch() {
    let server = Server::start().await;
    let ada = server.player("ada").await;
    let (here, there) = (ada.creates(HERE).await, ada.creates("universe:there").await);
    let gate = ada.connects(&here, &there, "gate").await;
    let transit = ada.sends(&gate, "tom").await;
    ada.receives(&transit).await;
    ada.saves(&there, 9, &json!({"people": ["tom"]})).await;
    ada.forks(&there, 9, "universe:fork").await;
    let journey = ada.get("/api/entity/tom/journey").await.expect(200);
    let branch = json!({"universeId": "universe:fork", "forkOf": {"universeId": there, "snapshotTick": 9}});
    assert_eq!(journey["branches"], json!([branch]));
}

#[tokio::test]
async fn an_entitys_id_is_any_text_that_the_game_chose() {
    let people = People::meet().await;
    let gate = people.gate().await;
    let longest = "é".repeat(200);
    for (entity, path) in [
        ("tom", "tom"),
        ("npc 12#3", "npc%2012%233"),
        ("a/b", "a%2Fb"),
        ("../x", "..%2Fx"),
        ("☃", "%E2%98%83"),
        ("100%", "100%25"),
        (&longest, &"%C3%A9".repeat(200)),
    ] {
        people.olga.sends(&gate, entity).await;
        let journey = people.paul.get(format!("/api/entity/{path}/journey")).await.expect(200);
        assert_eq!(
            (&journey["entityId"], &journey["steps"][0]["entityId"]),
            (&json!(entity), &json!(entity))
        );
    }
    for bad in ["", "%00", "a%0A", "%7F", "%FF", "%C0%AE", &"x".repeat(201), &"%F0%9F%98%80".repeat(201)] {
        people.paul.get(format!("/api/entity/{bad}/journey")).await.refused(400, "malformed");
    }
}
