//! Trees of the earlier implementation, with all that varied in them.

use multiverse_model::{Checksum, DecayPolicy, SnapshotType};
use serde_json::{Value, json};

use crate::fixture::{TestStore, Tree, assert_counted, gzip, host};

/// The checksum as it stood there: bare hex.
fn bare(bytes: &[u8]) -> String {
    Checksum::of(bytes).hex()
}

fn entry(tick: u64, text: &str, filename: &str) -> Value {
    json!({
        "tick": tick, "timestamp": 1_600_000_000_000_u64 + tick, "day": 0, "type": "auto",
        "fileSize": gzip(text.as_bytes()).len(), "checksum": bare(text.as_bytes()), "filename": filename,
        "decayPolicy": {"neverDecay": false},
    })
}

/// Writes a universe's files.
fn universe(
    tree: &Tree,
    directory: &str,
    metadata: &Value,
    entries: Option<Vec<Value>>,
    files: &[(&str, &str)],
) {
    tree.write_json(&format!("universes/{directory}/metadata.json"), metadata);
    if let Some(entries) = entries {
        let timeline = json!({"universeId": metadata["id"], "snapshots": entries, "lastUpdated": 1});
        tree.write_json(&format!("universes/{directory}/timeline.json"), &timeline);
    }
    for (name, text) in files {
        tree.write(&format!("universes/{directory}/snapshots/{name}"), &gzip(text.as_bytes()));
    }
}

fn metadata(id: &str, owner: &str) -> Value {
    json!({
        "id": id, "name": id, "ownerId": owner, "createdAt": 1_600_000_000_000_u64,
        "lastSnapshotAt": 1_600_000_009_999_u64, "snapshotCount": 1, "canonicalEventCount": 0, "isPublic": true,
    })
}

fn earlier_tree() -> Tree {
    let tree = Tree::new();
    tree.write_json("players/index.json", &json!({"players": [{"id": "player:ada", "displayName": "Ada"}]}));
    let profile = json!({"id": "player:ada", "displayName": "Ada", "createdAt": 1_500_000_000_000_u64});
    tree.write_json("players/player_ada/profile.json", &profile);
    tree.write_json("players/player_ada/universes.json", &json!({"playerId": "player:ada", "universes": []}));
    tree.write_json("players/bad/profile.json", &json!({"id": "not an id"}));

    let pretty = "{\n  \"a b\": 1\n}";
    let mut compacted = entry(3, pretty, "3.json.gz");
    compacted["checksum"] = json!(bare(b"{\"a b\":1}"));
    let mut unchecked = entry(4, "[4]", "4.json.gz");
    unchecked.as_object_mut().unwrap().remove("checksum");
    let mut renamed = entry(5, "[5]", "5.json.gz");
    renamed["day"] = json!(1.5);
    let mut canonical = entry(6, "[6]", "canonical/first_harvest_the-big-one_day2.snapshot.json.gz");
    canonical["type"] = json!("canonical");
    canonical["canonEvent"] =
        json!({"eventType": "First Harvest", "name": "The big one", "importance": 99.6});
    canonical["decayPolicy"] = json!({"neverDecay": true});
    let mut eventless = entry(7, "[7]", "7.json.gz");
    eventless["type"] = json!("canonical");
    let bare_entry = json!({"tick": 8});
    let entries = vec![
        entry(1, "[1]", "1.snapshot.json.gz"),
        entry(2, "[2]", "2.json.gz"),
        compacted,
        unchecked,
        renamed,
        canonical,
        eventless,
        bare_entry,
    ];
    let files = [
        ("1.snapshot.json.gz", "[1]"),
        ("2.json.gz", "[2]"),
        ("3.json.gz", pretty),
        ("4.json.gz", "[4]"),
        // Named otherwise than its entry says.
        ("5.snapshot.json.gz", "[5]"),
        ("canonical/first_harvest_the-big-one_day2.snapshot.json.gz", "[6]"),
        ("7.json.gz", "[7]"),
        ("8.json.gz", "[8]"),
        // Of these no entry tells.
        ("9.json.gz", "[9]"),
        ("10.snapshot.json.gz", "[10]"),
    ];
    // A colon in a directory's name, which Windows has not.
    universe(&tree, "universe:one", &metadata("universe:one", "player:ada"), Some(entries), &files);

    // An underscore for it, an owner who never registered, a deletion, and no timeline.
    let mut deleted = metadata("universe:two", "player:ghost");
    deleted["deletedAt"] = json!(1_600_000_000_005_u64);
    universe(
        &tree,
        "universe_two",
        &deleted,
        None,
        &[("1.json.gz", "[1]"), ("2.snapshot.json.gz", "not json")],
    );

    // A fork, whose directory comes before its source's.
    let mut fork = metadata("universe:fork", "player:ada");
    fork["forkOf"] = json!({"universeId": "universe:one", "snapshotTick": 2});
    let first = vec![entry(2, "[2]", "2.json.gz")];
    universe(&tree, "a_fork", &fork, Some(first), &[("2.json.gz", "[2]")]);
    universe(&tree, "bad", &metadata("universe/bad", "player:ada"), None, &[]);
    tree
}

