//! Decay, and the files that it leaves for upkeep.

use std::time::{Duration, UNIX_EPOCH};

use multiverse_model::wire::Cleanup;
use multiverse_model::{DecayPolicy, UniverseId};
use multiverse_store::{NewSnapshot, Rule, StoreError};

use crate::support::{Person, START, World, audit, large, outcome_of, tick};

const HOUR: i64 = 3_600_000;

fn short_lived(at: u64) -> NewSnapshot {
    let policy = DecayPolicy { decay_after_ticks: Some(tick(10)), ..DecayPolicy::default() };
    NewSnapshot { decay_policy: Some(policy), ..NewSnapshot::at(tick(at)) }
}

async fn saves_short_lived(who: &Person, universe: &UniverseId, at: u64, document: &[u8]) {
    who.tries_to_save(universe, short_lived(at), document).await.unwrap();
}

async fn cleans(who: &Person, universe: &UniverseId, now: u64) -> Cleanup {
    who.world.store().clean_up(&who.caller, universe, tick(now)).await.unwrap()
}

#[tokio::test]
async fn a_cleanup_removes_what_its_preview_named() {
    let world = World::new();
    let ada = world.player("ada");
    let village = ada.creates("village").await;
    for at in 0..20 {
        saves_short_lived(&ada, &village, at, &large(at)).await;
    }
    let mut gone = 0;
    for now in [5, 12, 15, 15, 500] {
        let preview = world.store().decay_preview(&ada.caller, &village, Some(tick(now))).await.unwrap();
        let cleanup = cleans(&ada, &village, now).await;
        assert_eq!(preview.snapshots_to_decay, cleanup.decayed);
        assert_eq!(cleanup.total_snapshots, 20 - gone);
        assert_eq!(cleanup.preserved, cleanup.total_snapshots - cleanup.decayed);
        assert_eq!(cleanup.bytes_freed > 0, cleanup.decayed > 0);
        for decayed in preview.snapshots {
            assert_eq!(decayed.tau, now - decayed.tick.get());
            assert_eq!(outcome_of(&ada.tries_to_read(&village, decayed.tick.get()).await), "decayed");
            assert_eq!(outcome_of(&ada.tries_to_fork(&village, decayed.tick.get(), "f").await), "decayed");
        }
        gone += cleanup.decayed;
        audit(&world);
    }
    assert_eq!(gone, 19, "all but the head");
    assert_eq!(ada.reads(&village, 19).await, large(19));
}

