//! What is told of changes: one event for each that was committed, and none for any other.

use multiverse_model::wire::OnConflict;
use multiverse_model::{DecayPolicy, UniverseId};
use multiverse_store::NewSnapshot;
use serde_json::Value;

use crate::support::{START, World, audit, outcome_of, tick};

/// A row of the events.
#[derive(Debug)]
struct Told {
    kind: String,
    universe: String,
    with: Option<String>,
    is_public: bool,
    data: Value,
}

/// All events, in their order.
fn told(world: &World) -> Vec<Told> {
    let tables = world.tables();
    let sql = "SELECT kind, universe_id, with_universe_id, is_public, data FROM events ORDER BY id";
    let mut statement = tables.prepare(sql).unwrap();
    let rows = statement.query_map([], |row| {
        Ok(Told {
            kind: row.get(0)?,
            universe: row.get(1)?,
            with: row.get(2)?,
            is_public: row.get(3)?,
            data: serde_json::from_str(&row.get::<_, String>(4)?).unwrap(),
        })
    });
    rows.unwrap().map(Result::unwrap).collect()
}

/// Kind and universe of each event, for tables of what is expected.
fn lines(world: &World) -> Vec<String> {
    told(world).iter().map(|told| format!("{} {}", told.kind, told.universe)).collect()
}

fn short_lived(at: u64) -> NewSnapshot {
    let policy = DecayPolicy { decay_after_ticks: Some(tick(10)), ..DecayPolicy::default() };
    NewSnapshot { decay_policy: Some(policy), ..NewSnapshot::at(tick(at)) }
}

