//! An entity is in exactly one place: it leaves only where it may be, and goes only where none has its id.

use multiverse_model::{PassageId, Role, UniverseId};
use multiverse_store::StoreError;
use serde_json::json;

use crate::support::{Person, World, audit, outcome_of};

/// Ada's universes, and a gate from the first to each other.
async fn gates(world: &World, names: &[&str]) -> (Person, Vec<UniverseId>, Vec<PassageId>) {
    let ada = world.player("ada");
    let mut universes = Vec::new();
    for name in names {
        universes.push(ada.publishes(name).await);
    }
    let mut gates = Vec::new();
    for other in &universes[1..] {
        gates.push(ada.connects(&universes[0], other, "gate").await);
    }
    (ada, universes, gates)
}

#[tokio::test]
async fn an_entity_that_left_does_not_leave_again_until_it_is_back() {
    let world = World::new();
    let (ada, _, gates) = gates(&world, &["village", "town", "castle"]).await;
    let [to_town, to_castle] = [&gates[0], &gates[1]];
    let transit = ada.sends(to_town, "tom").await;
    for gate in [to_town, to_castle] {
        let refused = ada.tries_to_send(gate, "tom").await.unwrap_err();
        let StoreError::EntityElsewhere { left_by, .. } = refused else { panic!("{refused}") };
        assert_eq!(left_by.unwrap().0, transit, "the answer names the trip that it left by");
    }
    ada.receives(&transit).await;
    assert_eq!(outcome_of(&ada.tries_to_send(to_castle, "tom").await), "elsewhere", "it is in town");
    let home = ada.tries_to_send_back(to_town, "tom").await.unwrap().id;
    assert_eq!(outcome_of(&ada.tries_to_send(to_castle, "tom").await), "taken", "it is coming home");
    ada.receives(&home).await;
    ada.moves(to_castle, "tom").await;
    assert_eq!(outcome_of(&ada.tries_to_send_back(to_town, "tom").await), "elsewhere", "it left town");
    audit(&world);
}

#[tokio::test]
async fn an_entity_that_turned_back_is_where_it_was_and_may_leave_again() {
    let world = World::new();
    let (ada, _, gates) = gates(&world, &["village", "town"]).await;
    let transit = ada.sends(&gates[0], "tom").await;
    ada.rejects(&transit).await.unwrap();
    assert_eq!(outcome_of(&ada.tries_to_send(&gates[0], "tom").await), "elsewhere", "not before it is home");
    assert_eq!(outcome_of(&ada.tries_to_send_back(&gates[0], "tom").await), "taken", "its place is kept");
    ada.receives(&transit).await;
    ada.moves(&gates[0], "tom").await;
    ada.tries_to_send_back(&gates[0], "tom").await.unwrap();
    audit(&world);
}

#[tokio::test]
async fn two_entities_with_one_id_are_two_as_long_as_they_do_not_meet() {
    let world = World::new();
    let (ada, universes, gates) = gates(&world, &["village", "town", "castle"]).await;
    let from_town = ada.connects(&universes[1], &universes[2], "gate").await;
    // A tom of the village goes to the castle, and a tom of the town wants to.
    let villager = ada.sends(&gates[1], "tom").await;
    assert_eq!(outcome_of(&ada.tries_to_send(&from_town, "tom").await), "taken");
    ada.receives(&villager).await;
    assert_eq!(outcome_of(&ada.tries_to_send(&from_town, "tom").await), "taken");
    // Nor may he go where the other one's place is kept.
    let home = ada.tries_to_send_back(&gates[1], "tom").await.unwrap().id;
    assert_eq!(outcome_of(&ada.tries_to_send(&from_town, "tom").await), "taken");
    ada.receives(&home).await;
    ada.moves(&from_town, "tom").await;
    ada.moves(&gates[0], "tom").await;
    audit(&world);
}

