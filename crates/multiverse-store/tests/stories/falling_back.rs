//! `latest` of a damaged head: the newest snapshot that is intact, and word of it.

use multiverse_model::{Checksum, UniverseId};
use multiverse_store::Snapshot;

use super::chain_damage::damages;
use super::chains::saves_days;
use crate::support::{Person, World, large, outcome_of, village};

async fn latest(who: &Person, id: &UniverseId) -> Snapshot {
    who.world.store().latest(&who.caller, id).await.unwrap()
}

#[track_caller]
fn assert_fallback(snapshot: &Snapshot, to: &[u8], of: &[u8]) {
    assert_eq!(snapshot.entry.checksum, Checksum::of(to));
    assert!(snapshot.bytes == to);
    assert_eq!(snapshot.fallback_for, Some(Checksum::of(of)));
}

#[tokio::test]
async fn a_damaged_head_is_answered_by_the_entry_before_it() {
    for how in ["cut", "file gone", "row gone", "length"] {
        let world = World::new();
        let ada = world.player("ada");
        let id = ada.creates("village").await;
        saves_days(&ada, &id, 0..6).await;
        assert_eq!(latest(&ada, &id).await.fallback_for, None);
        damages(&world, &village(5), how);
        assert_fallback(&latest(&ada, &id).await, &village(4), &village(5));
        assert_eq!(outcome_of(&ada.tries_to_read(&id, 5).await), "corrupt", "asked for by its tick");
    }
}

#[tokio::test]
async fn all_that_rest_on_one_damaged_link_are_passed_over_without_a_try() {
    let world = World::with(|settings| settings.max_chain_depth = 16);
    let ada = world.player("ada");
    let id = ada.creates("village").await;
    ada.saves(&id, 0, &large(1)).await;
    // More than are tried, all on one keyframe.
    saves_days(&ada, &id, 1..60).await;
    damages(&world, &village(1), "file gone");
    assert_fallback(&latest(&ada, &id).await, &large(1), &village(59));
}

#[tokio::test]
async fn a_fork_falls_back_to_its_lineage_up_to_the_fork_point() {
    let world = World::new();
    let (ada, bob) = (world.player("ada"), world.player("bob"));
    let id = ada.publishes("village").await;
    saves_days(&ada, &id, 0..6).await;
    bob.registers().await;
    let fork = bob.forks(&id, 3, "fork").await;
    bob.saves(&fork, 7, &village(7)).await;
    damages(&world, &village(3), "file gone");
    assert_fallback(&latest(&bob, &fork).await, &village(2), &village(7));
    // Of a lineage that he may no longer read, nothing answers.
    ada.tries_to_edit(&id, r#"{"isPublic": false}"#).await.unwrap();
    assert_eq!(outcome_of(&world.store().latest(&bob.caller, &fork).await), "corrupt");
}

#[tokio::test]
async fn where_nothing_is_intact_the_head_is_reported() {
    let world = World::new();
    let ada = world.player("ada");
    let id = ada.creates("village").await;
    saves_days(&ada, &id, 0..3).await;
    damages(&world, &village(0), "file gone");
    assert_eq!(outcome_of(&world.store().latest(&ada.caller, &id).await), "corrupt");
    // The next save is whole, and all is well from there on.
    ada.saves(&id, 4, &village(4)).await;
    assert_eq!(latest(&ada, &id).await.fallback_for, None);
}

#[tokio::test]
async fn a_search_ends_within_bounds() {
    let world = World::new();
    let ada = world.player("ada");
    let id = ada.creates("village").await;
    for at in 0..40 {
        ada.saves(&id, at, &large(at)).await;
    }
    for at in 1..40 {
        damages(&world, &large(at), "file gone");
    }
    assert_eq!(outcome_of(&world.store().latest(&ada.caller, &id).await), "corrupt", "39 tries are too many");
    world.tampers("UPDATE snapshots SET has_content = 0 WHERE tick BETWEEN 9 AND 37");
    assert_fallback(&latest(&ada, &id).await, &large(0), &large(39));
}
