//! Timelines.

use multiverse_model::{SnapshotEntry, SnapshotType, UniverseId};
use multiverse_store::{StoreError, TimelineQuery};

use crate::support::{Person, World, audit, limit, outcome_of, tick};

/// Each entry as `universe tick document`.
async fn told(who: &Person, entries: &[SnapshotEntry]) -> Vec<String> {
    let mut told = Vec::new();
    for entry in entries {
        let bytes = who.world.store().with_bytes(entry.clone()).await.unwrap().bytes;
        told.push(format!("{} {} {}", entry.universe_id, entry.tick, String::from_utf8_lossy(&bytes)));
    }
    told
}

/// Reads a timeline in both orders with every page size, and answers it oldest first.
async fn reads_every_way(who: &Person, universe: &UniverseId, query: &TimelineQuery) -> Vec<String> {
    let all = told(who, &who.reads_timeline(universe, query, limit(1000)).await.unwrap()).await;
    for size in 1..=all.len() + 1 {
        for descending in [false, true] {
            let query = TimelineQuery { descending, ..query.clone() };
            let mut read = told(who, &who.reads_timeline(universe, &query, limit(size)).await.unwrap()).await;
            if descending {
                read.reverse();
            }
            assert_eq!(read, all, "{size} {descending}");
        }
    }
    all
}

#[tokio::test]
async fn a_lineage_is_told_from_the_root_and_ends_with_the_universe() {
    let world = World::new();
    let ada = world.player("ada");
    let root = ada.creates("root").await;
    for (at, document) in [(1, "a"), (2, "b"), (2, "c"), (5, "d"), (8, "e")] {
        ada.saves(&root, at, document.as_bytes()).await;
    }
    let child = ada.forks(&root, 5, "child").await;
    // What the ancestor gets after the fork is not of the fork's history, wherever it is put.
    for (at, document) in [(3, "late"), (5, "late too"), (9, "f")] {
        ada.saves(&root, at, document.as_bytes()).await;
    }
    ada.saves(&child, 5, b"x").await;
    ada.saves(&child, 6, b"y").await;
    let grandchild = ada.forks(&child, 6, "grandchild").await;
    ada.saves(&child, 5, b"later").await;
    ada.saves(&grandchild, 7, b"z").await;
    let whole = TimelineQuery { lineage: true, ..TimelineQuery::default() };
    let expected =
        ["root 1 a", "root 2 b", "root 2 c", "child 5 d", "child 5 x", "grandchild 6 y", "grandchild 7 z"];
    assert_eq!(reads_every_way(&ada, &grandchild, &whole).await, expected);
    let own = reads_every_way(&ada, &grandchild, &TimelineQuery::default()).await;
    assert_eq!(own, ["grandchild 6 y", "grandchild 7 z"]);
    let root_line = reads_every_way(&ada, &root, &whole).await;
    assert_eq!(root_line.len(), 8);
    for (at, expected) in [(3, "no snapshot at"), (2, "ok"), (5, "ok"), (8, "no snapshot at")] {
        assert_eq!(outcome_of(&ada.tries_to_read(&grandchild, at).await), expected, "{at}");
    }
    assert_eq!(ada.reads(&grandchild, 5).await, b"x");
    audit(&world);
}

#[tokio::test]
async fn filters_choose_by_type_and_by_tick() {
    let world = World::new();
    let ada = world.player("ada");
    let village = ada.creates("village").await;
    for at in 0..10 {
        let kind = Some(if at % 3 == 0 { SnapshotType::Manual } else { SnapshotType::Auto });
        let snapshot = multiverse_store::NewSnapshot { kind, ..multiverse_store::NewSnapshot::at(tick(at)) };
        ada.tries_to_save(&village, snapshot, format!("{at}").as_bytes()).await.unwrap();
    }
    let manual = TimelineQuery { kind: Some(SnapshotType::Manual), ..TimelineQuery::default() };
    assert_eq!(reads_every_way(&ada, &village, &manual).await.len(), 4);
    let span = TimelineQuery { from: Some(tick(3)), to: Some(tick(6)), ..TimelineQuery::default() };
    assert_eq!(reads_every_way(&ada, &village, &span).await.len(), 4);
    let none = TimelineQuery { from: Some(tick(7)), to: Some(tick(6)), ..TimelineQuery::default() };
    assert_eq!(reads_every_way(&ada, &village, &none).await, Vec::<String>::new());
}

#[tokio::test]
async fn a_cursor_of_another_timeline_is_refused() {
    let world = World::new();
    let ada = world.player("ada");
    let (village, town) = (ada.creates("village").await, ada.creates("town").await);
    for at in 0..3 {
        ada.saves(&village, at, format!("{at}").as_bytes()).await;
    }
    let query = TimelineQuery { limit: limit(1), ..TimelineQuery::default() };
    let cursor = world.store().timeline(&ada.caller, &village, query).await.unwrap().next;
    for cursor in [cursor, Some("5b5d".to_owned()), Some("x".to_owned())] {
        let query = TimelineQuery { cursor, ..TimelineQuery::default() };
        let refused = world.store().timeline(&ada.caller, &town, query).await;
        assert!(matches!(refused, Err(StoreError::BadCursor)));
    }
}
