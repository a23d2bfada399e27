//! Garbage collection: what nothing needs goes, and nothing else.

use std::cell::Cell;
use std::time::{Duration, UNIX_EPOCH};

use multiverse_model::{Checksum, DecayPolicy};
use multiverse_store::{Collected, NewSnapshot};

use super::chains::{assert_base, saves_days};
use crate::support::{START, World, audit, large, outcome_of, tick, village};

const HOUR: i64 = 3_600_000;

fn short_lived(at: u64) -> NewSnapshot {
    let policy = DecayPolicy { decay_after_ticks: Some(tick(1)), ..DecayPolicy::default() };
    NewSnapshot { decay_policy: Some(policy), ..NewSnapshot::at(tick(at)) }
}

#[tokio::test]
async fn a_decayed_base_goes_with_the_last_delta_that_needs_it() {
    let world = World::new();
    let ada = world.player("ada");
    let id = ada.creates("village").await;
    for day in 0..4 {
        ada.tries_to_save(&id, short_lived(day), &village(day)).await.unwrap();
    }
    assert_base(&world, &village(3), Some(&village(2)));
    let cleaned = world.store().clean_up(&ada.caller, &id, tick(100)).await.unwrap();
    assert_eq!((cleaned.decayed, cleaned.bytes_freed), (3, 0));
    assert_eq!(world.store().collect().await.unwrap(), Collected::default(), "the head needs them all");
    let stored = world.count("SELECT SUM(stored_length) FROM contents").unsigned_abs();
    ada.saves(&id, 101, &large(1)).await;
    let cleaned = world.store().clean_up(&ada.caller, &id, tick(200)).await.unwrap();
    assert_eq!((cleaned.decayed, cleaned.bytes_freed), (1, stored));
    audit(&world);
    assert_eq!(world.store().collect().await.unwrap(), Collected::default(), "files have their grace");
    world.clock.advance(HOUR + 1);
    assert_eq!(world.store().collect().await.unwrap(), Collected { files: 4, ..Collected::default() });
    assert_eq!(world.vault_files().len(), 1);
    audit(&world);
}

#[tokio::test]
async fn contents_that_nothing_needs_are_found_wherever_they_come_from() {
    let world = World::new();
    let ada = world.player("ada");
    let (id, other) = (ada.creates("village").await, ada.creates("other").await);
    saves_days(&ada, &id, 0..6).await;
    ada.saves(&other, 1, &large(1)).await;
    // As if a program had forgotten to remove the contents of three entries with them.
    for day in 3..6 {
        let checksum = Checksum::of(&village(day)).hex();
        world.tampers(&format!("UPDATE snapshots SET has_content = 0 WHERE checksum = x'{checksum}'"));
    }
    let stored: i64 = world.count("SELECT SUM(stored_length) FROM contents");
    let collected = world.store().collect().await.unwrap();
    assert_eq!(collected.contents, 3);
    let left = world.count("SELECT SUM(stored_length) FROM contents");
    assert_eq!(stored - left, i64::try_from(collected.bytes).unwrap());
    assert_eq!(world.count("SELECT stored_bytes FROM totals"), left);
    for day in 0..3 {
        assert_eq!(ada.reads(&id, day).await, village(day));
    }
    assert_eq!(ada.reads(&other, 1).await, large(1));
}

#[tokio::test]
async fn parts_of_files_that_a_crash_left_are_swept_once_they_are_old() {
    let world = World::new();
    let ada = world.player("ada");
    let id = ada.creates("village").await;
    ada.saves(&id, 1, &large(1)).await;
    let file = world.vault_files().remove(0);
    let staged = |number: u32, age: i64| {
        let path = file.with_file_name(format!("{}#{number}", file.file_name().unwrap().to_str().unwrap()));
        let written_at = UNIX_EPOCH + Duration::from_millis(u64::try_from(START - age).unwrap());
        std::fs::File::create(path).unwrap().set_modified(written_at).unwrap();
    };
    staged(1, 2 * HOUR);
    staged(2, HOUR / 2);
    assert_eq!(world.store().collect().await.unwrap().orphans, 1);
    assert_eq!(world.vault_files().len(), 2);
    world.clock.advance(HOUR);
    assert_eq!(world.store().collect().await.unwrap().orphans, 1);
    assert_eq!(ada.reads(&id, 1).await, large(1));
    audit(&world);
}

