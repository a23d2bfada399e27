//! A timeline is stored as what changed, within bounds on what a read costs.

use multiverse_model::wire::OnConflict;
use multiverse_model::{Checksum, DecayPolicy, UniverseId};
use multiverse_store::NewSnapshot;

use crate::support::{Person, World, audit, large, outcome_of, tick, village};

/// The content that a document is stored against, if it is a delta.
pub(super) fn base_of(world: &World, document: &[u8]) -> Option<Checksum> {
    let checksum = Checksum::of(document);
    let sql = "SELECT base FROM contents WHERE checksum = ?1";
    let base: Option<[u8; 32]> =
        world.tables().query_row(sql, [checksum.digest()], |row| row.get(0)).unwrap();
    base.map(Checksum::from_digest)
}

/// Whether a document is stored as what changed since another.
#[track_caller]
pub(super) fn assert_base(world: &World, document: &[u8], base: Option<&[u8]>) {
    assert_eq!(base_of(world, document), base.map(Checksum::of));
}

pub(super) async fn saves_days(who: &Person, universe: &UniverseId, days: impl Iterator<Item = u64>) {
    for day in days {
        who.saves(universe, day, &village(day)).await;
    }
}

#[tokio::test]
async fn a_timeline_is_stored_as_deltas_and_reads_back_byte_for_byte() {
    let world = World::new();
    let ada = world.player("ada");
    let id = ada.creates("village").await;
    saves_days(&ada, &id, 0..40).await;
    assert_eq!(world.count("SELECT COUNT(*) FROM contents WHERE base IS NULL"), 2);
    let keyframe = world.count("SELECT MAX(stored_length) FROM contents WHERE base IS NULL");
    let all = world.count("SELECT SUM(stored_length) FROM contents");
    assert!(all < 15 * keyframe, "40 saves take {all} bytes, and a keyframe {keyframe}");
    for _ in 0..2 {
        for day in (0..40).rev() {
            assert_eq!(ada.reads(&id, day).await, village(day));
        }
        assert_eq!(world.store().latest(&ada.caller, &id).await.unwrap().bytes, village(39));
        world.reopen();
    }
    audit(&world);
}

#[tokio::test]
async fn no_chain_is_longer_than_its_bound_however_long_the_timeline() {
    // What these deltas take to decode bounds the last one.
    for (max_depth, used) in [(0, 0), (1, 1), (4, 4), (16, 5)] {
        let world = World::with(|settings| {
            settings.max_chain_depth = max_depth;
            settings.content_cache_bytes = 10_000_000;
        });
        let ada = world.player("ada");
        let id = ada.creates("village").await;
        saves_days(&ada, &id, 0..130).await;
        let deepest = world.count("SELECT MAX(depth) FROM contents");
        assert_eq!(deepest, used, "{max_depth} are allowed");
        assert_eq!(world.count("SELECT COUNT(*) FROM contents WHERE depth > 0 AND chain_bytes > length"), 0);
        for day in [0, 1, 124, 125, 126, 129] {
            assert_eq!(ada.reads(&id, day).await, village(day));
        }
        audit(&world);
    }
}

#[tokio::test]
async fn a_forks_first_save_is_a_delta_against_its_fork_point() {
    let world = World::new();
    let (ada, bob) = (world.player("ada"), world.player("bob"));
    let id = ada.publishes("village").await;
    saves_days(&ada, &id, 0..3).await;
    bob.registers().await;
    let fork = bob.forks(&id, 1, "fork").await;
    bob.saves(&fork, 5, &village(50)).await;
    assert_base(&world, &village(50), Some(&village(1)));
    assert_eq!(bob.reads(&fork, 5).await, village(50));
    audit(&world);
}

#[tokio::test]
async fn a_diverged_save_is_a_delta_against_its_parent_and_a_late_one_against_what_was_before() {
    let world = World::new();
    let ada = world.player("ada");
    let id = ada.creates("village").await;
    for day in [0, 10, 20] {
        ada.saves(&id, day, &village(day)).await;
    }
    let diverged = NewSnapshot {
        parent: Some(Checksum::of(&village(10))),
        on_conflict: OnConflict::Fork,
        ..NewSnapshot::at(tick(21))
    };
    ada.tries_to_save(&id, diverged, &village(21)).await.unwrap();
    assert_base(&world, &village(21), Some(&village(10)));
    ada.saves(&id, 5, &village(5)).await;
    assert_base(&world, &village(5), Some(&village(0)));
    audit(&world);
}

#[tokio::test]
async fn what_has_nothing_in_common_and_what_is_small_are_keyframes() {
    let world = World::new();
    let ada = world.player("ada");
    let id = ada.creates("village").await;
    let documents = [village(1), large(1), village(2), b"{}".to_vec(), vec![7; 100_000]];
    for (at, document) in (0..).zip(&documents) {
        ada.saves(&id, at, document).await;
        assert_base(&world, document, None);
    }
    audit(&world);
}

