//! People who leave one village and arrive in another: each is in one place, whole.

#![expect(clippy::unwrap_used, reason = "helpers of tests, which clippy does not know as such")]

use multiverse_client::{Coming, TravelWorld, World};
use multiverse_model::{EntityId, PassageType, RawJson, UniverseId};
use multiverse_sim::{ArrivalError, Door, EventKind, PersonId, TICKS_PER_DAY, Village, VillageConfig};
use serde_json::{Value, json};

fn village(name: &str, seed: u64, days: u64) -> Village {
    let mut village = Village::found(VillageConfig::of_size(name, seed, 900)).unwrap();
    village.run(days * TICKS_PER_DAY + 777);
    village.drain_events().for_each(drop);
    village
}

fn data<'a>(entity: &'a Value, kind: &str) -> &'a Value {
    let components = entity["components"].as_array().unwrap();
    &components.iter().find(|component| component["type"] == kind).unwrap()["data"]
}

fn entity_in(village: &Village, id: PersonId) -> Option<Value> {
    let document: Value = serde_json::from_slice(&village.snapshot()).unwrap();
    let entities = document["universes"][0]["entities"].as_array().unwrap();
    entities.iter().find(|entity| entity["id"] == id.to_string()).cloned()
}

#[test]
fn who_leaves_is_gone_here_and_whole_there() {
    let (mut eschbach, mut lindau) = (village("Eschbach", 1, 20), village("Lindau", 2, 5));
    let id = eschbach.emigrants(1)[0];
    let before = entity_in(&eschbach, id).unwrap();
    let traveller = eschbach.depart(id).unwrap();
    assert_eq!(entity_in(&eschbach, id), None);
    assert_eq!(eschbach.person_name(id), None);
    assert!(eschbach.depart(id).is_none(), "nobody leaves twice");
    assert_eq!(lindau.arrive(&traveller).unwrap(), id);
    let after = entity_in(&lindau, id).unwrap();
    for kind in ["skills", "inventory", "standing"] {
        assert_eq!(data(&before, kind), data(&after, kind), "{kind}");
    }
    assert_eq!(data(&after, "identity")["origin"], "Eschbach");
    // The same age by the clock there.
    let age = |entity: &Value, village: &Village| {
        i64::try_from(village.tick().get()).unwrap() - data(entity, "identity")["born"].as_i64().unwrap()
    };
    assert_eq!(age(&before, &eschbach), age(&after, &lindau));
    let kinds = |village: &mut Village| village.drain_events().map(|event| event.kind).collect::<Vec<_>>();
    assert!(kinds(&mut eschbach).contains(&EventKind::Departure));
    assert!(kinds(&mut lindau).contains(&EventKind::Arrival));
    assert_eq!(traveller["left"], json!({ "village": "Eschbach", "tick": eschbach.tick() }));
}

#[test]
fn moving_to_and_fro_conserves_everybody() {
    let mut villages = [village("Eschbach", 1, 3), village("Lindau", 2, 30), village("Moor", 3, 60)];
    let count = |villages: &[Village; 3]| villages.iter().map(|village| village.census().people).sum::<u64>();
    let total = count(&villages);
    let mut travellers = Vec::new();
    for round in 0..30 {
        let (from, to) = (round % 3, (round * 2 + 1) % 3);
        for id in villages[from].emigrants(2) {
            travellers.push(villages[from].depart(id).unwrap());
        }
        assert_eq!(count(&villages) + u64::try_from(travellers.len()).unwrap(), total);
        if round % 2 == 0 {
            for traveller in travellers.drain(..) {
                villages[to].arrive(&traveller).unwrap();
            }
        }
    }
    for traveller in travellers.drain(..) {
        villages[0].arrive(&traveller).unwrap();
    }
    assert_eq!(count(&villages), total);
    for village in &mut villages {
        village.run(10 * TICKS_PER_DAY);
        let mut resumed = Village::from_snapshot(&village.snapshot()).unwrap();
        village.run(TICKS_PER_DAY);
        resumed.run(TICKS_PER_DAY);
        assert_eq!(village.snapshot(), resumed.snapshot());
    }
}