#[tokio::test]
async fn a_fork_has_the_entities_that_its_snapshot_had() {
    let world = World::new();
    let (ada, universes, gates) = gates(&world, &["village", "town"]).await;
    let (village, town) = (&universes[0], &universes[1]);
    ada.saves(village, 10, b"with tom").await;
    ada.moves(&gates[0], "tom").await;
    ada.saves(village, 20, b"without tom").await;
    ada.saves(town, 20, b"with tom").await;
    let before = ada.forks(village, 10, "before").await;
    let after = ada.forks(village, 20, "after").await;
    let other = ada.forks(town, 20, "other").await;
    for (fork, expected) in [(&before, "ok"), (&after, "elsewhere"), (&other, "ok")] {
        // Into a world of its own each time.
        let target = ada.publishes(&format!("{fork}-target")).await;
        let gate = ada.connects(fork, &target, "gate").await;
        let sent = ada.tries_to_send(&gate, "tom").await;
        assert_eq!(outcome_of(&sent), expected, "{fork}");
        let Ok(sent) = sent else { continue };
        ada.receives(&sent.id).await;
        assert_eq!(outcome_of(&ada.tries_to_send(&gate, "tom").await), "elsewhere", "once from {fork}");
    }
    // The fork's own trips are the fork's own: in town tom is still there.
    ada.tries_to_send_back(&gates[0], "tom").await.unwrap();
    audit(&world);
}

#[tokio::test]
async fn a_clock_that_was_said_counts_before_the_order_in_which_things_came() {
    let world = World::new();
    let (ada, universes, gates) = gates(&world, &["village", "town"]).await;
    let village = &universes[0];
    // Tom leaves at tick 15, and of the snapshots that come later one is of before.
    let transit = ada.tries_to_send_with(&gates[0], "tom", json!({"tick": 15})).await.unwrap().transit;
    ada.saves(village, 10, b"with tom").await;
    ada.saves(village, 20, b"without tom").await;
    ada.rejects(&transit.id).await.unwrap();
    ada.tries_to_receive_with(&transit.id, json!({"tick": 30})).await.unwrap();
    ada.saves(village, 40, b"with tom again").await;
    for (tick, expected) in [(10, "ok"), (20, "elsewhere"), (40, "ok")] {
        let fork = ada.forks(village, tick, &format!("fork-{tick}")).await;
        let target = ada.publishes(&format!("target-{tick}")).await;
        let gate = ada.connects(&fork, &target, "gate").await;
        assert_eq!(outcome_of(&ada.tries_to_send(&gate, "tom").await), expected, "forked at {tick}");
    }
    audit(&world);
}

#[tokio::test]
async fn a_fork_of_a_fork_inherits_through_both() {
    let world = World::new();
    let (ada, universes, gates) = gates(&world, &["village", "town"]).await;
    ada.moves(&gates[0], "tom").await;
    ada.saves(&universes[0], 10, b"without tom").await;
    let mut youngest = ada.forks(&universes[0], 10, "child").await;
    for generation in 0..5 {
        youngest = ada.forks(&youngest, 10, &format!("grandchild-{generation}")).await;
    }
    let gate = ada.connects(&youngest, &ada.publishes("target").await, "gate").await;
    let refused = ada.tries_to_send(&gate, "tom").await.unwrap_err();
    assert!(matches!(refused, StoreError::EntityElsewhere { left_by: None, .. }), "{refused}");
    // Who comes into it later may leave it.
    let way_in = ada.connects(&universes[1], &youngest, "gate").await;
    ada.moves(&way_in, "tom").await;
    ada.moves(&gate, "tom").await;
    audit(&world);
}

#[tokio::test]
async fn where_an_entity_is_holds_for_whoever_sends_it() {
    let world = World::new();
    let (ada, universes, gates) = gates(&world, &["village", "town"]).await;
    let eve = world.player("eve");
    ada.shares(&universes[0], &eve, Role::Editor).await;
    ada.moves(&gates[0], "tom").await;
    assert_eq!(outcome_of(&eve.tries_to_send(&gates[0], "tom").await), "elsewhere");
    assert_eq!(outcome_of(&eve.tries_to_send_back(&gates[0], "tom").await), "forbidden", "not from town");
}
