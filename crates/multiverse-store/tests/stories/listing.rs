//! Lists of universes.

use std::collections::BTreeSet;

use multiverse_model::Role;
use multiverse_store::{ListQuery, SortBy, StoreError};

use crate::support::{World, audit, limit};

const SORTS: [SortBy; 4] = [SortBy::LastSnapshotAt, SortBy::CreatedAt, SortBy::Eldest, SortBy::Name];

/// Public, private, shared and deleted universes of two owners, in three groups of equal sort keys.
async fn crowd() -> World {
    let world = World::new();
    let (ada, bob) = (world.player("ada"), world.player("bob"));
    for n in 0..12 {
        let owner = if n % 2 == 0 { &ada } else { &bob };
        let id = format!("u{n:02}");
        let universe = owner.tries_to_create(&id, n % 3 == 0).await.unwrap().id;
        owner
            .tries_to_edit(&universe, &format!("{{\"name\": \"{}\"}}", ["B", "é", "a"][n / 4]))
            .await
            .unwrap();
        if n % 5 == 0 {
            let other = if n % 2 == 0 { &bob } else { &ada };
            owner.shares(&universe, other, Role::Reader).await;
        }
        if n == 7 || n == 6 {
            world.store().delete(&owner.caller, &universe).await.unwrap();
        }
        if n % 4 == 3 {
            world.clock.advance(1);
        }
    }
    audit(&world);
    world
}

#[tokio::test]
async fn every_sort_and_page_size_shows_each_visible_universe_once() {
    let world = crowd().await;
    let cases = [
        (world.anonymous(), vec![0, 3, 9]),
        (world.player("eve"), vec![0, 3, 9]),
        (world.player("ada"), vec![0, 2, 3, 4, 5, 8, 9, 10]),
        (world.player("bob"), vec![0, 1, 3, 5, 9, 10, 11]),
        (world.trusted(), vec![0, 1, 2, 3, 4, 5, 8, 9, 10, 11]),
    ];
    for (who, visible) in cases {
        let visible: BTreeSet<String> = visible.into_iter().map(|n| format!("u{n:02}")).collect();
        for sort in SORTS {
            let query = ListQuery { sort, ..ListQuery::default() };
            let whole = who.lists(&query, limit(1000)).await;
            assert_eq!(whole.iter().cloned().collect::<BTreeSet<_>>(), visible, "{:?}", who.caller.actor);
            assert_eq!(whole.len(), visible.len());
            for size in 1..=whole.len() + 1 {
                assert_eq!(who.lists(&query, limit(size)).await, whole, "{sort:?} {size}");
            }
        }
    }
}

#[tokio::test]
async fn orders_are_what_their_names_say() {
    let world = crowd().await;
    let trusted = world.trusted();
    for sort in SORTS {
        let query = ListQuery { sort, limit: limit(100), ..ListQuery::default() };
        let items = world.store().list(&trusted.caller, query).await.unwrap().items;
        assert!(
            items.windows(2).all(|pair| match sort {
                SortBy::LastSnapshotAt => pair[0].last_snapshot_at >= pair[1].last_snapshot_at,
                SortBy::CreatedAt => pair[0].created_at >= pair[1].created_at,
                SortBy::Eldest => pair[0].created_at <= pair[1].created_at,
                SortBy::Name => pair[0].name <= pair[1].name,
            }),
            "{sort:?}"
        );
    }
}

#[tokio::test]
async fn filters_narrow_what_may_be_seen_and_never_widen_it() {
    let world = crowd().await;
    let (ada, bob) = (world.player("ada"), world.player("bob"));
    let by_bob = ListQuery { owner: Some("bob".parse().unwrap()), ..ListQuery::default() };
    let public = ListQuery { public_only: true, ..ListQuery::default() };
    let text = ListQuery { text: Some("É".to_owned()), ..ListQuery::default() };
    let deleted = ListQuery { deleted: true, ..ListQuery::default() };
    let deleted_by_bob = ListQuery { deleted: true, ..by_bob.clone() };
    let cases = [
        (&ada, by_bob, "u03 u05 u09"),
        (&ada, public, "u00 u03 u09"),
        (&ada, text.clone(), "u04 u05"),
        (&bob, text, "u05"),
        (&ada, deleted.clone(), "u06"),
        (&bob, deleted, "u07"),
        (&ada, deleted_by_bob, ""),
    ];
    for (who, query, expected) in cases {
        for size in [1, 2, 100] {
            let mut listed = who.lists(&query, limit(size)).await;
            listed.sort();
            assert_eq!(listed.join(" "), expected, "{query:?}");
        }
    }
}

#[tokio::test]
async fn a_cursor_of_another_order_is_refused() {
    let world = crowd().await;
    let trusted = world.trusted();
    for (from, to) in [(SortBy::Name, SortBy::CreatedAt), (SortBy::CreatedAt, SortBy::Name)] {
        let query = ListQuery { sort: from, limit: limit(1), ..ListQuery::default() };
        let cursor = world.store().list(&trusted.caller, query).await.unwrap().next;
        assert!(cursor.is_some());
        let query = ListQuery { sort: to, cursor, ..ListQuery::default() };
        let refused = world.store().list(&trusted.caller, query).await;
        assert!(matches!(refused, Err(StoreError::BadCursor)));
    }
}

#[tokio::test]
async fn a_list_of_forks_shows_only_what_may_be_seen() {
    let world = World::new();
    let (ada, bob) = (world.player("ada"), world.player("bob"));
    let village = ada.publishes("village").await;
    ada.saves(&village, 1, b"one").await;
    for (owner, name) in [(&ada, "a"), (&bob, "b"), (&bob, "c")] {
        let fork = owner.forks(&village, 1, name).await;
        let patch = format!("{{\"isPublic\": {}}}", name == "c");
        owner.tries_to_edit(&fork, &patch).await.unwrap();
    }
    let query = ListQuery { fork_of: Some(village), sort: SortBy::Name, ..ListQuery::default() };
    for (who, expected) in [(ada, "a c"), (bob, "b c"), (world.anonymous(), "c"), (world.trusted(), "a b c")]
    {
        assert_eq!(who.lists(&query, limit(1)).await.join(" "), expected);
    }
}