#[test]
fn who_arrives_again_is_refused_and_nothing_changes() {
    let (mut eschbach, mut lindau) = (village("Eschbach", 1, 20), village("Lindau", 2, 5));
    let id = eschbach.emigrants(1)[0];
    let traveller = eschbach.depart(id).unwrap();
    lindau.arrive(&traveller).unwrap();
    let before = lindau.snapshot();
    let refused = lindau.arrive(&traveller);
    assert!(matches!(refused, Err(ArrivalError::AlreadyHere(again)) if again == id));
    assert_eq!(lindau.snapshot(), before);
}

#[test]
fn who_returns_belongs_where_they_did() {
    let mut eschbach = village("Eschbach", 1, 20);
    let id = eschbach.emigrants(1)[0];
    let before = entity_in(&eschbach, id).unwrap();
    let traveller = eschbach.depart(id).unwrap();
    eschbach.arrive(&traveller).unwrap();
    let after = entity_in(&eschbach, id).unwrap();
    for kind in ["identity", "family", "relations", "skills"] {
        assert_eq!(data(&before, kind), data(&after, kind), "{kind}");
    }
}

#[test]
fn what_may_not_cross_can_be_told_and_left_behind() {
    let mut eschbach = village("Eschbach", 1, 120);
    let carries = |entity: &Value| !data(entity, "inventory")["items"].as_array().unwrap().is_empty();
    let mut traveller = loop {
        let id = eschbach.emigrants(1)[0];
        let traveller = eschbach.depart(id).unwrap();
        if carries(&traveller) {
            break traveller;
        }
    };
    let inventory = traveller["components"].as_array_mut().unwrap();
    let inventory = inventory.iter_mut().find(|component| component["type"] == "inventory").unwrap();
    let items = inventory["data"]["items"].as_array_mut().unwrap();
    assert!(items.iter().all(|item| !item["tags"].as_array().unwrap().is_empty()));
    items.clear();
    let mut lindau = village("Lindau", 2, 5);
    let id = lindau.arrive(&traveller).unwrap();
    assert_eq!(data(&entity_in(&lindau, id).unwrap(), "inventory"), &json!({ "items": [] }));
}

#[test]
fn the_same_travels_give_the_same_villages() {
    let travel = || {
        let (mut eschbach, mut lindau) = (village("Eschbach", 1, 20), village("Lindau", 2, 5));
        for id in eschbach.emigrants(4) {
            lindau.arrive(&eschbach.depart(id).unwrap()).unwrap();
        }
        eschbach.run(5 * TICKS_PER_DAY);
        lindau.run(5 * TICKS_PER_DAY);
        (eschbach.snapshot(), lindau.snapshot())
    };
    assert!(travel() == travel());
}

#[test]
fn only_people_arrive() {
    let mut eschbach = village("Eschbach", 1, 20);
    let mut lindau = village("Lindau", 2, 5);
    let before = lindau.snapshot();
    let good = eschbach.depart(eschbach.emigrants(1)[0]).unwrap();
    let changed = |change: fn(&mut Value)| {
        let mut bad = good.clone();
        change(&mut bad);
        bad
    };
    let bad = [
        json!(null),
        json!({ "id": "person:00000001-1" }),
        json!({ "id": "agent:7", "components": [], "left": { "village": "Eschbach", "tick": 1 } }),
        changed(|person| person["id"] = json!("plant:1")),
        changed(|person| drop(person.as_object_mut().unwrap().remove("left"))),
        changed(|person| person["left"]["tick"] = json!(-5)),
        changed(|person| person["left"]["village"] = json!("a\u{7}")),
        changed(|person| drop(person["components"].as_array_mut().unwrap().pop())),
        changed(|person| person["components"][4]["data"]["hunger"]["value"] = json!(-1)),
        changed(|person| person["note"] = json!("x".repeat(2 << 20))),
    ];
    for traveller in bad {
        let error = lindau.arrive(&traveller).unwrap_err().to_string();
        assert!(error.ends_with("reject the transit"), "{error}");
    }
    assert_eq!(lindau.snapshot(), before);
    lindau.arrive(&good).unwrap();
}

