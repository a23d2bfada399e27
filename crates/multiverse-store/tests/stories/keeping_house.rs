//! What a store has done to it by itself.

use std::time::Duration;

use multiverse_model::{DecayPolicy, UniverseId};
use multiverse_store::{Chore, NewSnapshot};

use crate::support::{Person, World, audit, outcome_of, tick};

async fn saves_short_lived(who: &Person, universe: &UniverseId, at: u64) {
    let policy = DecayPolicy { decay_after_ticks: Some(tick(10)), ..DecayPolicy::default() };
    let snapshot = NewSnapshot { decay_policy: Some(policy), ..NewSnapshot::at(tick(at)) };
    who.tries_to_save(universe, snapshot, format!("{universe} at {at}").as_bytes()).await.unwrap();
}

async fn decays(world: &World) -> u64 {
    world.store().does(Chore::Decay).await.unwrap()
}

/// How many universes the janitor would look at.
fn to_look_at(world: &World) -> i64 {
    world.count("SELECT COUNT(*) FROM universes WHERE auto_decay = 1 AND deleted_at IS NULL AND decayed_to < head_tick")
}

#[tokio::test]
async fn universes_that_ask_for_it_decay_by_their_own_clocks() {
    let world = World::new();
    let ada = world.player("ada");
    let (asking, other) = (ada.creates("asking").await, ada.creates("other").await);
    ada.tries_to_edit(&asking, r#"{"config": {"autoDecay": true}}"#).await.unwrap();
    assert_eq!(decays(&world).await, 0, "nothing was saved yet");
    for universe in [&asking, &other] {
        for at in [1, 2, 5] {
            saves_short_lived(&ada, universe, at).await;
        }
    }
    assert_eq!(decays(&world).await, 0);
    assert_eq!(to_look_at(&world), 0, "until its head moves on");
    for universe in [&asking, &other] {
        saves_short_lived(&ada, universe, 12).await;
    }
    assert_eq!(to_look_at(&world), 1);
    assert_eq!(decays(&world).await, 2);
    assert_eq!(decays(&world).await, 0);
    for (universe, at, outcome) in
        [(&asking, 1, "decayed"), (&asking, 2, "decayed"), (&asking, 5, "ok"), (&other, 1, "ok")]
    {
        assert_eq!(outcome_of(&ada.tries_to_read(universe, at).await), outcome, "{universe} at {at}");
    }
    assert_eq!(world.count("SELECT COUNT(*) FROM events WHERE kind = 'snapshot.decayed'"), 2);
    audit(&world);
}

#[tokio::test]
async fn a_universe_stops_decaying_when_it_no_longer_asks_or_is_deleted() {
    let world = World::new();
    let ada = world.player("ada");
    let village = ada.creates("village").await;
    saves_short_lived(&ada, &village, 1).await;
    saves_short_lived(&ada, &village, 50).await;
    for config in [r#"{"autoDecay": false}"#, "{}", r#"{"autoDecay": "yes"}"#] {
        ada.tries_to_edit(&village, &format!(r#"{{"config": {config}}}"#)).await.unwrap();
        assert_eq!(decays(&world).await, 0, "{config}");
    }
    ada.tries_to_edit(&village, r#"{"config": {"autoDecay": true}}"#).await.unwrap();
    world.store().delete(&ada.caller, &village).await.unwrap();
    assert_eq!(decays(&world).await, 0);
    world.store().restore(&ada.caller, &village).await.unwrap();
    let fork = ada.forks(&village, 50, "fork").await;
    assert_eq!(decays(&world).await, 1);
    saves_short_lived(&ada, &fork, 55).await;
    saves_short_lived(&ada, &fork, 80).await;
    assert_eq!(decays(&world).await, 1, "a fork has its source's config");
    audit(&world);
}

#[tokio::test]
async fn what_only_looks_like_asking_is_looked_at_once() {
    let world = World::new();
    let ada = world.player("ada");
    let village = ada.creates("village").await;
    ada.tries_to_edit(&village, r#"{"config": {"was": "\"autoDecay\""}}"#).await.unwrap();
    saves_short_lived(&ada, &village, 1).await;
    saves_short_lived(&ada, &village, 50).await;
    // As the migration left it, which looks at the text alone.
    world.tampers("UPDATE universes SET auto_decay = 1");
    assert_eq!(decays(&world).await, 0);
    assert_eq!(world.count("SELECT COUNT(*) FROM universes WHERE auto_decay = 1"), 0);
    assert_eq!(outcome_of(&ada.tries_to_read(&village, 1).await), "ok");
}

#[tokio::test]
async fn every_chore_can_be_done_on_an_empty_store_and_again() {
    let world = World::new();
    let retention = Duration::from_secs(86_400);
    for chore in [Chore::PruneEvents { retention }, Chore::Prune, Chore::Decay, Chore::Collect].repeat(2) {
        assert_eq!(world.store().does(chore).await.unwrap(), 0, "{}", chore.name());
    }
}
