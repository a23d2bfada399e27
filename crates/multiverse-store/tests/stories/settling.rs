//! Arriving, turning back, returning: where a traveller is taken in, and by whom.

use multiverse_model::{PassageId, Role, TransitState, UniverseId};
use multiverse_store::ArrivalsQuery;
use serde_json::json;

use crate::support::{Person, World, audit, outcome_of};

const DAY: i64 = 24 * 60 * 60 * 1000;

/// A gate from Ada's private village to Bob's private town, which Bob opened.
async fn gate(world: &World) -> (Person, Person, PassageId) {
    let (ada, bob) = (world.player("ada"), world.player("bob"));
    let (village, town) = (ada.creates("village").await, bob.creates("town").await);
    bob.shares(&town, &ada, Role::Reader).await;
    let gate = ada.connects(&village, &town, "gate").await;
    bob.consents(&gate).await.unwrap();
    (ada, bob, gate)
}

fn village() -> UniverseId {
    "village".parse().unwrap()
}

fn town() -> UniverseId {
    "town".parse().unwrap()
}

#[tokio::test]
async fn who_receives_is_an_editor_of_where_the_traveller_is_due() {
    let world = World::new();
    let (ada, bob, gate) = gate(&world).await;
    let transit = ada.sends(&gate, "tom").await;
    assert_eq!(outcome_of(&ada.tries_to_receive(&transit).await), "forbidden");
    assert_eq!(outcome_of(&ada.rejects(&transit).await), "forbidden");
    assert_eq!(outcome_of(&world.player("eve").tries_to_receive(&transit).await), "not found");
    assert_eq!(outcome_of(&world.anonymous().rejects(&transit).await), "not found");
    let arrived = bob.receives(&transit).await;
    assert_eq!(bob.receives(&transit).await, arrived, "a repeat is answered alike");
    assert_eq!(outcome_of(&bob.rejects(&transit).await), "not due", "too late");
    assert_eq!(outcome_of(&ada.tries_to_receive(&transit).await), "not due");
    audit(&world);
}

#[tokio::test]
async fn one_who_is_rejected_is_due_where_they_left() {
    let world = World::new();
    let (ada, bob, gate) = gate(&world).await;
    let transit = ada.sends(&gate, "tom").await;
    let returning = bob.rejects(&transit).await.unwrap();
    assert_eq!(returning.state, TransitState::Returning);
    assert_eq!(returning.reason.as_ref().unwrap().as_str(), "no room");
    assert_eq!(bob.rejects(&transit).await.unwrap(), returning, "a repeat is answered alike");
    assert_eq!(outcome_of(&bob.tries_to_receive(&transit).await), "not due");
    let returned = ada.receives(&transit).await;
    assert_eq!(returned.state, TransitState::Returned);
    assert_eq!(
        (ada.receives(&transit).await, bob.rejects(&transit).await.unwrap()),
        (returned.clone(), returned)
    );
    ada.sends(&gate, "tom").await;
    audit(&world);
}

#[tokio::test]
async fn one_who_receives_at_both_ends_says_at_which() {
    let world = World::new();
    let (ada, bob, gate) = gate(&world).await;
    bob.shares(&town(), &ada, Role::Editor).await;
    let transit = ada.sends(&gate, "tom").await;
    let at = |universe: &str| json!({"universeId": universe});
    assert_eq!(outcome_of(&ada.tries_to_receive_with(&transit, at("village")).await), "not due");
    assert_eq!(outcome_of(&ada.tries_to_receive_with(&transit, at("elsewhere")).await), "rule");
    bob.rejects(&transit).await.unwrap();
    // Else the town's game would take in who is home again.
    assert_eq!(outcome_of(&ada.tries_to_receive_with(&transit, at("town")).await), "not due");
    let returned = ada.tries_to_receive_with(&transit, at("village")).await.unwrap();
    assert_eq!(returned.state, TransitState::Returned);
    assert_eq!(outcome_of(&bob.tries_to_receive_with(&transit, at("village")).await), "forbidden");
    audit(&world);
}