#[test]
fn a_save_knows_the_passages() {
    let mut eschbach = village("Eschbach", 1, 0);
    let door = |number: usize| Door {
        id: format!("passage:{number}").parse().unwrap(),
        kind: PassageType::Bridge,
        target_universe_id: "universe:lindau".parse::<UniverseId>().unwrap(),
    };
    (0..70).for_each(|number| eschbach.open_door(door(number)));
    eschbach.open_door(door(69));
    assert_eq!(eschbach.doors().len(), 64);
    assert!(eschbach.close_door(&door(68).id) && !eschbach.close_door(&door(1).id));
    let read = Village::from_snapshot(&eschbach.snapshot()).unwrap();
    assert_eq!(read.doors(), eschbach.doors());
    let document: Value = serde_json::from_slice(&eschbach.snapshot()).unwrap();
    let last = json!({ "id": "passage:69", "type": "bridge", "targetUniverseId": "universe:lindau" });
    assert_eq!(document["passages"].as_array().unwrap().last(), Some(&last));
}

fn entity(id: PersonId) -> EntityId {
    EntityId::new(id.to_string()).unwrap()
}

/// What a village has of each item, lying in store.
fn stored(village: &Village, item: &str) -> i64 {
    let document: Value = serde_json::from_slice(&village.snapshot()).unwrap();
    let entities = document["universes"][0]["entities"].as_array().unwrap();
    let components = entities.iter().flat_map(|entity| entity["components"].as_array().unwrap());
    let stores = components.filter(|component| component["type"] == "store");
    let piles = stores.flat_map(|store| store["data"]["items"].as_array().unwrap());
    piles.filter(|pile| pile["item"] == item).map(|pile| pile["count"].as_i64().unwrap()).sum()
}

#[test]
fn a_village_is_a_world_that_people_leave_and_come_to() {
    let (mut eschbach, mut lindau) = (village("Eschbach", 1, 20), village("Lindau", 2, 5));
    let id = eschbach.emigrants(1)[0];
    let told = eschbach.entity(&entity(id)).unwrap();
    assert_eq!(told.as_str(), eschbach.clone().depart(id).unwrap().to_string(), "to tell is not to leave");
    assert!(eschbach.admits(&entity(id), &told).is_err(), "they are here");
    eschbach.take(&entity(id));
    assert!(eschbach.entity(&entity(id)).is_none());
    assert!(lindau.admits(&entity(id), &told).is_ok());
    lindau.put(&entity(id), &told, Coming::Arrived);
    assert!(lindau.person_name(id).is_some());
    // What is repeated changes nothing.
    let (here, there) = (eschbach.snapshot(), lindau.snapshot());
    eschbach.take(&entity(id));
    lindau.put(&entity(id), &told, Coming::Arrived);
    assert_eq!((eschbach.snapshot(), lindau.snapshot()), (here, there));
}

#[test]
fn what_somebody_leaves_behind_is_put_in_store() {
    let mut eschbach = village("Eschbach", 1, 20);
    let id = eschbach.emigrants(1)[0];
    let before = stored(&eschbach, "charms");
    let charms = RawJson::new(r#"{"item":"charms","count":2,"tags":["magical","keepsake"]}"#).unwrap();
    let unknown = RawJson::new(r#"{"item":"radio","count":1}"#).unwrap();
    eschbach.take_back(&entity(id), &[charms, unknown]);
    assert_eq!(stored(&eschbach, "charms"), before + 2);
}

#[test]
fn a_save_has_the_mark_of_travels_as_it_is_and_none_where_there_is_none() {
    let mut eschbach = village("Eschbach", 1, 2);
    let text = |village: &Village| String::from_utf8(village.snapshot()).unwrap();
    assert!(!text(&eschbach).contains("\"travels\""));
    let mark = r#"[{"journal":"00112233445566778899aabbccddeeff","number":9007199254740993}]"#;
    eschbach.set_travel_mark(serde_json::from_str(mark).unwrap());
    assert!(text(&eschbach).ends_with(&format!("\"travels\":{mark}}}")));
    let read = Village::from_snapshot(&eschbach.snapshot()).unwrap();
    assert_eq!((read.travel_mark(), read.snapshot()), (eschbach.travel_mark(), eschbach.snapshot()));
}
