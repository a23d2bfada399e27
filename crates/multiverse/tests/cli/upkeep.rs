//! `multiverse gc`, `verify` and `compact`.

use multiverse_model::Actor;
use multiverse_model::wire::CreateUniverse;
use multiverse_store::{Caller, Document, NewSnapshot, Store, StoreSettings};
use rusqlite::Connection;
use serde_json::Value;

use crate::workplace::Workplace;

/// A store with a village of two snapshots; it stays open for as long as the answer lives.
fn store(workplace: &Workplace) -> (tokio::runtime::Runtime, Store) {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let data = workplace.path().join("multiverse-data");
    let store = runtime.block_on(async {
        let store = Store::open(&data, StoreSettings::default()).unwrap();
        let ada = Caller::new(Actor::Trusted(Some("ada".parse().unwrap())));
        let request = r#"{"id": "village", "name": "Village"}"#;
        let request: CreateUniverse = serde_json::from_str(request).unwrap();
        let id = store.create_universe(&ada, request).await.unwrap().id;
        for (tick, text) in [("1", "one"), ("2", "two")] {
            let document = Document::new(text.as_bytes().into());
            store.save(&ada, &id, NewSnapshot::at(tick.parse().unwrap()), document).await.unwrap();
        }
        store
    });
    (runtime, store)
}

fn tampers(workplace: &Workplace, sql: &str) {
    let catalog = Connection::open(workplace.path().join("multiverse-data/catalog.sqlite")).unwrap();
    assert!(catalog.execute(sql, []).unwrap() > 0);
}

#[test]
fn a_whole_store_is_verified_collected_and_compacted() {
    let workplace = Workplace::new();
    drop(store(&workplace));
    let verified = workplace.run(&["verify"], &[]).succeeds();
    assert_eq!(
        verified.stdout,
        "Checked 2 contents (6 bytes of documents), 2 snapshots, 1 universes, 0 passages, 0 trips, 1 players, \
         0 files\nNo problems\n"
    );
    assert_eq!(verified.stderr, "", "a progress bar is for terminals");
    let json: Value =
        serde_json::from_str(&workplace.run(&["verify", "--json"], &[]).succeeds().stdout).unwrap();
    assert_eq!((&json["contents"], &json["problems"]), (&2.into(), &Value::Array(Vec::new())));
    let collected = workplace.run(&["gc", "--json"], &[]).succeeds();
    let json: Value = serde_json::from_str(&collected.stdout).unwrap();
    assert_eq!(json, serde_json::json!({"contents": 0, "bytes": 0, "files": 0, "orphans": 0}));
    let compacted = workplace.run(&["compact"], &[]).succeeds();
    assert_eq!(compacted.stdout, "Stored 0 snapshots anew and freed 0 decayed ones: 6 bytes became 6\n");
    let planned = workplace.run(&["compact", "--dry-run"], &[]).succeeds();
    assert!(planned.stdout.starts_with("Would store 0 snapshots anew"), "{}", planned.stdout);
}

#[test]
fn what_is_damaged_is_named_and_what_is_counted_wrong_repaired() {
    let workplace = Workplace::new();
    drop(store(&workplace));
    tampers(&workplace, "UPDATE universes SET snapshot_count = 7");
    let found = workplace.run(&["verify"], &[]);
    let told = "wrong counters of a universe: universe village (7 snapshots";
    assert!(found.stdout.contains(told), "{}", found.stdout);
    assert_eq!(found.fails_with(1), "error: the store has a problem\n");
    let repaired = workplace.run(&["verify", "--repair"], &[]).succeeds();
    assert!(repaired.stdout.contains(": repaired\n"), "{}", repaired.stdout);
    assert!(repaired.stdout.ends_with("All problems are repaired\n"), "{}", repaired.stdout);
    workplace.run(&["verify"], &[]).succeeds();
    tampers(&workplace, "UPDATE contents SET bytes = x'00'");
    let found = workplace.run(&["verify", "--repair"], &[]);
    assert!(found.stdout.contains("damaged content: universe village tick 1 sha256:"), "{}", found.stdout);
    assert!(found.stdout.contains("damaged content: universe village tick 2 sha256:"), "{}", found.stdout);
    // What is wrong with them is also that fewer bytes are stored than the row says.
    assert!(found.fails_with(1).contains("the store has 2 problems"));
}

#[test]
fn a_store_that_is_not_there_cannot_be_looked_after() {
    let workplace = Workplace::new();
    for (args, code) in
        [(["verify", "--json"].as_slice(), 2), (&["verify", "--repair"], 2), (&["gc"], 1), (&["compact"], 1)]
    {
        let refused = workplace.run(args, &[]).fails_with(code);
        assert!(refused.contains("cannot open the store"), "{refused}");
        assert!(!workplace.path().join("multiverse-data").exists(), "{args:?} makes no store");
    }
}

#[test]
fn beside_a_running_server_only_a_look_is_allowed() {
    let workplace = Workplace::new();
    let _in_use = store(&workplace);
    workplace.run(&["verify"], &[]).succeeds();
    for (args, code) in [(["gc"].as_slice(), 1), (&["compact"], 1), (&["verify", "--repair"], 2)] {
        let refused = workplace.run(args, &[]).fails_with(code);
        assert!(refused.contains("another multiverse server is using"), "{refused}");
    }
}
