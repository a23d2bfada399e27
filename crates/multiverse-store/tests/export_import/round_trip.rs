//! A round trip is the identity.

use std::sync::atomic::{AtomicU64, Ordering};

use multiverse_store::{Counts, Phase, StoreError, StoreSettings, TreeError};

use serde_json::json;

use crate::fixture::{LIMIT, TestStore, Tree, assert_counted, at, gunzip, host, one_of_everything, village};

const EVERYTHING: Counts = Counts { players: 4, universes: 5, snapshots: 15, passages: 4, transits: 5 };

#[tokio::test]
async fn export_import_export_gives_the_same_bytes() {
    let world = one_of_everything().await;
    let (first, written) = world.exports().await;
    assert_eq!((written.players, written.universes, written.entries, written.documents), (4, 5, 15, 14));
    assert_eq!((written.passages, written.transits), (4, 5));
    assert!(written.damaged.is_empty());
    assert_counted(&world, &first).await;
    // Other settings: what is stored how is no part of a tree. And no quota stops an import.
    let settings =
        StoreSettings { max_universes_per_player: 1, max_bytes_per_player: 1, ..StoreSettings::default() };
    let copy = TestStore::with(settings);
    let report = copy.imports(&first).await;
    assert_eq!(
        (report.imported, report.already_there, report.skipped),
        (EVERYTHING, Counts::default(), vec![])
    );
    let (second, _) = copy.exports().await;
    first.assert_same(&second);
    assert_counted(&copy, &second).await;
}

#[tokio::test]
async fn what_was_imported_works_as_before() {
    let world = one_of_everything().await;
    let (tree, _) = world.exports().await;
    let copy = TestStore::new();
    copy.imports(&tree).await;
    for id in ["universe:village", "Fork:1", "a.fork"] {
        let id = id.parse().unwrap();
        for entry in copy.timeline(&id).await {
            let (one, two) =
                (world.store.with_bytes(entry.clone()).await, copy.store.with_bytes(entry).await);
            assert_eq!(one.map(|read| read.bytes).ok(), two.map(|read| read.bytes).ok());
        }
        assert_eq!(
            serde_json::to_value(world.store.lineage(&host(), &id).await.unwrap()).unwrap(),
            serde_json::to_value(copy.store.lineage(&host(), &id).await.unwrap()).unwrap()
        );
    }
    let restored = copy.store.restore(&host(), &"NUL".parse().unwrap()).await.unwrap();
    assert_eq!(restored.snapshot_count, 1);
    copy.saves("ada", &"universe:village".parse().unwrap(), at(20), b"{\"goes\": \"on\"}").await;
}

#[tokio::test]
async fn files_are_called_as_the_design_says() {
    let (tree, _) = one_of_everything().await.exports().await;
    let files = tree.files();
    for name in [
        "universes/index.json",
        "universes/universe~_village/metadata.json",
        "universes/universe~_village/snapshots/1.snapshot.json.gz",
        "universes/universe~_village/snapshots/5_2.snapshot.json.gz",
        "universes/universe~_village/snapshots/8.snapshot.cbor.gz",
        "universes/universe~_village/snapshots/canonical/death_old-tom_day7.snapshot.json.gz",
        "universes/universe~_village/snapshots/canonical/death_old-tom_day7_2.snapshot.json.gz",
        "universes/~fork~_1/timeline.json",
        "universes/fork~_1/timeline.json",
        "universes/~n~u~l/metadata.json",
        "players/index.json",
        "players/con~/profile.json",
        "players/~a~d~a/profile.json",
        "passages/index.json",
    ] {
        assert!(files.contains_key(name), "{name} is not among {:?}", files.keys());
    }
    let document = &files["universes/universe~_village/snapshots/5.snapshot.json.gz"];
    assert_eq!(gunzip(document), b" [1,\r\n2]\n");
    let metadata = &files["universes/universe~_village/metadata.json"];
    let config = b"{ \"timeScale\": 1.50,\n\t\"x\": -0, \"x\": 12345678901234567890123 }";
    assert!(metadata.windows(config.len()).any(|window| window == config), "the config's text is changed");
}

#[tokio::test]
async fn importing_twice_changes_nothing() {
    let (tree, _) = one_of_everything().await.exports().await;
    let copy = TestStore::new();
    copy.imports(&tree).await;
    let report = copy.imports(&tree).await;
    assert_eq!(
        (report.imported, report.already_there, report.skipped),
        (Counts::default(), EVERYTHING, vec![])
    );
    tree.assert_same(&copy.exports().await.0);
}

#[tokio::test]
async fn an_import_that_was_interrupted_anywhere_is_completed_by_another() {
    let (tree, _) = one_of_everything().await.exports().await;
    for stop in 0..15 {
        let copy = TestStore::new();
        let steps = AtomicU64::new(0);
        let interrupted = copy.store.import(&tree.path, LIMIT, move |_| {
            assert!(steps.fetch_add(1, Ordering::Relaxed) != stop, "the process ends here");
        });
        let result = interrupted.await;
        assert!(matches!(result, Err(TreeError::Store(StoreError::Interrupted))), "{stop}: {result:?}");
        let report = copy.imports(&tree).await;
        assert_eq!(report.skipped, vec![]);
        tree.assert_same(&copy.exports().await.0);
    }
}

