//! What a delta can be made against: what the history holds that its sender may read, and nothing else.

use multiverse_model::{Checksum, DecayPolicy, Role, UniverseId};
use multiverse_store::{DeltaBase, NewSnapshot, StoreError};

use crate::support::{Person, World, large, outcome_of, tick};

async fn looks_for(who: &Person, universe: &UniverseId, document: &[u8]) -> Result<DeltaBase, StoreError> {
    who.world.store().base_of_delta(&who.caller, universe, Checksum::of(document)).await
}

async fn gets(who: &Person, universe: &UniverseId, document: &[u8]) -> Result<Vec<u8>, StoreError> {
    let base = looks_for(who, universe, document).await?;
    Ok(who.world.store().bytes_of_base(&base).await?.to_vec())
}

#[tokio::test]
async fn every_content_of_the_universe_is_a_base_with_the_type_of_its_newest_entry() {
    let world = World::new();
    let ada = world.player("ada");
    let village = ada.creates("village").await;
    ada.saves(&village, 1, &large(1)).await;
    ada.saves(&village, 2, &large(2)).await;
    let text = NewSnapshot { content_type: "text/plain".to_owned(), ..NewSnapshot::at(tick(3)) };
    ada.tries_to_save(&village, text, &large(1)).await.unwrap();
    for (seed, content_type) in [(1, "text/plain"), (2, "application/json")] {
        let base = looks_for(&ada, &village, &large(seed)).await.unwrap();
        assert_eq!((base.length, base.content_type.as_str()), (large(seed).len() as u64, content_type));
        assert_eq!(gets(&ada, &village, &large(seed)).await.unwrap(), large(seed));
    }
    assert_eq!(outcome_of(&looks_for(&ada, &village, b"never saved").await), "base gone");
}

#[tokio::test]
async fn a_fork_has_the_bases_of_its_ancestors_up_to_the_fork_points() {
    let world = World::new();
    let ada = world.player("ada");
    let root = ada.creates("root").await;
    for at in 1..=3 {
        ada.saves(&root, at, &large(at)).await;
    }
    let child = ada.forks(&root, 2, "child").await;
    ada.saves(&child, 4, &large(4)).await;
    let grandchild = ada.forks(&child, 4, "grandchild").await;
    ada.saves(&root, 1, b"written into the past after the fork").await;
    for seed in [1, 2, 4] {
        assert_eq!(gets(&ada, &grandchild, &large(seed)).await.unwrap(), large(seed));
    }
    for other in [large(3), b"written into the past after the fork".to_vec()] {
        assert_eq!(outcome_of(&looks_for(&ada, &grandchild, &other).await), "base gone");
    }
}

#[tokio::test]
async fn what_only_others_hold_is_as_what_nobody_holds() {
    let world = World::new();
    let (ada, bob) = (world.player("ada"), world.player("bob"));
    let secret = ada.creates("secret").await;
    ada.saves(&secret, 1, &large(1)).await;
    ada.saves(&secret, 2, &large(2)).await;
    ada.shares(&secret, &bob, Role::Reader).await;
    let fork = bob.forks(&secret, 2, "fork").await;
    assert_eq!(gets(&bob, &fork, &large(1)).await.unwrap(), large(1), "an ancestor that he may read");
    let player = bob.caller.actor.player().unwrap();
    world.store().revoke_access(&ada.caller, &secret, player).await.unwrap();
    assert_eq!(outcome_of(&looks_for(&bob, &fork, &large(1)).await), "base gone");
    assert_eq!(gets(&bob, &fork, &large(2)).await.unwrap(), large(2), "what is the fork's own");
    let mine = bob.creates("mine").await;
    for document in [large(1), large(2), large(9)] {
        assert_eq!(outcome_of(&looks_for(&bob, &mine, &document).await), "base gone");
    }
}

#[tokio::test]
async fn who_may_not_save_gets_no_base() {
    let world = World::new();
    let (ada, rita, eve) = (world.player("ada"), world.player("rita"), world.player("eve"));
    let (hidden, shown) = (ada.creates("hidden").await, ada.publishes("shown").await);
    for universe in [&hidden, &shown] {
        ada.saves(universe, 1, &large(1)).await;
        ada.shares(universe, &rita, Role::Reader).await;
    }
    for (who, universe, expected) in [
        (&world.anonymous(), &hidden, "not found"),
        (&world.anonymous(), &shown, "unidentified"),
        (&eve, &hidden, "not found"),
        (&eve, &shown, "forbidden"),
        (&rita, &hidden, "forbidden"),
        (&rita, &shown, "forbidden"),
        (&world.trusted(), &hidden, "ok"),
    ] {
        for document in [large(1), large(2)] {
            let outcome = outcome_of(&looks_for(who, universe, &document).await);
            assert!(outcome == expected || (expected == "ok" && outcome == "base gone"), "{outcome}");
        }
    }
}

#[tokio::test]
async fn a_base_that_decays_is_gone_at_either_step() {
    let world = World::new();
    let ada = world.player("ada");
    let village = ada.creates("village").await;
    let policy = DecayPolicy { decay_after_ticks: Some(tick(10)), ..DecayPolicy::default() };
    let short_lived = NewSnapshot { decay_policy: Some(policy), ..NewSnapshot::at(tick(1)) };
    ada.tries_to_save(&village, short_lived, &large(1)).await.unwrap();
    ada.saves(&village, 2, &large(2)).await;
    let base = looks_for(&ada, &village, &large(1)).await.unwrap();
    world.store().clean_up(&ada.caller, &village, tick(100)).await.unwrap();
    assert_eq!(outcome_of(&world.store().bytes_of_base(&base).await), "base gone");
    assert_eq!(outcome_of(&looks_for(&ada, &village, &large(1)).await), "base gone");
}

#[tokio::test]
async fn a_damaged_base_is_as_good_as_gone() {
    let world = World::new();
    let ada = world.player("ada");
    let village = ada.creates("village").await;
    ada.saves(&village, 1, &large(1)).await;
    let file = world.vault_files().remove(0);
    std::fs::write(&file, b"damage").unwrap();
    assert_eq!(outcome_of(&gets(&ada, &village, &large(1)).await), "base gone");
    std::fs::remove_file(&file).unwrap();
    assert_eq!(outcome_of(&gets(&ada, &village, &large(1)).await), "base gone");
}
