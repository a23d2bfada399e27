//! Saving and reading back.

use multiverse_model::SnapshotType;
use multiverse_model::wire::OnConflict;
use multiverse_store::{NewSnapshot, Rule, StoreError};

use crate::support::{World, audit, large, outcome_of, tick};

fn extending(at: u64, parent: &[u8]) -> NewSnapshot {
    let parent = Some(multiverse_model::Checksum::of(parent));
    NewSnapshot { parent, ..NewSnapshot::at(tick(at)) }
}

#[tokio::test]
async fn what_was_saved_is_read_back_byte_for_byte_also_after_a_restart() {
    let world = World::new();
    let ada = world.player("ada");
    let village = ada.creates("village").await;
    let documents =
        [b"".to_vec(), b"{\"a\": 1.0}\n".to_vec(), (0..=255).collect(), large(1), vec![0; 100_000]];
    for (at, document) in (0..).zip(&documents) {
        let entry = ada.saves(&village, at, document).await;
        assert_eq!(entry.file_size, document.len() as u64);
        assert_eq!(entry.checksum, multiverse_model::Checksum::of(document));
    }
    assert_eq!(world.vault_files().len(), 2, "the two that do not fit into a row");
    for _ in 0..2 {
        for (at, document) in (0..).zip(&documents) {
            assert_eq!(&ada.reads(&village, at).await, document);
        }
        let latest = world.store().latest(&ada.caller, &village).await.unwrap();
        assert_eq!(latest.bytes, documents[4]);
        world.reopen();
    }
    audit(&world);
}

#[tokio::test]
async fn the_same_bytes_are_stored_once() {
    let world = World::new();
    let (ada, bob) = (world.player("ada"), world.player("bob"));
    let (village, town) = (ada.creates("village").await, bob.creates("town").await);
    for at in 0..3 {
        let entry = ada.saves(&village, at, &large(1)).await;
        assert_eq!(entry.stored_size == 0, at > 0, "only the first adds to the store");
    }
    bob.saves(&town, 0, &large(1)).await;
    assert_eq!(world.count("SELECT COUNT(*) FROM contents"), 1);
    assert_eq!(world.vault_files().len(), 1);
    audit(&world);
}

#[tokio::test]
async fn the_same_save_twice_is_one_entry() {
    let world = World::new();
    let ada = world.player("ada");
    let village = ada.creates("village").await;
    let first = ada.tries_to_save(&village, NewSnapshot::at(tick(5)), b"one").await.unwrap();
    let again = ada.tries_to_save(&village, NewSnapshot::at(tick(5)), b"one").await.unwrap();
    assert!(first.is_new && !again.is_new);
    assert_eq!(first.entry, again.entry);
    let manual = NewSnapshot { kind: Some(SnapshotType::Manual), ..NewSnapshot::at(tick(5)) };
    let other = ada.tries_to_save(&village, manual, b"one").await.unwrap();
    assert!(other.is_new, "another type is another save");
    audit(&world);
}

#[tokio::test]
async fn sixteen_equal_saves_at_once_make_one_entry_and_one_file() {
    let world = World::new();
    let ada = world.player("ada");
    let village = ada.creates("village").await;
    let saves = (0..16).map(|_| {
        let (ada, village) = (ada.clone(), village.clone());
        async move { ada.tries_to_save(&village, NewSnapshot::at(tick(1)), &large(1)).await.unwrap() }
    });
    let saved = futures::future::join_all(saves).await;
    assert_eq!(saved.iter().filter(|outcome| outcome.is_new).count(), 1);
    assert_eq!(world.vault_files().len(), 1);
    audit(&world);
}

#[tokio::test]
async fn of_several_documents_at_a_tick_the_newest_answers() {
    let world = World::new();
    let ada = world.player("ada");
    let village = ada.creates("village").await;
    let mut names = Vec::new();
    for document in [b"one".as_slice(), b"two", b"three"] {
        names.push(ada.saves(&village, 5, document).await.filename);
        assert_eq!(ada.reads(&village, 5).await, document);
        assert_eq!(world.store().latest(&ada.caller, &village).await.unwrap().bytes, document);
    }
    assert_eq!(names, ["5.snapshot.json.gz", "5_2.snapshot.json.gz", "5_3.snapshot.json.gz"]);
    assert_eq!(ada.looks_at(&village).await.snapshot_count, 3);
    audit(&world);
}

#[tokio::test]
async fn a_save_into_the_past_does_not_move_the_head() {
    let world = World::new();
    let ada = world.player("ada");
    let village = ada.creates("village").await;
    let head = ada.saves(&village, 10, b"ten").await;
    let past = ada.saves(&village, 4, b"four").await;
    assert_eq!(past.parent, None, "nothing was before it");
    assert_eq!(ada.looks_at(&village).await.head.unwrap().id, head.id);
    let later = ada.saves(&village, 6, b"six").await;
    assert_eq!(later.parent, Some(past.checksum));
    audit(&world);
}

