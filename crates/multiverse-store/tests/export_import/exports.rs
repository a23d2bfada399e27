//! What an export promises beside the tree's shape.

use multiverse_store::{CatalogError, Store, StoreError, StoreSettings, TreeError};
use serde_json::json;

use crate::fixture::{TestStore, Tree, assert_counted, at, noise, one_of_everything};

#[tokio::test]
async fn an_export_is_one_moment_while_writers_write() {
    let world = one_of_everything().await;
    let (before, _) = world.exports().await;
    let tree = Tree::new();
    let (store, runtime) = (world.store.clone(), tokio::runtime::Handle::current());
    let mut tick = 1000;
    // A save, a fork and a universe come between any two entries of the export.
    let write = move |_| {
        tick += 1;
        let village = "universe:village".parse().unwrap();
        let world = crate::fixture::player("ada");
        runtime.block_on(async {
            let document = multiverse_store::Document::new(noise(tick).into());
            store.save(&world, &village, at(tick.into()), document).await.unwrap();
            let fork = crate::fixture::read(json!({"name": "during", "snapshotTick": tick}));
            store.fork(&world, &village, fork).await.unwrap();
        });
    };
    world.store.export(&tree.path, write).await.unwrap();
    before.assert_same(&tree);
    let (after, _) = world.exports().await;
    assert!(after.files().len() > tree.files().len());
    assert_counted(&world, &after).await;
}

#[tokio::test]
async fn a_reader_exports_beside_the_process_that_writes() {
    let world = one_of_everything().await;
    let (expected, _) = world.exports().await;
    let reader = Store::open_read_only(world.directory.path(), StoreSettings::default()).unwrap();
    let tree = Tree::new();
    reader.export(&tree.path, |_| {}).await.unwrap();
    expected.assert_same(&tree);
    let refused = reader.import(&tree.path, 1000, |_| {}).await;
    assert!(
        matches!(refused, Err(TreeError::Store(StoreError::Catalog(CatalogError::Closed)))),
        "{refused:?}"
    );
}

#[tokio::test]
async fn an_empty_store_has_a_tree_too() {
    let (tree, _) = TestStore::new().exports().await;
    let names: Vec<_> = tree.files().into_keys().collect();
    assert_eq!(names, ["passages/index.json", "players/index.json", "universes/index.json"]);
    assert_eq!(tree.json("universes/index.json"), json!({"universes": []}));
}

#[tokio::test]
async fn only_an_empty_or_new_directory_is_written_to() {
    let world = TestStore::new();
    let tree = Tree::new();
    std::fs::create_dir(&tree.path).unwrap();
    world.store.export(&tree.path, |_| {}).await.unwrap();
    let refused = world.store.export(&tree.path, |_| {}).await;
    assert!(matches!(refused, Err(TreeError::NotEmpty { .. })), "{refused:?}");
    let file = tree.path.join("passages/index.json");
    let refused = world.store.export(&file, |_| {}).await;
    assert!(matches!(refused, Err(TreeError::NotEmpty { .. })), "{refused:?}");
    assert!(file.is_file());
    let refused = world.store.export(std::path::Path::new("/"), |_| {}).await;
    assert!(matches!(refused, Err(TreeError::NoName { .. })), "{refused:?}");
}

#[tokio::test]
async fn an_export_that_ends_early_leaves_nothing_that_has_the_name() {
    let world = one_of_everything().await;
    let tree = Tree::new();
    let ended = world.store.export(&tree.path, |_| panic!("the process ends here")).await;
    assert!(ended.is_err());
    let left: Vec<_> = std::fs::read_dir(tree.path.parent().unwrap()).unwrap().collect();
    assert!(left.is_empty(), "{left:?}");
    world.store.export(&tree.path, |_| {}).await.unwrap();
}

#[tokio::test]
async fn damage_is_reported_and_everything_else_exported() {
    let world = TestStore::new();
    let village = world.makes("ada", json!({"id": "village", "name": "Village"})).await;
    for tick in 1_u32..=3 {
        world.saves("ada", &village, at(tick.into()), &noise(tick)).await;
    }
    let (whole, _) = world.exports().await;
    let mut files = Vec::new();
    for folder in std::fs::read_dir(world.directory.path().join("vault")).unwrap() {
        files.extend(std::fs::read_dir(folder.unwrap().path()).unwrap().map(|file| file.unwrap().path()));
    }
    files.sort();
    std::fs::remove_file(&files[0]).unwrap();
    let mut bytes = std::fs::read(&files[1]).unwrap();
    bytes[300] ^= 1;
    std::fs::write(&files[1], bytes).unwrap();
    let (tree, report) = world.exports().await;
    assert_eq!((report.entries, report.documents, report.damaged.len()), (3, 1, 2));
    assert!(
        report.damaged.iter().all(|damaged| damaged.universe_id == village && !damaged.reason.is_empty())
    );
    assert_eq!(tree.files().len(), whole.files().len() - 2);
    assert_eq!(tree.json("universes/village/timeline.json"), whole.json("universes/village/timeline.json"));

    // The damaged ones are missing for an import, which counts only what it got, and a save goes on from there.
    let copy = TestStore::new();
    let imported = copy.imports(&tree).await;
    assert_eq!((imported.imported.snapshots, imported.skipped.len()), (1, 2));
    copy.saves("ada", &village, at(3), b"{}").await;
    let (again, _) = copy.exports().await;
    assert_counted(&copy, &again).await;
    // The whole tree fills the gaps.
    let filled = copy.imports(&whole).await;
    assert_eq!((filled.imported.snapshots, filled.skipped), (2, vec![]));
    let (again, _) = copy.exports().await;
    assert_counted(&copy, &again).await;
}
