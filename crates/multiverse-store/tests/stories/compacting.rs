//! Compaction: what is stored anew takes less, rests within bounds, and reads back as it was.

use multiverse_model::{Checksum, DecayPolicy, UniverseId};
use multiverse_store::{Compacted, Document, NewSnapshot, OfferedDelta};
use worldline::{Options, Stage};

use super::chains::{assert_base, base_of, saves_days};
use crate::support::{Person, World, audit, large, tick, village};

async fn compacts(world: &World) -> Compacted {
    let planned = world.store().compact(true, |_| {}).await.unwrap();
    let done = world.store().compact(false, |_| {}).await.unwrap();
    assert!((planned.rewritten > 0) == (done.rewritten > 0), "{planned:?} {done:?}");
    let stored = world.count("SELECT SUM(stored_length) FROM contents").unsigned_abs();
    assert_eq!(done.bytes_after, stored);
    audit(world);
    done
}

/// A part of a village, of which a day's change is a larger part.
fn hamlet(day: u64) -> Vec<u8> {
    village(day)[..20_000].to_vec()
}

async fn saves_short_lived(who: &Person, id: &UniverseId, day: u64) {
    saves_short_lived_of(who, id, day, &village(day)).await;
}

async fn saves_short_lived_of(who: &Person, id: &UniverseId, day: u64, document: &[u8]) {
    let policy = DecayPolicy { decay_after_ticks: Some(tick(1)), ..DecayPolicy::default() };
    let snapshot = NewSnapshot { decay_policy: Some(policy), ..NewSnapshot::at(tick(day)) };
    who.tries_to_save(id, snapshot, document).await.unwrap();
}

#[tokio::test]
async fn a_timeline_that_is_stored_well_stays_as_it_is() {
    let world = World::new();
    let ada = world.player("ada");
    let id = ada.creates("village").await;
    saves_days(&ada, &id, 0..40).await;
    let files = world.vault_files();
    let done = compacts(&world).await;
    assert_eq!((done.rewritten, done.freed), (0, 0));
    assert_eq!(done.bytes_before, done.bytes_after);
    assert_eq!(world.vault_files(), files);
}

#[tokio::test]
async fn what_came_out_of_order_is_stored_against_what_is_before_it() {
    let world = World::new();
    let ada = world.player("ada");
    let id = ada.creates("village").await;
    ada.saves(&id, 0, &large(0)).await;
    // Each is before the other, and what is at the head has nothing in common with any.
    ada.saves(&id, 100, &large(100)).await;
    for day in (1..9).rev() {
        ada.saves(&id, day, &village(day)).await;
    }
    let keyframes = "SELECT COUNT(*) FROM contents WHERE base IS NULL";
    assert_eq!(world.count(keyframes), 10);
    let done = compacts(&world).await;
    assert_eq!(world.count(keyframes), 3);
    assert!(done.bytes_after * 2 < done.bytes_before, "{done:?}");
    assert_base(&world, &village(2), Some(&village(1)));
    for day in 1..9 {
        assert_eq!(ada.reads(&id, day).await, village(day));
    }
    assert_eq!(compacts(&world).await.rewritten, 0, "once is enough");
    // The old files go as those of decayed contents do.
    world.clock.advance(3_600_001);
    assert_eq!(world.store().collect().await.unwrap().files, 7);
    for day in 1..9 {
        assert_eq!(ada.reads(&id, day).await, village(day));
    }
    audit(&world);
}

#[tokio::test]
async fn what_rests_on_a_content_moves_with_it_and_no_chain_breaks_its_bound() {
    for max_depth in [1, 2, 3, 4, 16] {
        let world = World::with(|settings| settings.max_chain_depth = max_depth);
        let ada = world.player("ada");
        let id = ada.creates("village").await;
        ada.saves(&id, 100, &large(100)).await;
        // A keyframe, since the head is as it is; then a chain on it; and then what should have been below.
        saves_days(&ada, &id, 10..14).await;
        saves_days(&ada, &id, 6..10).await;
        let done = compacts(&world).await;
        assert!(max_depth < 16 || done.rewritten > 0, "{max_depth}: {done:?}");
        assert!(world.count("SELECT MAX(depth) FROM contents").unsigned_abs() <= max_depth);
        assert_eq!(world.count("SELECT COUNT(*) FROM contents WHERE depth > 0 AND chain_bytes > length"), 0);
        for day in 6..14 {
            assert_eq!(ada.reads(&id, day).await, village(day), "{max_depth}");
        }
    }
}

