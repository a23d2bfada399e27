//! What an import leaves out, and what it says of it.

use std::io::Write;

use multiverse_store::{ImportReport, TreeError};
use serde_json::{Value, json};

use crate::fixture::{LIMIT, TestStore, Tree, assert_counted, at, gzip, host, noise};

const VILLAGE: &str = "universes/village/metadata.json";
const TIMELINE: &str = "universes/village/timeline.json";
const FIRST: &str = "universes/village/snapshots/1.snapshot.json.gz";

/// A village with two snapshots and a fork at the first, exported.
async fn small_tree() -> Tree {
    let world = TestStore::new();
    let village = world.makes("ada", json!({"id": "village", "name": "Village", "isPublic": true})).await;
    world.saves("ada", &village, at(1), b"{\"day\": 1}").await;
    world.saves("ada", &village, at(2), &noise(2)).await;
    world.forks("bob", &village, json!({"id": "fork", "name": "Fork", "snapshotTick": 1})).await;
    world.exports().await.0
}

fn first_entry(tree: &Tree, edit: impl FnOnce(&mut Value)) {
    tree.edit(TIMELINE, |timeline| edit(&mut timeline["snapshots"][0]));
}

fn reasons(report: &ImportReport) -> String {
    report.skipped.iter().map(|skipped| format!("{}: {}\n", skipped.path, skipped.reason)).collect()
}

type Spoil = fn(&Tree);

/// What is done to the tree, where the report names it, what it says, and how many universes and snapshots are left.
const CASES: &[(&str, Spoil, &str, &str, u64, u64)] = &[
    ("other bytes", |t| t.write(FIRST, &gzip(b"{}")), FIRST, "another SHA-256", 2, 2),
    ("no file", |t| std::fs::remove_file(t.path.join(FIRST)).unwrap(), FIRST, "no such file", 2, 2),
    ("not gzip", |t| t.write(FIRST, b"{\"day\": 1}"), FIRST, "does not unpack", 2, 2),
    ("truncated", |t| t.write(FIRST, &gzip(b"{\"day\": 1}")[..15]), FIRST, "does not unpack", 2, 2),
    ("a bomb", |t| t.write(FIRST, &bomb()), FIRST, "more than 1048576 bytes", 2, 2),
    ("a folder", |t| replace_by_folder(t), FIRST, "not a file", 2, 2),
    (
        "upwards",
        |t| first_entry(t, |e| e["filename"] = json!("../metadata.json")),
        "",
        "leads out of the tree",
        2,
        3,
    ),
    (
        "absolute",
        |t| first_entry(t, |e| e["filename"] = json!("/etc/passwd")),
        "",
        "leads out of the tree",
        2,
        3,
    ),
    ("a drive", |t| first_entry(t, |e| e["filename"] = json!("C:\\x")), "", "leads out of the tree", 2, 3),
    ("no tick", |t| first_entry(t, |e| e["tick"] = json!(-1)), "snapshots[0]", "tick: ", 2, 2),
    ("bad id", |t| first_entry(t, |e| e["id"] = json!("a/b")), "snapshots[0]", "id: ", 2, 2),
    (
        "bad checksum",
        |t| first_entry(t, |e| e["checksum"] = json!("md5")),
        "snapshots[0]",
        "checksum: ",
        2,
        2,
    ),
    ("huge ghost", |t| first_entry(t, ghost), "snapshots[0]", "not believed", 2, 2),
    ("bad timeline", |t| t.write(TIMELINE, b"{"), TIMELINE, "not a JSON object", 2, 1),
    ("bad metadata", |t| t.write(VILLAGE, b"[]"), VILLAGE, "not a JSON object", 1, 1),
    ("no metadata", |t| std::fs::remove_file(t.path.join(VILLAGE)).unwrap(), VILLAGE, "no such file", 1, 1),
    ("bad universe id", |t| t.edit(VILLAGE, |m| m["id"] = json!("../x")), VILLAGE, "id: ", 1, 1),
    ("bad owner", |t| t.edit(VILLAGE, |m| m["ownerId"] = json!("a b")), VILLAGE, "ownerId: ", 1, 1),
    ("bad config", |t| t.edit(VILLAGE, |m| m["config"] = json!([1])), VILLAGE, "config: ", 2, 3),
    ("bad player", |t| t.write("players/bob/profile.json", b""), "players/bob", "not a JSON object", 2, 3),
    (
        "bad name",
        |t| t.edit("players/bob/profile.json", |p| p["displayName"] = json!("")),
        "players/bob",
        "by their id",
        2,
        3,
    ),
    ("no passage", |t| t.write_json("passages/p/x.json", &json!({})), "passages/p", "no such file", 2, 3),
    (
        "a stray",
        |t| t.write("universes/village/snapshots/9.json.gz", &gzip(b"1")),
        "9.json.gz",
        "tick 9",
        2,
        4,
    ),
    (
        "a nameless stray",
        |t| t.write("universes/village/snapshots/canonical/x.gz", &gzip(b"1")),
        "x.gz",
        "no tick",
        2,
        3,
    ),
];

