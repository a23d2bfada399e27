//! What is told of passages and travellers, and to whom.

use multiverse_model::{EventId, Role};
use multiverse_store::Chore;

use crate::support::{Person, World, audit};

const HOUR: i64 = 60 * 60 * 1000;

/// What somebody is told: the kind of each event, what it is told of first, and where that stands.
async fn hears(who: &Person) -> Vec<String> {
    let store = who.world.store();
    let page = store.events_after(EventId::START, None, 10_000_000).await.unwrap();
    let mut heard = Vec::new();
    for event in page.events {
        let is_of_travel =
            event.kind().as_str().starts_with("passage") || event.kind().as_str().starts_with("transit");
        if is_of_travel && store.may_know(&who.caller, &event).await.unwrap() {
            let data: serde_json::Value = serde_json::from_str(event.data()).unwrap();
            let news = data.get("passage").or(data.get("transit")).unwrap();
            assert!(news.get("entity").is_none(), "never the entity: {news}");
            let state = news["state"].as_str().unwrap();
            heard.push(format!("{} {} {state}", event.kind(), data["universeId"].as_str().unwrap()));
        }
    }
    heard
}

const ALL: [&str; 12] = [
    "passage.created village pending",
    "passage.changed village active",
    "transit.departed village in_transit",
    "transit.arrived town arrived",
    "transit.departed town in_transit",
    "transit.returned town returning",
    "transit.returned town returned",
    "passage.changed village sealed",
    "passage.changed village active",
    "passage.changed village unstable",
    "passage.changed village active",
    "passage.changed village inactive",
];

/// Everything that can happen, between Ada's private village and Bob's private town, which Ada reads.
async fn everything_happens(world: &World) -> (Person, Person) {
    let (ada, bob) = (world.player("ada"), world.player("bob"));
    let (village, town) = (ada.creates("village").await, bob.creates("town").await);
    bob.shares(&town, &ada, Role::Reader).await;
    let bridge = ada.connects(&village, &town, "bridge").await;
    bob.consents(&bridge).await.unwrap();
    bob.consents(&bridge).await.unwrap();
    let out = ada.sends(&bridge, "tom").await;
    bob.receives(&out).await;
    bob.receives(&out).await;
    let back = bob.tries_to_send_back(&bridge, "tom").await.unwrap().id;
    ada.rejects(&back).await.unwrap();
    ada.rejects(&back).await.unwrap();
    bob.receives(&back).await;
    ada.seals(&bridge).await.unwrap();
    ada.unseals(&bridge).await.unwrap();
    world.clock.advance(8 * 24 * HOUR);
    for _ in 0..2 {
        assert!(world.store().does(Chore::Announce).await.unwrap() <= 1);
    }
    ada.maintains(&bridge).await.unwrap();
    assert!(ada.tries_to_send(&bridge, "tom").await.is_err(), "what is refused is not told");
    bob.closes(&bridge).await.unwrap();
    bob.closes(&bridge).await.unwrap();
    (ada, bob)
}

#[tokio::test]
async fn every_change_is_told_once_to_those_at_both_ends() {
    let world = World::new();
    let (ada, bob) = everything_happens(&world).await;
    assert_eq!(hears(&ada).await, ALL);
    // He may not read the village; but travellers come to him from there.
    assert_eq!(hears(&bob).await, ALL);
    audit(&world);
}

#[tokio::test]
async fn others_are_told_if_they_may_read_both_ends_or_use_one() {
    let world = World::new();
    let (ada, bob) = everything_happens(&world).await;
    let (village, town) = ("village".parse().unwrap(), "town".parse().unwrap());
    let (eve, kim) = (world.player("eve"), world.player("kim"));
    bob.shares(&town, &eve, Role::Reader).await;
    bob.shares(&town, &kim, Role::Editor).await;
    assert!(hears(&eve).await.is_empty(), "she reads one of them");
    assert_eq!(hears(&kim).await, ALL);
    assert!(hears(&world.anonymous()).await.is_empty());
    ada.shares(&village, &eve, Role::Reader).await;
    assert_eq!(hears(&eve).await, ALL);
    // What was told of private universes is not published with them.
    for (owner, universe) in [(&ada, &village), (&bob, &town)] {
        owner.tries_to_edit(universe, r#"{"isPublic": true}"#).await.unwrap();
    }
    assert!(hears(&world.anonymous()).await.is_empty());
    world.store().delete(&bob.caller, &town).await.unwrap();
    assert_eq!(
        (hears(&ada).await.len(), hears(&bob).await.len()),
        (ALL.len(), 0),
        "the town is hidden from him"
    );
}

#[tokio::test]
async fn a_traveller_whose_time_ran_out_is_told_of() {
    let world = World::new();
    let ada = world.player("ada");
    let (village, town) = (ada.publishes("village").await, ada.publishes("town").await);
    let gate = ada.connects(&village, &town, "gate").await;
    for n in 0..3 {
        ada.sends(&gate, &format!("person-{n}")).await;
    }
    world.clock.advance(30 * 24 * HOUR);
    assert_eq!(world.store().does(Chore::TurnBack).await.unwrap(), 3);
    let turned = hears(&world.anonymous()).await;
    let turned = turned.iter().filter(|told| *told == "transit.returned village returning");
    assert_eq!(turned.count(), 3);
    assert_eq!(ada.sees(&gate).await.in_transit, 0);
}