#[tokio::test]
async fn a_save_that_lost_the_race_is_refused_with_the_head_that_won() {
    let world = World::new();
    let ada = world.player("ada");
    let village = ada.creates("village").await;
    let none = ada.tries_to_save(&village, extending(1, b"nothing"), b"one").await;
    assert!(matches!(none, Err(StoreError::Diverged { head: None })));
    ada.saves(&village, 1, b"one").await;
    let won = ada.tries_to_save(&village, extending(2, b"one"), b"two").await.unwrap().entry;
    match ada.tries_to_save(&village, extending(2, b"one"), &large(9)).await {
        Err(StoreError::Diverged { head: Some(head) }) => assert_eq!(head.checksum, won.checksum),
        other => panic!("{other:?}"),
    }
    assert_eq!(world.vault_files().len(), 0, "what was refused leaves nothing in the vault");
    let repeated = ada.tries_to_save(&village, extending(2, b"one"), b"two").await.unwrap();
    assert!(!repeated.is_new, "a repeat of the one that won is no divergence");
    audit(&world);
}

#[tokio::test]
async fn a_diverged_save_becomes_a_fork_if_it_asks_so_and_its_repeat_makes_no_second() {
    let world = World::new();
    let ada = world.player("ada");
    let village = ada.creates("village").await;
    ada.saves(&village, 1, b"one").await;
    ada.saves(&village, 2, b"two").await;
    let diverged = NewSnapshot { on_conflict: OnConflict::Fork, ..extending(2, b"one") };
    let first = ada.tries_to_save(&village, diverged.clone(), b"other two").await.unwrap();
    let again = ada.tries_to_save(&village, diverged, b"other two").await.unwrap();
    assert!(first.is_new && !again.is_new);
    let (fork, point) = first.fork.unwrap();
    assert_eq!(again.fork.unwrap().0.id, fork.id);
    assert_eq!((point.universe_id, point.snapshot_tick), (village.clone(), tick(1)));
    assert_eq!(ada.reads(&fork.id, 1).await, b"one");
    assert_eq!(ada.reads(&fork.id, 2).await, b"other two");
    assert_eq!(ada.reads(&village, 2).await, b"two");
    assert_eq!(world.count("SELECT COUNT(*) FROM universes"), 2);
    audit(&world);
}

/// The world was at `A` twice; who left it the first time continues from there, not from after their own save.
#[tokio::test]
async fn a_diverged_save_forks_at_the_entry_that_it_can_follow() {
    let world = World::new();
    let ada = world.player("ada");
    let village = ada.creates("village").await;
    for (at, document) in [(1, b"A"), (2, b"B"), (3, b"A"), (4, b"C")] {
        ada.saves(&village, at, document).await;
    }
    let diverged = NewSnapshot { on_conflict: OnConflict::Fork, ..extending(2, b"A") };
    let saved = ada.tries_to_save(&village, diverged, b"D").await.unwrap();
    assert_eq!(saved.fork.unwrap().1.snapshot_tick, tick(1));
    audit(&world);
}

#[tokio::test]
async fn rules_are_kept_before_anything_is_stored() {
    let world = World::new();
    let ada = world.player("ada");
    let village = ada.creates("village").await;
    ada.saves(&village, 5, b"five").await;
    let fork = ada.forks(&village, 5, "fork").await;
    let early = ada.tries_to_save(&fork, NewSnapshot::at(tick(4)), &large(1)).await;
    assert!(
        matches!(early, Err(StoreError::Rule(Rule::BeforeForkPoint { fork_tick })) if fork_tick == tick(5))
    );
    let bare = NewSnapshot { kind: Some(SnapshotType::Canonical), ..NewSnapshot::at(tick(6)) };
    assert_eq!(outcome_of(&ada.tries_to_save(&village, bare, &large(2)).await), "rule");
    audit(&world);
}

#[tokio::test]
async fn sixty_four_savers_at_once_lose_nothing() {
    let world = World::new();
    let ada = world.player("ada");
    let village = ada.creates("village").await;
    let saves = (0..64_u64).map(|n| {
        let (ada, village) = (ada.clone(), village.clone());
        async move { ada.saves(&village, n % 8, format!("{n}").as_bytes()).await }
    });
    let saved = futures::future::join_all(saves).await;
    let names: std::collections::BTreeSet<_> = saved.iter().map(|entry| &entry.filename).collect();
    assert_eq!(names.len(), 64);
    assert_eq!(ada.looks_at(&village).await.snapshot_count, 64);
    audit(&world);
}