#[tokio::test]
async fn heads_fork_points_first_entries_of_forks_and_canonical_entries_stay() {
    let world = World::new();
    let ada = world.player("ada");
    let village = ada.creates("village").await;
    for at in [1, 2] {
        saves_short_lived(&ada, &village, at, format!("{at}").as_bytes()).await;
    }
    let event = serde_json::from_str(r#"{"type": "birth", "title": "Tom"}"#).unwrap();
    ada.tries_to_save(&village, NewSnapshot { canon_event: Some(event), ..short_lived(3) }, b"3")
        .await
        .unwrap();
    saves_short_lived(&ada, &village, 4, b"4").await;
    let fork = ada.forks(&village, 1, "fork").await;
    saves_short_lived(&ada, &fork, 5, b"5").await;
    assert_eq!(cleans(&ada, &village, 1000).await.decayed, 1);
    assert_eq!(cleans(&ada, &fork, 1000).await.decayed, 0);
    for (at, expected) in [(1, "ok"), (2, "decayed"), (3, "ok"), (4, "ok")] {
        assert_eq!(outcome_of(&ada.tries_to_read(&village, at).await), expected, "{at}");
    }
    world.store().delete(&ada.caller, &fork).await.unwrap();
    assert_eq!(cleans(&ada, &village, 1000).await.decayed, 0, "the fork may be restored");
    audit(&world);
}

#[tokio::test]
async fn a_shared_content_lives_as_long_as_any_entry_needs_it() {
    let world = World::new();
    let (ada, bob) = (world.player("ada"), world.player("bob"));
    let (village, town) = (ada.creates("village").await, bob.creates("town").await);
    for (who, universe) in [(&ada, &village), (&bob, &town)] {
        saves_short_lived(who, universe, 1, &large(1)).await;
        saves_short_lived(who, universe, 2, b"2").await;
    }
    assert_eq!(cleans(&ada, &village, 100).await.bytes_freed, 0);
    assert_eq!(bob.reads(&town, 1).await, large(1));
    assert_eq!(outcome_of(&ada.tries_to_read(&village, 1).await), "decayed");
    assert!(cleans(&bob, &town, 100).await.bytes_freed > 0);
    assert_eq!(outcome_of(&bob.tries_to_read(&town, 1).await), "decayed");
    audit(&world);
}

#[tokio::test]
async fn a_decayed_document_can_be_saved_again() {
    let world = World::new();
    let ada = world.player("ada");
    let village = ada.creates("village").await;
    for document in [b"small".to_vec(), large(1)] {
        saves_short_lived(&ada, &village, 1, &document).await;
        saves_short_lived(&ada, &village, 2, b"head").await;
        cleans(&ada, &village, 100).await;
        let again = ada.tries_to_save(&village, short_lived(1), &document).await.unwrap();
        assert!(again.is_new);
        assert_eq!(ada.reads(&village, 1).await, document);
        audit(&world);
    }
    // The file of the first attempt goes, that of the second stays.
    world.clock.advance(2 * HOUR);
    world.store().prune().await.unwrap();
    assert_eq!(ada.reads(&village, 1).await, large(1));
    audit(&world);
}

#[tokio::test]
async fn files_of_decayed_contents_go_only_after_the_grace_period() {
    let world = World::new();
    let ada = world.player("ada");
    let village = ada.creates("village").await;
    saves_short_lived(&ada, &village, 1, &large(1)).await;
    saves_short_lived(&ada, &village, 2, b"2").await;
    cleans(&ada, &village, 100).await;
    for (wait, files) in [(0, 1), (HOUR, 1), (1, 0)] {
        world.clock.advance(wait);
        world.store().prune().await.unwrap();
        assert_eq!(world.vault_files().len(), files);
        audit(&world);
    }
}

#[tokio::test]
async fn files_that_nothing_names_are_swept_once_they_are_old() {
    let world = World::new();
    let ada = world.player("ada");
    let village = ada.creates("village").await;
    ada.saves(&village, 1, &large(1)).await;
    let write = |name: &str, age: i64| {
        let path = world.vault().join("00");
        std::fs::create_dir_all(&path).unwrap();
        let file = std::fs::File::create(path.join(name)).unwrap();
        let written_at = UNIX_EPOCH + Duration::from_millis(u64::try_from(START - age).unwrap());
        file.set_modified(written_at).unwrap();
    };
    write("aa-1", 2 * HOUR);
    write("aa-2", HOUR / 2);
    assert_eq!(world.store().sweep().await.unwrap(), 1);
    assert_eq!(world.vault_files().len(), 2);
    // What is named stays however old it is.
    world.clock.advance(100 * 365 * 24 * HOUR);
    assert_eq!(world.store().sweep().await.unwrap(), 1);
    assert_eq!(ada.reads(&village, 1).await, large(1));
    audit(&world);
}

#[tokio::test]
async fn a_clock_that_no_game_can_have_reached_is_refused() {
    let world = World::new();
    let ada = world.player("ada");
    let village = ada.creates("village").await;
    ada.saves(&village, 5, b"5").await;
    let most = 5 + 10 * 365 * 1_728_000;
    cleans(&ada, &village, most).await;
    for far in [most + 1, tick(0).get() + multiverse_model::Tick::MAX.get()] {
        let refused = world.store().clean_up(&ada.caller, &village, tick(far)).await;
        assert!(matches!(refused, Err(StoreError::Rule(Rule::TickTooFar { most: m })) if m == tick(most)));
    }
    // The largest of everything overflows nothing.
    let policy =
        DecayPolicy { decay_after_ticks: Some(multiverse_model::Tick::MAX), ..DecayPolicy::default() };
    let last = NewSnapshot { decay_policy: Some(policy), ..NewSnapshot::at(multiverse_model::Tick::MAX) };
    for document in [b"a", b"b"] {
        ada.tries_to_save(&village, last.clone(), document).await.unwrap();
    }
    assert_eq!(cleans(&ada, &village, multiverse_model::Tick::MAX.get()).await.decayed, 1, "that at 5");
}