#[tokio::test]
async fn who_is_under_way_arrives_or_returns_whatever_becomes_of_the_passage() {
    let world = World::new();
    let (ada, bob, gate) = gate(&world).await;
    let transits =
        [ada.sends(&gate, "tom").await, ada.sends(&gate, "eva").await, ada.sends(&gate, "kim").await];
    bob.seals(&gate).await.unwrap();
    bob.receives(&transits[0]).await;
    ada.closes(&gate).await.unwrap();
    bob.receives(&transits[1]).await;
    bob.rejects(&transits[2]).await.unwrap();
    ada.receives(&transits[2]).await;
    assert_eq!(ada.sees(&gate).await.in_transit, 0);
    audit(&world);
}

#[tokio::test]
async fn who_is_due_in_a_deleted_universe_is_called_back_or_returns_in_time() {
    let world = World::new();
    let (ada, bob, gate) = gate(&world).await;
    let (tom, eva) = (ada.sends(&gate, "tom").await, ada.sends(&gate, "eva").await);
    world.store().delete(&bob.caller, &town()).await.unwrap();
    assert_eq!(outcome_of(&bob.tries_to_receive(&tom).await), "not found");
    assert_eq!(ada.rejects(&tom).await.unwrap().state, TransitState::Returning);
    ada.receives(&tom).await;
    world.clock.advance(30 * DAY);
    assert_eq!(world.store().expire_transits().await.unwrap(), 1);
    assert_eq!(ada.receives(&eva).await.state, TransitState::Returned);
    audit(&world);
}

#[tokio::test]
async fn who_returns_to_a_deleted_universe_waits_until_it_is_restored() {
    let world = World::new();
    let (ada, bob, gate) = gate(&world).await;
    let tom = ada.sends(&gate, "tom").await;
    world.store().delete(&ada.caller, &village()).await.unwrap();
    bob.rejects(&tom).await.unwrap();
    assert_eq!(outcome_of(&bob.tries_to_receive(&tom).await), "not due");
    world.store().restore(&ada.caller, &village()).await.unwrap();
    assert_eq!(ada.receives(&tom).await.state, TransitState::Returned);
    audit(&world);
}

#[tokio::test]
async fn whom_nobody_receives_turns_back_after_thirty_days() {
    let world = World::new();
    let (ada, bob, gate) = gate(&world).await;
    let early = ada.sends(&gate, "tom").await;
    world.clock.advance(DAY);
    let late = ada.sends(&gate, "eva").await;
    world.clock.advance(29 * DAY - 1);
    assert_eq!(world.store().expire_transits().await.unwrap(), 0);
    world.clock.advance(1);
    assert_eq!(world.store().expire_transits().await.unwrap(), 1);
    assert_eq!(world.store().expire_transits().await.unwrap(), 0, "once");
    assert_eq!(outcome_of(&bob.tries_to_receive(&early).await), "not due");
    bob.receives(&late).await;
    assert_eq!(ada.receives(&early).await.state, TransitState::Returned);
    assert_eq!(
        world.count("SELECT COUNT(*) FROM events WHERE kind = 'transit.returned'"),
        2,
        "turned, and back"
    );
    audit(&world);
}

#[tokio::test]
async fn an_entity_is_kept_until_thirty_days_after_it_was_settled() {
    let world = World::new();
    let (ada, bob, gate) = gate(&world).await;
    let (settled, open) = (ada.sends(&gate, "tom").await, ada.sends(&gate, "eva").await);
    let arrived = bob.receives(&settled).await;
    world.clock.advance(30 * DAY);
    assert_eq!(world.store().prune_entities().await.unwrap(), 0);
    world.clock.advance(1);
    assert_eq!(world.store().prune_entities().await.unwrap(), 1);
    let pruned = bob.receives(&settled).await;
    assert_eq!(pruned.entity, None);
    assert_eq!(multiverse_model::Transit { entity: None, ..arrived }, pruned, "the trip stays");
    assert!(world.store().transit(&ada.caller, &open).await.unwrap().entity.is_some());
    assert_eq!(ada.follows("tom").await.steps.len(), 1);
    audit(&world);
}