#[tokio::test]
async fn entries_that_an_interrupted_import_left_out_are_added_behind_what_came_since() {
    let world = one_of_everything().await;
    let (whole, _) = world.exports().await;
    let (part, _) = world.exports().await;
    let timeline = "universes/universe~_village/timeline.json";
    part.edit(timeline, |value| {
        let entries = value["snapshots"].as_array_mut().unwrap();
        entries.retain(|entry| entry["ordinal"].as_u64().unwrap() <= 4);
    });
    let copy = TestStore::new();
    copy.imports(&part).await;
    let village = "universe:village".parse().unwrap();
    copy.saves("ada", &village, at(100), b"{\"played\": true}").await;
    let saved_at = copy.store.universe(&host(), &village).await.unwrap().universe.last_snapshot_at;
    copy.imports(&whole).await;
    let universe = copy.store.universe(&host(), &village).await.unwrap().universe;
    assert_eq!(universe.head.unwrap().tick.get(), 100);
    assert!(universe.last_snapshot_at >= saved_at);
    let (tree, _) = copy.exports().await;
    assert_counted(&copy, &tree).await;
}

#[tokio::test]
async fn progress_ends_where_it_said_it_would() {
    let world = one_of_everything().await;
    let tree = Tree::new();
    let (send, told) = std::sync::mpsc::channel();
    world.store.export(&tree.path, move |progress| send.send(progress).unwrap()).await.unwrap();
    let last = told.iter().last().unwrap();
    assert_eq!((last.phase, last.done, last.total), (Phase::Passages, 4, 4));
    let (send, told) = std::sync::mpsc::channel();
    let copy = TestStore::new();
    copy.store.import(&tree.path, LIMIT, move |progress| send.send(progress).unwrap()).await.unwrap();
    let last = told.iter().last().unwrap();
    assert_eq!((last.phase, last.done), (Phase::Passages, last.total));
}

#[tokio::test]
async fn a_timeline_of_deltas_is_exported_and_imported_as_compactly_as_it_was_saved() {
    let world = TestStore::new();
    let eschbach = world.makes("ada", json!({"id": "eschbach", "name": "Eschbach"})).await;
    // More than share a transaction of the import; of some days there are two saves of the same.
    for day in 0..90 {
        world.saves("ada", &eschbach, at(day.into()), &village(day - day % 30 / 29)).await;
    }
    let fork = json!({"id": "fork", "name": "Fork", "snapshotTick": 40});
    let fork = world.forks("ada", &eschbach, fork).await;
    for day in 100..120 {
        world.saves("ada", &fork, at(day.into()), &village(day)).await;
    }
    let keyframes = |store: &TestStore| -> i64 {
        let sql = "SELECT COUNT(*) FROM contents WHERE base IS NULL";
        store.tables().query_row(sql, [], |row| row.get(0)).unwrap()
    };
    let made = keyframes(&world);
    assert!(made < 10, "{made} of 110 are keyframes");
    let (first, report) = world.exports().await;
    assert_eq!((report.documents, report.damaged.len()), (111, 0));
    for content_cache_bytes in [0, 1 << 26] {
        let copy = TestStore::with(StoreSettings { content_cache_bytes, ..StoreSettings::default() });
        let imported = copy.imports(&first).await;
        assert_eq!((imported.imported.snapshots, imported.skipped), (111, vec![]));
        assert_eq!(keyframes(&copy), made);
        let stored = |stats: multiverse_model::wire::Stats| stats.stored_bytes;
        assert_eq!(
            stored(copy.store.stats().await.unwrap()),
            stored(world.store.stats().await.unwrap()),
            "an import chooses as the saves did"
        );
        let (second, _) = copy.exports().await;
        first.assert_same(&second);
        assert_counted(&copy, &second).await;
    }
}

#[tokio::test]
async fn an_export_names_what_rests_on_a_damaged_link_and_has_the_rest() {
    let world = TestStore::new();
    let eschbach = world.makes("ada", json!({"id": "eschbach", "name": "Eschbach"})).await;
    for day in 0..5 {
        world.saves("ada", &eschbach, at(day.into()), &village(day)).await;
    }
    let path = world.directory.path().join("catalog.sqlite");
    let broken = multiverse_model::Checksum::of(&village(3));
    let sql = format!("DELETE FROM contents WHERE checksum = x'{}'", broken.hex());
    assert_eq!(rusqlite::Connection::open(path).unwrap().execute(&sql, []).unwrap(), 1);
    let (_, report) = world.exports().await;
    assert_eq!(report.documents, 3);
    let damaged: Vec<_> = report.damaged.iter().map(|entry| entry.tick.get()).collect();
    assert_eq!(damaged, [3, 4]);
}