#[tokio::test]
async fn a_tree_of_the_earlier_implementation_is_imported_whole() {
    let copy = TestStore::new();
    let tree = earlier_tree();
    let report = copy.imports(&tree).await;
    let skipped: Vec<_> = report.skipped.iter().map(|s| format!("{}: {}", s.path, s.reason)).collect();
    assert_eq!(
        (report.imported.players, report.imported.universes, report.imported.snapshots),
        (2, 3, 12),
        "{skipped:#?}"
    );
    for (path, reason) in [
        ("players/bad/profile.json", "id: "),
        ("universes/bad/metadata.json", "id: "),
        ("universes/universe:one/snapshots/9.json.gz", "as tick 9"),
        ("universes/universe:one/snapshots/10.snapshot.json.gz", "as tick 10"),
        ("universes/universe_two/timeline.json", "no such file"),
        ("universes/universe_two/snapshots/1.json.gz", "as tick 1"),
        ("universes/universe_two/snapshots/2.snapshot.json.gz", "called JSON"),
    ] {
        assert!(
            skipped.iter().any(|line| line.starts_with(path) && line.contains(reason)),
            "{path}: {skipped:#?}"
        );
    }
    let one = "universe:one".parse().unwrap();
    let entries = copy.timeline(&one).await;
    let texts: Vec<_> = entries.iter().map(|entry| (entry.tick.get(), entry.filename.as_str())).collect();
    assert_eq!(texts.iter().map(|(tick, _)| *tick).collect::<Vec<_>>(), (1..=10).collect::<Vec<_>>());
    assert_eq!(texts[2].1, "3.snapshot.json.gz");
    let harvest = &entries[5];
    let event = harvest.canon_event.as_ref().unwrap();
    assert_eq!(
        (event.kind.as_str(), event.title.as_str(), harvest.kind),
        ("first_harvest", "The big one", SnapshotType::Canonical)
    );
    assert_eq!((entries[6].kind, &entries[6].decay_policy), (SnapshotType::Manual, &DecayPolicy::never()));
    assert_eq!(entries[0].decay_policy, DecayPolicy::resolve(SnapshotType::Auto, None));
    assert_eq!((entries[0].parent, entries[1].parent), (None, Some(entries[0].checksum)));
    assert_eq!((entries[4].day.get(), entries[0].timestamp.0), (1, 1_600_000_000_001));
    let read = copy.store.with_bytes(entries[2].clone()).await.unwrap();
    assert_eq!(read.bytes, "{\n  \"a b\": 1\n}");

    let fork = copy.store.universe(&host(), &"universe:fork".parse().unwrap()).await.unwrap().universe;
    assert_eq!(fork.fork_of.unwrap().universe_id, one);
    let two = copy.store.restore(&host(), &"universe:two".parse().unwrap()).await.unwrap();
    assert_eq!((two.owner_id.as_str(), two.snapshot_count), ("player:ghost", 1));
    let ada = copy.store.player(&host(), &"player:ada".parse().unwrap()).await.unwrap();
    assert_eq!(
        (ada.display_name.as_str(), ada.created_at.0, ada.universe_count),
        ("Ada", 1_500_000_000_000, 2)
    );

    let (tree, _) = copy.exports().await;
    assert_counted(&copy, &tree).await;
    let third = TestStore::new();
    assert_eq!(third.imports(&tree).await.skipped, vec![]);
    tree.assert_same(&third.exports().await.0);
}

#[tokio::test]
async fn importing_it_again_adds_nothing() {
    let copy = TestStore::new();
    let tree = earlier_tree();
    let first = copy.imports(&tree).await;
    let (before, _) = copy.exports().await;
    let again = copy.imports(&tree).await;
    assert_eq!((again.imported.universes, again.imported.snapshots), (0, 0));
    assert_eq!(again.already_there.snapshots, first.imported.snapshots);
    before.assert_same(&copy.exports().await.0);
}
