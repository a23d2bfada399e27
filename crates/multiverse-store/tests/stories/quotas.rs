//! Quotas and tokens.

use multiverse_model::{PlayerId, Role};
use multiverse_store::{NewSnapshot, StoreError, TokenGrant};

use crate::support::{World, audit, large, outcome_of, tick};

#[tokio::test]
async fn a_player_makes_as_many_universes_as_the_quota_allows_also_by_restoring() {
    let world = World::with(|settings| settings.max_universes_per_player = 2);
    let ada = world.player("ada");
    let first = ada.creates("first").await;
    ada.saves(&first, 1, b"one").await;
    ada.creates("second").await;
    assert_eq!(outcome_of(&ada.tries_to_create("third", false).await), "quota");
    assert_eq!(outcome_of(&ada.tries_to_fork(&first, 1, "third").await), "quota");
    world.store().delete(&ada.caller, &first).await.unwrap();
    ada.creates("third").await;
    assert_eq!(outcome_of(&world.store().restore(&ada.caller, &first).await), "quota");
    audit(&world);
}

#[tokio::test]
async fn bytes_are_counted_for_the_owner_whoever_saves() {
    let world = World::with(|settings| settings.max_bytes_per_player = 1_500);
    let (ada, bob) = (world.player("ada"), world.player("bob"));
    let village = ada.creates("village").await;
    ada.shares(&village, &bob, Role::Editor).await;
    bob.saves(&village, 1, &large(1)).await;
    let full = bob.tries_to_save(&village, NewSnapshot::at(tick(2)), &large(2)).await;
    assert!(matches!(full, Err(StoreError::Quota { player, .. }) if player == "ada"));
    bob.saves(&village, 2, &large(1)).await;
    assert_eq!(world.vault_files().len(), 1, "what was refused leaves nothing");
    let town = bob.creates("town").await;
    bob.saves(&town, 1, &large(1)).await;
    let ada: PlayerId = "ada".parse().unwrap();
    let used = world.store().usage(&ada).await.unwrap();
    assert_eq!(used, world.store().usage(&"bob".parse().unwrap()).await.unwrap());
    audit(&world);
}

#[tokio::test]
async fn access_lists_and_tokens_have_a_most() {
    let world = World::with(|settings| {
        settings.max_access_per_universe = 1;
        settings.max_tokens_per_player = 1;
    });
    let (ada, bob, eve) = (world.player("ada"), world.player("bob"), world.player("eve"));
    let village = ada.creates("village").await;
    ada.shares(&village, &bob, Role::Reader).await;
    ada.shares(&village, &bob, Role::Editor).await;
    eve.registers().await;
    let eve_id = "eve".parse().unwrap();
    let refused = world.store().grant_access(&ada.caller, &village, &eve_id, Role::Reader).await;
    assert_eq!(outcome_of(&refused), "quota");
    assert_eq!(world.store().access_list(&ada.caller, &village).await.unwrap().len(), 1);
    let grant = |n| TokenGrant { hash: [n; 32], nonce: None };
    world.store().add_token(&eve.caller, &eve_id, grant(1)).await.unwrap();
    assert_eq!(outcome_of(&world.store().add_token(&eve.caller, &eve_id, grant(2)).await), "quota");
}

#[tokio::test]
async fn a_revocation_counts_at_once_and_spares_the_token_that_was_sent() {
    let world = World::new();
    let mut ada = world.player("ada");
    ada.registers().await;
    let id: PlayerId = "ada".parse().unwrap();
    let store = world.store();
    for n in 1..=3 {
        store.add_token(&ada.caller, &id, TokenGrant { hash: [n; 32], nonce: None }).await.unwrap();
        assert_eq!(store.token_owner(&[n; 32]).await.unwrap(), Some(id.clone()));
    }
    ada.caller.token = Some([2; 32]);
    assert_eq!(store.revoke_tokens(&ada.caller, &id).await.unwrap(), 2);
    for (n, owner) in [(1, None), (2, Some(id.clone())), (3, None)] {
        assert_eq!(store.token_owner(&[n; 32]).await.unwrap(), owner);
    }
    drop(store);
    world.reopen();
    assert_eq!(world.store().token_owner(&[1; 32]).await.unwrap(), None);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn lookups_that_race_a_revocation_do_not_bring_the_token_back() {
    let world = World::new();
    let ada = world.player("ada");
    ada.registers().await;
    let id: PlayerId = "ada".parse().unwrap();
    let store = world.store();
    for n in 0..50 {
        store.add_token(&ada.caller, &id, TokenGrant { hash: [n; 32], nonce: None }).await.unwrap();
        let lookups = (0..8).map(|_| {
            let store = store.clone();
            tokio::spawn(async move { store.token_owner(&[n; 32]).await.unwrap() })
        });
        let lookups: Vec<_> = lookups.collect();
        let revocations = [store.revoke_tokens(&ada.caller, &id), store.revoke_tokens(&ada.caller, &id)];
        for revoked in futures::future::join_all(revocations).await {
            revoked.unwrap();
        }
        assert_eq!(store.token_owner(&[n; 32]).await.unwrap(), None);
        futures::future::join_all(lookups).await;
        assert_eq!(store.token_owner(&[n; 32]).await.unwrap(), None);
    }
}