#[tokio::test]
async fn every_change_is_told_once_in_the_order_of_the_changes() {
    let world = World::new();
    let (ada, store) = (world.player("ada"), world.store());
    let village = ada.publishes("village").await;
    ada.tries_to_save(&village, short_lived(1), b"1").await.unwrap();
    ada.tries_to_save(&village, short_lived(2), b"2").await.unwrap();
    let fork = ada.forks(&village, 2, "fork").await;
    ada.tries_to_save(&village, short_lived(50), b"50").await.unwrap();
    store.clean_up(&ada.caller, &village, tick(50)).await.unwrap();
    ada.tries_to_edit(&village, r#"{"name": "Village"}"#).await.unwrap();
    store.delete(&ada.caller, &fork).await.unwrap();
    store.restore(&ada.caller, &fork).await.unwrap();
    store.restore(&ada.caller, &fork).await.unwrap();
    assert_eq!(
        lines(&world),
        [
            "universe.created village",
            "snapshot.saved village",
            "snapshot.saved village",
            "universe.created fork",
            "universe.forked village",
            "snapshot.saved village",
            "snapshot.decayed village",
            "universe.updated village",
            "universe.deleted fork",
            "universe.updated fork",
        ]
    );
    audit(&world);
}

#[tokio::test]
async fn the_data_is_the_public_form_of_the_thing() {
    let world = World::new();
    let ada = world.player("ada");
    let village = ada.publishes("village").await;
    let entry = ada.saves(&village, 1, b"1").await;
    let fork = ada.forks(&village, 1, "fork").await;
    let told = told(&world);
    for told in &told {
        assert_eq!(told.data["at"], START);
        assert_eq!(told.data["universeId"], told.universe);
        assert!(told.is_public);
    }
    assert_eq!(told[0].data["universe"]["name"], "village");
    assert_eq!(told[1].data["entry"], serde_json::to_value(&entry).unwrap());
    assert_eq!(told[2].data["universe"]["id"], "fork");
    assert!(told[2].data["universe"].get("forkOf").is_none(), "who may read the fork alone learns no more");
    assert_eq!(told[3].with.as_deref(), Some(fork.as_str()));
    assert_eq!(told[3].data["universe"], serde_json::to_value(ada.looks_at(&fork).await).unwrap());
    assert_eq!(told[3].data["forkedFrom"], serde_json::json!({"universeId": "village", "snapshotTick": 1}));
}

#[tokio::test]
async fn an_event_is_public_if_all_that_it_is_about_was_when_it_happened() {
    let world = World::new();
    let ada = world.player("ada");
    let village = ada.creates("village").await;
    ada.saves(&village, 1, b"1").await;
    ada.tries_to_edit(&village, r#"{"isPublic": true}"#).await.unwrap();
    ada.forks(&village, 1, "public").await;
    let private = ada.forks(&village, 1, "private").await;
    ada.tries_to_edit(&private, r#"{"isPublic": false}"#).await.unwrap();
    ada.forks(&private, 1, "below").await;
    ada.tries_to_edit(&village, r#"{"isPublic": false}"#).await.unwrap();
    let public: Vec<bool> = told(&world).iter().map(|told| told.is_public).collect();
    assert_eq!(public, [false, false, true, true, true, true, true, false, false, false, false]);
}

#[tokio::test]
async fn what_is_refused_undone_or_repeated_tells_nothing() {
    let world = World::new();
    let (ada, store) = (world.player("ada"), world.store());
    let village = ada.publishes("village").await;
    ada.saves(&village, 1, b"1").await;
    let before = lines(&world).len();

    assert_eq!(outcome_of(&ada.tries_to_create("village", true).await), "other");
    assert_eq!(outcome_of(&world.anonymous().tries_to_edit(&village, "{}").await), "unidentified");
    assert_eq!(outcome_of(&ada.tries_to_fork(&village, 7, "nowhere").await), "no snapshot at");
    let never = multiverse_model::Checksum::of(b"never saved");
    let lost = NewSnapshot { parent: Some(never), ..NewSnapshot::at(tick(2)) };
    assert_eq!(outcome_of(&ada.tries_to_save(&village, lost, b"2").await), "diverged");
    ada.saves(&village, 1, b"1").await;
    assert_eq!(lines(&world).len(), before, "none of this changed anything");

    let ada = ada.with_key("key", "edit");
    for _ in 0..2 {
        ada.tries_to_edit(&village, r#"{"name": "Village"}"#).await.unwrap();
    }
    assert_eq!(lines(&world).len(), before + 1, "the repeat was answered and not done");
    drop(store);
    audit(&world);
}

#[tokio::test]
async fn a_save_that_becomes_a_fork_tells_of_both() {
    let world = World::new();
    let ada = world.player("ada");
    let village = ada.publishes("village").await;
    let first = ada.saves(&village, 1, b"1").await;
    ada.saves(&village, 2, b"won").await;
    let lost = || NewSnapshot {
        parent: Some(first.checksum),
        on_conflict: OnConflict::Fork,
        ..NewSnapshot::at(tick(2))
    };
    let saved = ada.tries_to_save(&village, lost(), b"lost").await.unwrap();
    let fork: UniverseId = saved.entry.universe_id;
    ada.tries_to_save(&village, lost(), b"lost").await.unwrap();
    let expected = [
        format!("universe.created {fork}"),
        "universe.forked village".to_owned(),
        format!("snapshot.saved {fork}"),
    ];
    assert_eq!(lines(&world)[3..], expected);
}

#[tokio::test]
async fn data_is_one_line_whatever_the_config_looks_like() {
    let world = World::new();
    let ada = world.player("ada");
    let village = ada.creates("village").await;
    ada.tries_to_edit(&village, "{\"config\": {\r\n  \"a\": \"b\\nc\",\n\r\"id\": 1}}").await.unwrap();
    let text: String =
        world.tables().query_row("SELECT data FROM events WHERE id = 2", [], |row| row.get(0)).unwrap();
    assert_eq!(text.lines().count(), 1);
    assert!(!text.contains('\r'));
    assert_eq!(told(&world)[1].data["universe"]["config"], serde_json::json!({"a": "b\nc", "id": 1}));
}