fn bomb() -> Vec<u8> {
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    for _ in 0..64 {
        gzip.write_all(&[b' '; 1 << 18]).unwrap();
    }
    gzip.finish().unwrap()
}

fn replace_by_folder(tree: &Tree) {
    std::fs::remove_file(tree.path.join(FIRST)).unwrap();
    std::fs::create_dir(tree.path.join(FIRST)).unwrap();
}

fn ghost(entry: &mut Value) {
    entry["hasSnapshot"] = json!(false);
    entry["fileSize"] = json!(u64::MAX);
}

#[tokio::test]
async fn what_cannot_be_imported_is_named_and_the_rest_is_imported() {
    for (case, spoil, path, reason, universes, snapshots) in CASES {
        let tree = small_tree().await;
        spoil(&tree);
        let copy = TestStore::new();
        let report = copy.imports(&tree).await;
        let named = |s: &&multiverse_store::Skipped| s.path.contains(path) && s.reason.contains(reason);
        assert!(report.skipped.iter().any(|skipped| named(&skipped)), "{case}: {}", reasons(&report));
        let got = (report.imported.universes, report.imported.snapshots);
        assert_eq!(got, (*universes, *snapshots), "{case}: {}", reasons(&report));
        let (again, _) = copy.exports().await;
        assert_counted(&copy, &again).await;
    }
}

#[cfg(unix)]
#[tokio::test]
async fn links_are_not_followed() {
    let outside = tempfile::tempdir().unwrap();
    std::fs::write(outside.path().join("1.snapshot.json.gz"), gzip(b"{\"day\": 1}")).unwrap();
    for linked in
        [FIRST, "universes/village/snapshots", "universes/village", "universes/village/timeline.json"]
    {
        let tree = small_tree().await;
        let path = tree.path.join(linked);
        let target = outside.path().join(if linked == FIRST { "1.snapshot.json.gz" } else { "" });
        if path.is_dir() {
            std::fs::remove_dir_all(&path).unwrap();
        } else {
            std::fs::remove_file(&path).unwrap();
        }
        std::os::unix::fs::symlink(target, &path).unwrap();
        let report = TestStore::new().imports(&tree).await;
        assert!(reasons(&report).contains("links are not followed"), "{linked}: {}", reasons(&report));
    }
}

#[tokio::test]
async fn a_fork_without_its_source_becomes_a_universe_of_its_own() {
    let tree = small_tree().await;
    std::fs::remove_dir_all(tree.path.join("universes/village")).unwrap();
    let copy = TestStore::new();
    let report = copy.imports(&tree).await;
    assert!(reasons(&report).contains("universe of its own"), "{}", reasons(&report));
    let fork = copy.store.universe(&host(), &"fork".parse().unwrap()).await.unwrap().universe;
    assert_eq!((fork.fork_of, fork.snapshot_count), (None, 1));
}

#[tokio::test]
async fn universes_that_claim_to_descend_from_each_other_are_imported() {
    let tree = small_tree().await;
    tree.edit(VILLAGE, |m| m["forkOf"] = json!({"universeId": "fork", "snapshotTick": 1}));
    let report = TestStore::new().imports(&tree).await;
    assert_eq!((report.imported.universes, report.imported.snapshots), (2, 3), "{}", reasons(&report));
}

#[tokio::test]
async fn ids_that_are_taken_stay_whose_they_are() {
    let tree = small_tree().await;
    let copy = TestStore::new();
    copy.makes("eve", json!({"id": "village", "name": "Eve's"})).await;
    let report = copy.imports(&tree).await;
    assert!(reasons(&report).contains("has the id village"), "{}", reasons(&report));
    let universe = copy.store.universe(&host(), &"village".parse().unwrap()).await.unwrap().universe;
    assert_eq!((universe.owner_id.as_str(), universe.snapshot_count), ("eve", 0));
    // The id of an entry, too.
    let other = small_tree().await;
    other.edit(VILLAGE, |m| m["id"] = json!("other"));
    let copy = TestStore::new();
    copy.imports(&tree).await;
    let report = copy.imports(&other).await;
    assert!(reasons(&report).contains("another snapshot in the store has its id"), "{}", reasons(&report));
}

#[tokio::test]
async fn what_is_no_tree_is_an_error() {
    let nothing = tempfile::tempdir().unwrap();
    let copy = TestStore::new();
    for path in [nothing.path().to_owned(), nothing.path().join("absent")] {
        let refused = copy.store.import(&path, LIMIT, |_| {}).await;
        assert!(matches!(refused, Err(TreeError::NotATree { .. })), "{refused:?}");
    }
}