#[tokio::test]
async fn arrivals_are_those_that_are_due_however_they_are_paged() {
    let world = World::new();
    let (ada, bob, gate) = gate(&world).await;
    let mut transits = Vec::new();
    for n in 0..6 {
        world.clock.advance(i64::from(n % 2 == 0));
        transits.push(ada.sends(&gate, &format!("out-{n}")).await);
    }
    bob.receives(&transits[1]).await;
    bob.rejects(&transits[3]).await.unwrap();
    bob.rejects(&transits[4]).await.unwrap();
    ada.receives(&transits[4]).await;
    let homeward = bob.tries_to_send_back(&gate, "in-0").await.unwrap().id;
    for most in [1, 2, 1000] {
        let due = ArrivalsQuery::default();
        assert_eq!(bob.awaits(&town(), &due, most).await, ["out-0", "out-2", "out-5"]);
        assert_eq!(ada.awaits(&village(), &due, most).await, ["out-3", "in-0"]);
        for (who, universe, state, expected) in [
            (&bob, town(), TransitState::Arrived, vec!["out-1"]),
            (&ada, village(), TransitState::Arrived, vec![]),
            (&ada, village(), TransitState::Returned, vec!["out-4"]),
            (&ada, village(), TransitState::Returning, vec!["out-3"]),
            (&bob, town(), TransitState::Returning, vec![]),
            (&ada, village(), TransitState::InTransit, vec!["in-0"]),
        ] {
            let query = ArrivalsQuery { state: Some(state), ..ArrivalsQuery::default() };
            assert_eq!(who.awaits(&universe, &query, most).await, expected, "{state}");
        }
    }
    let of_town = world.store().arrivals(&ada.caller, &town(), ArrivalsQuery::default()).await;
    assert_eq!(outcome_of(&of_town), "forbidden", "she only reads it");
    ada.receives(&homeward).await;
    audit(&world);
}

#[tokio::test]
async fn a_page_of_large_entities_is_short_and_leads_on() {
    let world = World::new();
    let (ada, bob, gate) = gate(&world).await;
    for n in 0..20 {
        let entity = json!({"entity": "x".repeat(1_000_000)});
        ada.tries_to_send_with(&gate, &format!("heavy-{n:02}"), entity).await.unwrap();
    }
    let page = world.store().arrivals(&bob.caller, &town(), ArrivalsQuery::default()).await.unwrap();
    assert!(page.items.len() < 20 && page.next.is_some(), "{} items", page.items.len());
    assert_eq!(bob.awaits(&town(), &ArrivalsQuery::default(), 1000).await.len(), 20);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_those_who_receive_and_reject_at_once_one_wins_and_all_are_told_the_same() {
    let world = World::new();
    let (ada, bob, gate) = gate(&world).await;
    for n in 0..10 {
        let transit = ada.sends(&gate, &format!("person-{n}")).await;
        let mut tasks = tokio::task::JoinSet::new();
        for attempt in 0..8 {
            let (bob, transit) = (bob.clone(), transit.clone());
            tasks.spawn(async move {
                if attempt % 2 == 0 {
                    bob.tries_to_receive(&transit).await
                } else {
                    bob.rejects(&transit).await
                }
            });
        }
        let outcomes = tasks.join_all().await;
        let done: Vec<_> = outcomes.iter().flatten().map(|transit| transit.state).collect();
        assert_eq!(done.len(), 4, "those of the one kind are done, those of the other refused");
        let state = world.store().transit(&ada.caller, &transit).await.unwrap().state;
        assert!(done.iter().all(|done| *done == state));
    }
    audit(&world);
}
