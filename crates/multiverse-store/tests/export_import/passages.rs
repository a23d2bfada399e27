//! Passages and trips in a tree.

use multiverse_model::wire::{ArriveRequest, CreatePassage, RejectRequest, TravelRequest};
use multiverse_model::{Passage, PassageId, Transit, TransitId, TransitState};
use multiverse_store::{ArrivalsQuery, Counts, StoreError};
use serde_json::{Value, json};

use crate::fixture::{TestStore, Tree, assert_counted, host, one_of_everything, player, read};

/// An entity's text, with all that a parser could lose.
const TOM: &str = "{ \"name\" :\t\"Tom ☃\", \"hp\": 1.50, \"hp\": 12345678901234567890123 }";

impl TestStore {
    async fn connects(&self, who: &str, source: &str, target: &str, kind: &str) -> Passage {
        let request = json!({"sourceUniverseId": source, "targetUniverseId": target, "type": kind,
            "sourcePosition": {"x": 1, "y": -2.5}});
        self.store.create_passage(&player(who), read::<CreatePassage>(request)).await.unwrap()
    }

    async fn tries_to_send(
        &self,
        passage: &PassageId,
        entity: &str,
        text: &str,
    ) -> Result<Transit, StoreError> {
        let request = format!(r#"{{"entityId":"{entity}","entity":{text},"tick":7}}"#);
        let request: TravelRequest = serde_json::from_str(&request).unwrap();
        Ok(self.store.depart(&player("bob"), passage, request).await?.transit)
    }

    async fn sends(&self, passage: &PassageId, entity: &str, text: &str) -> TransitId {
        self.tries_to_send(passage, entity, text).await.unwrap().id
    }

    async fn receives(&self, transit: &TransitId) -> Transit {
        let request: ArriveRequest = read(json!({"tick": 60}));
        self.store.arrive(&player("bob"), transit, request).await.unwrap()
    }

    async fn rejects(&self, transit: &TransitId) {
        let request: RejectRequest = read(json!({"reason": "no “room”"}));
        self.store.reject(&player("bob"), transit, request).await.unwrap();
    }
}

/// Passages and trips of every kind between the universes of [`one_of_everything`].
pub(crate) async fn connects_and_travels(world: &TestStore) {
    let store = &world.store;
    let gate = world.connects("bob", "Fork:1", "a.fork", "gate").await.id;
    let old = world.sends(&gate, "kim", "1").await;
    world.receives(&old).await;
    // Its entity is no longer kept.
    store.prune_entities().await.unwrap();
    let arrived = world.sends(&gate, "tom", TOM).await;
    world.receives(&arrived).await;
    let returned = world.sends(&gate, "ivy", "[]").await;
    world.rejects(&returned).await;
    world.receives(&returned).await;
    let returning = world.sends(&gate, "eva", "null").await;
    world.rejects(&returning).await;
    world.sends(&gate, "sam/../é", "\"\\ud800\"").await;
    world.connects("bob", "universe:village", "a.fork", "thread").await;
    let sealed = world.connects("bob", "Fork:1", "a.fork", "confluence").await.id;
    store.seal_passage(&player("bob"), &sealed).await.unwrap();
    let closed = world.connects("bob", "a.fork", "Fork:1", "bridge").await.id;
    store.delete_passage(&player("bob"), &closed).await.unwrap();
}

/// The passages that are not deleted are as many as are counted.
pub(crate) fn assert_counted_passages(tree: &Tree, counted: u64) {
    let index = tree.json("passages/index.json");
    let there = index["passages"].as_array().unwrap().iter().filter(|listed| {
        let directory = listed["directory"].as_str().unwrap();
        tree.json(&format!("passages/{directory}/metadata.json")).get("deletedAt").is_none()
    });
    assert_eq!(there.count() as u64, counted);
}

#[tokio::test]
async fn an_entity_is_a_file_byte_for_byte() {
    let world = one_of_everything().await;
    let (tree, _) = world.exports().await;
    let files = tree.files();
    let entities: Vec<_> = files.iter().filter(|(name, _)| name.contains("/entities/")).collect();
    assert_eq!(entities.len(), 4, "one was pruned");
    assert!(entities.iter().any(|(_, bytes)| *bytes == TOM.as_bytes()));
    assert!(files.keys().all(|name| !name.contains("sam")), "an entity's id is no file name");
}

#[tokio::test]
async fn travellers_go_on_in_the_store_that_they_were_imported_to() {
    let world = one_of_everything().await;
    let (tree, _) = world.exports().await;
    let copy = TestStore::new();
    copy.imports(&tree).await;
    let due = |universe: &str| {
        let (store, universe) = (copy.store.clone(), universe.parse().unwrap());
        async move { store.arrivals(&host(), &universe, ArrivalsQuery::default()).await.unwrap().items }
    };
    let (here, there) = (due("Fork:1").await, due("a.fork").await);
    assert_eq!((here.len(), there.len()), (1, 1));
    assert_eq!(copy.receives(&here[0].id).await.state, TransitState::Returned);
    assert_eq!(copy.receives(&there[0].id).await.state, TransitState::Arrived);
    // What is known of where entities are has come along.
    let gate = here[0].passage_id.clone();
    let again = copy.tries_to_send(&gate, "tom", TOM).await;
    assert!(matches!(again, Err(StoreError::EntityElsewhere { .. })), "{again:?}");
    copy.sends(&gate, "eva", "null").await;
    let (tree, _) = copy.exports().await;
    assert_counted(&copy, &tree).await;
    assert_eq!(copy.store.verify(|_| {}).await.unwrap().problems, []);
}

#[tokio::test]
async fn trips_of_an_entity_whose_id_is_known_are_put_behind_in_their_order() {
    let world = one_of_everything().await;
    let (tree, _) = world.exports().await;
    let copy = TestStore::new();
    for id in ["here", "there"] {
        copy.makes("bob", json!({"id": id, "name": id})).await;
    }
    let gate = copy.connects("bob", "here", "there", "gate").await.id;
    for name in ["tom", "eva"] {
        let transit = copy.sends(&gate, name, "{}").await;
        copy.receives(&transit).await;
    }
    let report = copy.imports(&tree).await;
    assert_eq!((report.imported.transits, report.skipped), (5, vec![]));
    let journey = copy.store.journey(&host(), &read(json!("tom")), Default::default()).await.unwrap();
    let ways: Vec<_> = journey.steps.iter().map(|step| step.to_universe_id.to_string()).collect();
    assert_eq!(ways, ["there", "a.fork"]);
    assert_eq!(copy.imports(&tree).await.imported, Counts::default());
    assert_eq!(copy.store.verify(|_| {}).await.unwrap().problems, []);
}

type Damage = fn(&mut Value);

/// What is wrong with the trip that is under way, and what the report says.
const BROKEN: &[(Damage, &str)] = &[
    (|trip| trip["toUniverseId"] = json!("fork:1"), "does not lead where"),
    (|trip| trip["passageId"] = json!("another"), "does not lead where"),
    (|trip| trip["state"] = json!("arrived"), "do not fit together"),
    (|trip| trip["settledAt"] = json!(5), "do not fit together"),
    (|trip| trip["number"] = json!(0), "out of bounds"),
    (|trip| trip["entityId"] = json!(""), "not a trip"),
    (|trip| trip["id"] = json!("a/b"), "not a trip"),
    (|trip| trip["id"] = json!("transit:other"), "has no file"),
];

#[tokio::test]
async fn a_trip_that_cannot_be_is_skipped_with_its_reason_and_the_rest_is_imported() {
    let world = one_of_everything().await;
    for (damage, reason) in BROKEN {
        let (tree, _) = world.exports().await;
        let gate = directory_of(&tree, "gate");
        tree.edit(&format!("passages/{gate}/transits.json"), |value| {
            let trips = value["transits"].as_array_mut().unwrap();
            damage(trips.iter_mut().find(|trip| trip["state"] == "in_transit").unwrap());
        });
        let copy = TestStore::new();
        let report = copy.imports(&tree).await;
        assert_eq!(report.imported.transits, 4, "{reason}");
        assert_eq!(report.skipped.len(), 1, "{:?}", report.skipped);
        assert!(report.skipped[0].path.starts_with(&format!("passages/{gate}/transits.json/transits[")));
        assert!(report.skipped[0].reason.contains(reason), "{:?}", report.skipped);
        assert_eq!(copy.store.verify(|_| {}).await.unwrap().problems, []);
    }
}

#[tokio::test]
async fn a_passage_that_cannot_be_is_skipped_with_its_reason() {
    let world = one_of_everything().await;
    let damages: [(Damage, &str); 5] = [
        (|passage| passage["type"] = json!("door"), "not a passage"),
        (|passage| passage["targetUniverseId"] = json!("nowhere"), "no universe nowhere"),
        (|passage| passage["targetUniverseId"] = passage["sourceUniverseId"].clone(), "to itself"),
        (|passage| passage["id"] = json!("../x"), "not a passage"),
        (|passage| passage["uses"] = json!(-1), "not a passage"),
    ];
    for (damage, reason) in damages {
        let (tree, _) = world.exports().await;
        let gate = directory_of(&tree, "gate");
        tree.edit(&format!("passages/{gate}/metadata.json"), damage);
        let report = TestStore::new().imports(&tree).await;
        assert_eq!((report.imported.passages, report.imported.transits), (3, 0), "{reason}");
        assert!(report.skipped[0].reason.contains(reason), "{:?}", report.skipped);
    }
    let copy = TestStore::new();
    let (tree, _) = world.exports().await;
    copy.imports(&tree).await;
    tree.edit(&format!("passages/{}/metadata.json", directory_of(&tree, "gate")), |passage| {
        passage["createdAt"] = json!(1);
    });
    let report = copy.imports(&tree).await;
    assert!(report.skipped[0].reason.contains("another passage"), "{:?}", report.skipped);
}

fn directory_of(tree: &Tree, kind: &str) -> String {
    let index = tree.json("passages/index.json");
    let mut listed = index["passages"].as_array().unwrap().iter();
    listed.find(|listed| listed["type"] == kind).unwrap()["directory"].as_str().unwrap().to_owned()
}
