//! Forking.

use multiverse_store::{NewSnapshot, StoreError};

use crate::support::{World, audit, id, large, outcome_of, tick};

#[tokio::test]
async fn a_fork_begins_with_its_fork_point_and_leaves_the_source_alone() {
    let world = World::new();
    let ada = world.player("ada");
    let village = ada.creates("village").await;
    ada.saves(&village, 1, b"one").await;
    ada.saves(&village, 2, b"two").await;
    let before = ada.looks_at(&village).await;
    let fork = ada.forks(&village, 1, "fork").await;
    assert_eq!(ada.looks_at(&village).await, before);
    let universe = ada.looks_at(&fork).await;
    assert_eq!((universe.snapshot_count, universe.head.unwrap().tick), (1, tick(1)));
    assert_eq!(universe.fork_of.unwrap().universe_id, village);
    assert_eq!(ada.reads(&fork, 1).await, b"one");
    assert_eq!(outcome_of(&ada.tries_to_read(&fork, 2).await), "no snapshot at");
    audit(&world);
}

#[tokio::test]
async fn a_fork_adds_rows_and_no_content_whatever_the_size_of_the_world() {
    let world = World::new();
    let ada = world.player("ada");
    for (name, document) in [("small", b"{}".to_vec()), ("large", large(1))] {
        let source = ada.creates(name).await;
        ada.saves(&source, 1, &document).await;
        let count = || {
            ["universes", "snapshots", "contents"]
                .map(|table| world.count(&format!("SELECT COUNT(*) FROM {table}")))
        };
        let ([universes, snapshots, contents], files) = (count(), world.vault_files());
        ada.forks(&source, 1, &format!("fork-of-{name}")).await;
        assert_eq!(count(), [universes + 1, snapshots + 1, contents]);
        assert_eq!(world.vault_files(), files);
    }
    audit(&world);
}

#[tokio::test]
async fn a_tick_before_the_fork_point_forks_the_ancestor_that_has_it() {
    let world = World::new();
    let ada = world.player("ada");
    let root = ada.creates("root").await;
    ada.saves(&root, 1, b"one").await;
    ada.saves(&root, 5, b"five").await;
    let child = ada.forks(&root, 5, "child").await;
    ada.saves(&child, 9, b"nine").await;
    let grandchild = ada.forks(&child, 9, "grandchild").await;
    let early = ada.tries_to_fork(&grandchild, 1, "early").await.unwrap();
    let point = early.fork_of.unwrap();
    assert_eq!((point.universe_id, point.snapshot_tick), (root, tick(1)));
    assert_eq!(ada.reads(&grandchild, 1).await, b"one");
    assert_eq!(ada.reads(&grandchild, 5).await, b"five");
    let lineage = world.store().lineage(&ada.caller, &grandchild).await.unwrap();
    let line: Vec<_> = lineage.iter().map(|a| (a.universe_id.as_str(), a.fork_tick)).collect();
    assert_eq!(line, [("root", None), ("child", Some(tick(5))), ("grandchild", Some(tick(9)))]);
    audit(&world);
}

/// Who forks their private world at a tick of a public ancestor goes on in private; and a public fork of a private
/// ancestor does not publish it.
#[tokio::test]
async fn a_fork_is_public_by_default_only_if_all_that_it_comes_from_is() {
    for (root_is_public, child_is_public) in [(true, true), (true, false), (false, true), (false, false)] {
        let world = World::new();
        let ada = world.player("ada");
        let root = ada.tries_to_create("root", root_is_public).await.unwrap().id;
        ada.saves(&root, 1, b"one").await;
        ada.saves(&root, 2, b"two").await;
        let child = ada.forks(&root, 2, "child").await;
        ada.tries_to_edit(&child, &format!("{{\"isPublic\": {child_is_public}}}")).await.unwrap();
        let early = ada.tries_to_fork(&child, 1, "early").await.unwrap();
        assert_eq!(early.is_public, root_is_public && child_is_public);
    }
}

#[tokio::test]
async fn a_tick_without_a_snapshot_is_answered_with_the_nearest() {
    let world = World::new();
    let ada = world.player("ada");
    let root = ada.creates("root").await;
    let nothing = ada.tries_to_read(&root, 1).await;
    assert!(matches!(nothing, Err(StoreError::NoSnapshotAt { nearest, .. }) if nearest.is_empty()));
    for at in [10, 20, 30] {
        ada.saves(&root, at, format!("{at}").as_bytes()).await;
    }
    let fork = ada.forks(&root, 20, "fork").await;
    ada.saves(&fork, 40, b"40").await;
    let cases = [
        (&root, 5, None, vec![10]),
        (&root, 25, Some("20"), vec![20, 30]),
        (&root, 99, Some("30"), vec![30]),
        (&fork, 5, None, vec![10]),
        (&fork, 15, Some("10"), vec![10, 20]),
        (&fork, 30, Some("20"), vec![20, 40]),
        (&fork, 99, Some("40"), vec![40]),
    ];
    for (universe, at, last, nearest) in cases {
        match ada.tries_to_read(universe, at).await {
            Err(StoreError::NoSnapshotAt { nearest: found, .. }) => {
                assert_eq!(found, nearest.into_iter().map(tick).collect::<Vec<_>>(), "{universe} {at}");
            }
            other => panic!("{universe} {at}: {other:?}"),
        }
        let found = world.store().at(&ada.caller, universe, tick(at), true).await;
        assert_eq!(found.ok().map(|found| found.bytes), last.map(Into::into), "{universe} {at}");
    }
}

#[tokio::test]
async fn a_taken_id_makes_no_fork() {
    let world = World::new();
    let ada = world.player("ada");
    let village = ada.creates("village").await;
    ada.saves(&village, 1, b"one").await;
    let taken = ada.tries_to_fork(&village, 1, "village").await;
    assert!(matches!(taken, Err(StoreError::Taken { .. })));
    let missing = ada.tries_to_fork(&id("nowhere"), 1, "fork").await;
    assert!(matches!(missing, Err(StoreError::NotFound { .. })));
    audit(&world);
}

#[tokio::test]
async fn a_deletion_hides_a_universe_and_its_forks_live_on() {
    let world = World::new();
    let ada = world.player("ada");
    let village = ada.publishes("village").await;
    ada.saves(&village, 1, b"one").await;
    ada.saves(&village, 2, b"two").await;
    let fork = ada.forks(&village, 2, "fork").await;
    world.store().delete(&ada.caller, &village).await.unwrap();
    assert_eq!(outcome_of(&ada.tries_to_look_at(&village).await), "not found");
    assert_eq!(outcome_of(&ada.tries_to_save(&village, NewSnapshot::at(tick(3)), b"3").await), "not found");
    assert_eq!(ada.reads(&fork, 1).await, b"one");
    audit(&world);
    world.store().restore(&ada.caller, &village).await.unwrap();
    assert_eq!(ada.reads(&village, 2).await, b"two");
    audit(&world);
}