#[tokio::test]
async fn decayed_contents_between_two_that_live_are_taken_out() {
    let world = World::new();
    let ada = world.player("ada");
    let id = ada.creates("village").await;
    ada.saves(&id, 0, &village(0)).await;
    for day in 1..24 {
        saves_short_lived(&ada, &id, day).await;
    }
    ada.saves(&id, 24, &village(24)).await;
    let cleaned = world.store().clean_up(&ada.caller, &id, tick(500)).await.unwrap();
    assert_eq!(cleaned.decayed, 23);
    let before = world.count("SELECT COUNT(*) FROM contents");
    assert!(before > 4, "the last rests on some that decayed");
    let done = compacts(&world).await;
    assert_eq!(world.count("SELECT COUNT(*) FROM contents"), 2);
    assert_eq!(i64::try_from(done.freed).unwrap(), before - 2);
    assert_base(&world, &village(24), Some(&village(0)));
    for day in [0, 24] {
        assert_eq!(ada.reads(&id, day).await, village(day));
    }
}

#[tokio::test]
async fn a_decayed_content_on_which_several_rest_is_taken_out_if_that_pays() {
    let world = World::new();
    let ada = world.player("ada");
    let id = ada.creates("village").await;
    saves_short_lived_of(&ada, &id, 1, &hamlet(1)).await;
    saves_short_lived_of(&ada, &id, 2, &hamlet(2)).await;
    // Late saves into the past: each rests on the first.
    saves_short_lived_of(&ada, &id, 50, &hamlet(50)).await;
    let third = NewSnapshot::at(tick(1));
    ada.tries_to_save(&id, third.clone(), &hamlet(3)).await.unwrap();
    let bases: Vec<_> = [2, 3].into_iter().map(|day| base_of(&world, &hamlet(day))).collect();
    assert_eq!(bases, [Some(Checksum::of(&hamlet(1))); 2]);
    let fork = ada.forks(&id, 2, "fork").await;
    assert_eq!(world.store().clean_up(&ada.caller, &id, tick(500)).await.unwrap().decayed, 1);
    assert_eq!(world.count("SELECT COUNT(*) FROM contents"), 4);
    let done = compacts(&world).await;
    assert_eq!((world.count("SELECT COUNT(*) FROM contents"), done.freed), (3, 1));
    assert_eq!(ada.reads(&fork, 2).await, hamlet(2));
    assert_eq!(ada.reads(&id, 1).await, hamlet(3));
    assert_eq!(ada.reads(&id, 50).await, hamlet(50));
}

#[tokio::test]
async fn a_poor_delta_of_a_client_is_made_anew() {
    let world = World::new();
    let ada = world.player("ada");
    let id = ada.creates("village").await;
    ada.saves(&id, 1, &village(1)).await;
    let plain = Options::default().with_stage(Stage::Plain);
    let delta = worldline::encode(&village(1), &village(2), &plain).unwrap();
    let offered = OfferedDelta { base: Checksum::of(&village(1)), delta: delta.into() };
    let document = Document::with_delta(village(2).into(), *Checksum::of(&village(2)).digest(), offered);
    world.store().save(&ada.caller, &id, NewSnapshot::at(tick(2)), document).await.unwrap();
    let done = compacts(&world).await;
    assert_eq!(done.rewritten, 1);
    assert_base(&world, &village(2), Some(&village(1)));
    assert_eq!(ada.reads(&id, 2).await, village(2));
}

#[tokio::test]
async fn what_is_damaged_is_left_alone() {
    let world = World::new();
    let ada = world.player("ada");
    let id = ada.creates("village").await;
    ada.saves(&id, 100, &large(100)).await;
    for day in (1..4).rev() {
        ada.saves(&id, day, &village(day)).await;
    }
    let hex = Checksum::of(&village(2)).hex();
    let file = world.vault_files().into_iter().find(|file| file.to_str().unwrap().contains(&hex[2..]));
    std::fs::write(file.unwrap(), b"damaged").unwrap();
    let done = world.store().compact(false, |_| {}).await.unwrap();
    assert!(done.damaged > 0);
    assert_base(&world, &village(2), None);
    for day in [1, 3] {
        assert_eq!(ada.reads(&id, day).await, village(day));
    }
}