/// Whose saves a delta is made against must not depend on what others have.
#[tokio::test]
async fn another_players_universe_is_never_a_base_and_a_known_parent_of_theirs_neither() {
    let world = World::new();
    let (ada, eve) = (world.player("ada"), world.player("eve"));
    let (secret, own) = (ada.creates("secret").await, eve.creates("own").await);
    saves_days(&ada, &secret, 0..2).await;
    let alone = eve.saves(&own, 0, &village(2)).await;
    assert_base(&world, &village(2), None);
    let parent = Some(Checksum::of(&village(1)));
    let guess = NewSnapshot { parent, on_conflict: OnConflict::Fork, ..NewSnapshot::at(tick(3)) };
    assert_eq!(outcome_of(&eve.tries_to_save(&own, guess, &village(3)).await), "parent gone");
    // Stored as a delta for Ada, and charged to Eve as if nobody had it.
    let shared = eve.creates("another").await;
    let entry = eve.saves(&shared, 0, &village(1)).await;
    assert!(entry.stored_size > alone.stored_size / 2, "{} {}", entry.stored_size, alone.stored_size);
    audit(&world);
}

#[tokio::test]
async fn a_decayed_base_stays_while_a_delta_needs_it() {
    let world = World::new();
    let ada = world.player("ada");
    let id = ada.creates("village").await;
    let policy = DecayPolicy { decay_after_ticks: Some(tick(10)), ..DecayPolicy::default() };
    for day in 0..4 {
        let short = NewSnapshot { decay_policy: Some(policy.clone()), ..NewSnapshot::at(tick(day)) };
        ada.tries_to_save(&id, short, &village(day)).await.unwrap();
    }
    let cleanup = world.store().clean_up(&ada.caller, &id, tick(500)).await.unwrap();
    assert_eq!((cleanup.decayed, cleanup.bytes_freed), (3, 0), "all but the head, which rests on them");
    assert_eq!(ada.reads(&id, 3).await, village(3));
    assert_eq!(outcome_of(&ada.tries_to_read(&id, 1).await), "decayed");
    assert_eq!(world.count("SELECT COUNT(*) FROM contents"), 4);
    audit(&world);
    // What is still there as a base is not stored again.
    ada.saves(&id, 2, &village(2)).await;
    assert_eq!(world.count("SELECT COUNT(*) FROM contents"), 4);
    assert_eq!(ada.reads(&id, 2).await, village(2));
    audit(&world);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn saves_against_one_head_at_once_all_read_back() {
    let world = World::new();
    let ada = world.player("ada");
    let id = ada.creates("village").await;
    ada.saves(&id, 0, &village(0)).await;
    let saves = (1..33).map(|day| {
        let (ada, id) = (ada.clone(), id.clone());
        async move { ada.saves(&id, day, &village(day)).await }
    });
    futures::future::join_all(saves).await;
    for day in 0..33 {
        assert_eq!(ada.reads(&id, day).await, village(day));
    }
    assert_eq!(world.count("SELECT COUNT(*) FROM contents WHERE base IS NULL"), 1);
    audit(&world);
}

/// Cleanups take bases away from under saves that chose them; what is acknowledged reads back all the same.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_base_that_goes_while_a_save_is_made_against_it_costs_nothing() {
    let world = World::new();
    let ada = world.player("ada");
    let id = ada.creates("village").await;
    let policy = DecayPolicy { decay_after_ticks: Some(tick(1)), ..DecayPolicy::default() };
    let short = |at| NewSnapshot { decay_policy: Some(policy.clone()), ..NewSnapshot::at(tick(at)) };
    for round in 0..20 {
        let (old, head, new) = (village(3 * round), village(3 * round + 1), village(3 * round + 2));
        ada.tries_to_save(&id, short(10 * round), &old).await.unwrap();
        ada.tries_to_save(&id, short(10 * round + 5), &head).await.unwrap();
        // Against the old one, which the cleanup removes at the same time.
        let store = world.store();
        let (saved, _) = tokio::join!(
            ada.tries_to_save(&id, short(10 * round + 2), &new),
            store.clean_up(&ada.caller, &id, tick(10 * round + 3)),
        );
        saved.unwrap();
        let read = ada.tries_to_read(&id, 10 * round + 2).await;
        assert!(read.is_err() || read.unwrap().bytes == new);
    }
    let baseless = "SELECT COUNT(*) FROM contents WHERE base NOT IN (SELECT checksum FROM contents)";
    assert_eq!(world.count(baseless), 0);
}

/// A chain may go on in what others have saved: what Ada saves after a document that Bob has too is still never told
/// by what only he has, or the sizes of her saves would tell how like it is.
#[tokio::test]
async fn no_save_is_a_delta_against_what_only_others_have() {
    let world = World::new();
    let (ada, bob) = (world.player("ada"), world.player("bob"));
    let secret = bob.creates("secret").await;
    saves_days(&bob, &secret, 0..2).await;
    let id = ada.creates("village").await;
    saves_days(&ada, &id, 1..30).await;
    let hidden = Some(Checksum::of(&village(0)));
    for day in 2..30 {
        assert_ne!(base_of(&world, &village(day)), hidden, "day {day}");
        assert_eq!(ada.reads(&id, day).await, village(day));
    }
    audit(&world);
}