#[tokio::test]
async fn a_key_that_is_garbage_and_in_use_by_damage_keeps_its_file() {
    let world = World::new();
    let ada = world.player("ada");
    let id = ada.creates("village").await;
    ada.saves(&id, 1, &large(1)).await;
    world.tampers("INSERT INTO garbage SELECT vault_key, 0 FROM contents");
    assert_eq!(world.store().collect().await.unwrap(), Collected::default());
    assert_eq!(ada.reads(&id, 1).await, large(1));
}

#[tokio::test]
async fn a_long_timeline_is_cleaned_up_in_steps_and_answered_once() {
    let world = World::new();
    let ada = world.player("ada");
    let id = ada.creates("village").await;
    let saves = (0..1300).map(|at| {
        let (ada, id) = (ada.clone(), id.clone());
        async move { ada.tries_to_save(&id, short_lived(at), format!("{at}").as_bytes()).await.unwrap() }
    });
    futures::future::join_all(saves).await;
    let preview = world.store().decay_preview(&ada.caller, &id, Some(tick(5000))).await.unwrap();
    assert_eq!((preview.snapshots_to_decay, preview.snapshots.len()), (1299, 1000));
    let keyed = ada.with_key("key", "request");
    let cleaned = world.store().clean_up(&keyed.caller, &id, tick(5000)).await.unwrap();
    assert_eq!((cleaned.total_snapshots, cleaned.decayed, cleaned.preserved), (1300, 1299, 1));
    audit(&world);
    let again = world.store().clean_up(&keyed.caller, &id, tick(5000)).await.unwrap();
    assert_eq!(again.decayed, 1299, "the first answer again");
    let other = ada.with_key("key", "another request");
    assert_eq!(outcome_of(&world.store().clean_up(&other.caller, &id, tick(5000)).await), "other");
    assert_eq!(world.store().clean_up(&ada.caller, &id, tick(5000)).await.unwrap().decayed, 0);
}

/// Saves, forks, cleanups, collections and compactions at once: what is acknowledged and has not decayed is there.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn upkeep_beside_saves_forks_and_cleanups_takes_nothing_that_is_needed() {
    const DAYS: u64 = 40;
    let world = World::new();
    let ada = world.player("ada");
    ada.registers().await;
    let mut tasks = Vec::new();
    for n in 0..4 {
        let (ada, id) = (ada.clone(), ada.creates(&format!("u{n}")).await);
        tasks.push(tokio::spawn(async move {
            for day in 0..DAYS {
                // All save the same days, so that contents are shared, decay, and are saved again.
                ada.tries_to_save(&id, short_lived(day), &village(day)).await.unwrap();
                if day % 10 == 5 {
                    let fork = ada.forks(&id, day, &format!("{id}-{day}")).await;
                    ada.saves(&fork, day + 1, &village(1000 * n + day)).await;
                }
                if day % 7 == 6 {
                    ada.world.store().clean_up(&ada.caller, &id, tick(day)).await.unwrap();
                }
            }
        }));
    }
    // Upkeep ends its round: one that is dropped half-way leaves a file for a sweep to find.
    let is_saving = Cell::new(true);
    let saving = async {
        futures::future::join_all(tasks).await.into_iter().for_each(Result::unwrap);
        is_saving.set(false);
    };
    let upkeep = async {
        while is_saving.get() {
            world.clock.advance(HOUR / 2);
            world.store().collect().await.unwrap();
            world.store().compact(false, |_| {}).await.unwrap();
            tokio::task::yield_now().await;
        }
    };
    futures::future::join(saving, upkeep).await;
    for n in 0..4 {
        let id = crate::support::id(&format!("u{n}"));
        for day in [5, 15, 25, 35, DAYS - 1] {
            assert_eq!(ada.reads(&id, day).await, village(day), "a fork point or the head");
        }
        for day in [5, 15, 25, 35] {
            let fork = crate::support::id(&format!("u{n}-{day}"));
            assert_eq!(ada.reads(&fork, day).await, village(day));
            assert_eq!(ada.reads(&fork, day + 1).await, village(1000 * n + day));
        }
    }
    assert_eq!(world.store().verify(|_| {}).await.unwrap().problems, []);
    audit(&world);
}
