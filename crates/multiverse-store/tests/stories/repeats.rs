//! Requests with an idempotency key.

use std::collections::BTreeSet;

use multiverse_model::wire::CreateUniverse;
use multiverse_model::{Problem, ProblemType};
use multiverse_store::{Caller, NewSnapshot, StoreError};

use crate::support::{Person, World, audit, large, tick};

const DAY: i64 = 24 * 3_600_000;

/// Makes a universe whose id the server chooses, so that doing it twice shows.
async fn creates(who: &Person) -> Result<String, StoreError> {
    let request: CreateUniverse = serde_json::from_str(r#"{"name": "village"}"#).unwrap();
    Ok(who.world.store().create_universe(&who.caller, request).await?.id.to_string())
}

#[tokio::test]
async fn a_repeat_gets_the_first_outcome_for_a_day() {
    let world = World::new();
    let ada = world.player("ada").with_key("key", "create");
    let first = creates(&ada).await.unwrap();
    for wait in [0, DAY] {
        world.clock.advance(wait);
        world.store().prune().await.unwrap();
        world.reopen();
        assert_eq!(creates(&ada).await.unwrap(), first);
    }
    world.clock.advance(1);
    assert_ne!(creates(&ada).await.unwrap(), first);
    assert_eq!(world.count("SELECT COUNT(*) FROM universes"), 2);
    world.clock.advance(2 * DAY);
    world.store().prune().await.unwrap();
    assert_eq!(world.count("SELECT COUNT(*) FROM answers"), 0);
    audit(&world);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_sixteen_repeats_at_once_exactly_one_is_done() {
    let world = World::new();
    let ada = world.player("ada").with_key("key", "create");
    let tasks = (0..16).map(|_| {
        let ada = ada.clone();
        tokio::spawn(async move { creates(&ada).await.unwrap() })
    });
    let made: BTreeSet<String> =
        futures::future::join_all(tasks).await.into_iter().map(Result::unwrap).collect();
    assert_eq!(made.len(), 1);
    assert_eq!(world.count("SELECT COUNT(*) FROM universes"), 1);
    audit(&world);
}

#[tokio::test]
async fn a_key_is_for_one_request() {
    let world = World::new();
    let ada = world.player("ada");
    creates(&ada.with_key("key", "create")).await.unwrap();
    let other = creates(&ada.with_key("key", "something else")).await;
    assert!(matches!(other, Err(StoreError::KeyReused)));
    creates(&ada.with_key("another key", "create")).await.unwrap();
    assert_eq!(world.count("SELECT COUNT(*) FROM universes"), 2);
}

#[tokio::test]
async fn a_repeated_save_is_one_entry_and_leaves_no_file() {
    let world = World::new();
    let ada = world.player("ada");
    let village = ada.creates("village").await;
    let keyed = ada.with_key("key", "save");
    let first = keyed.tries_to_save(&village, NewSnapshot::at(tick(1)), &large(1)).await.unwrap();
    let again = keyed.tries_to_save(&village, NewSnapshot::at(tick(1)), &large(1)).await.unwrap();
    assert_eq!(first.entry, again.entry);
    assert!(again.is_new, "the first outcome, whole");
    audit(&world);
}

#[tokio::test]
async fn a_refusal_is_repeated_and_never_replaces_an_outcome() {
    let world = World::new();
    let Caller { idempotency: Some(key), .. } = world.player("ada").with_key("key", "create").caller else {
        panic!("it has a key");
    };
    let problem = Problem::new(ProblemType::Taken, "Choose another.").with("limit", 5);
    world.store().record_refusal(key, problem.clone()).await.unwrap();
    let ada = world.player("ada").with_key("key", "create");
    let repeated = creates(&ada).await;
    assert!(matches!(repeated, Err(StoreError::Replayed(p)) if *p == problem));
    let checked = world.store().check_repeat(key).await;
    assert!(matches!(checked, Err(StoreError::Replayed(p)) if *p == problem));
    world.clock.advance(DAY + 1);
    world.store().check_repeat(key).await.unwrap();
    let made = creates(&ada).await.unwrap();
    world.store().record_refusal(key, problem).await.unwrap();
    assert_eq!(creates(&ada).await.unwrap(), made);
}
