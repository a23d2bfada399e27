//! Journeys: the whole way of an entity, through forks too, as far as the caller may see.

use multiverse_model::{EntityId, Role, Transit};
use multiverse_store::JourneyQuery;

use crate::support::{Person, World, limit, outcome_of};

fn way(steps: &[Transit]) -> Vec<String> {
    let shown = |step: &Transit| format!("{} {} {}", step.from_universe_id, step.state, step.to_universe_id);
    steps.iter().map(shown).collect()
}

async fn branches(who: &Person, entity: &str) -> Vec<String> {
    let shown = |branch: &multiverse_model::Branch| {
        format!(
            "{} of {} at {}",
            branch.universe_id, branch.fork_of.universe_id, branch.fork_of.snapshot_tick
        )
    };
    let mut branches: Vec<String> = who.follows(entity).await.branches.iter().map(shown).collect();
    branches.sort();
    branches
}

#[tokio::test]
async fn a_journey_has_every_trip_in_order_without_the_entity() {
    let world = World::new();
    let ada = world.player("ada");
    let (village, town) = (ada.publishes("village").await, ada.publishes("town").await);
    let gate = ada.connects(&village, &town, "gate").await;
    ada.moves(&gate, "tom").await;
    let back = ada.tries_to_send_back(&gate, "tom").await.unwrap().id;
    ada.rejects(&back).await.unwrap();
    ada.sends(&gate, "eva").await;
    let journey = world.anonymous().follows("tom").await;
    assert_eq!(way(&journey.steps), ["village arrived town", "town returning village"]);
    assert!(journey.steps.iter().all(|step| step.entity.is_none()));
    assert_eq!(way(&ada.follows("eva").await.steps), ["village in_transit town"]);
    assert!(ada.follows("nobody").await.steps.is_empty());
}

#[tokio::test]
async fn a_page_goes_on_where_the_last_one_ended_and_passes_over_what_is_hidden() {
    let world = World::new();
    let (ada, eve) = (world.player("ada"), world.player("eve"));
    let (village, town) = (ada.publishes("village").await, ada.publishes("town").await);
    let cellar = ada.creates("cellar").await;
    let (street, stairs) =
        (ada.connects(&village, &town, "gate").await, ada.connects(&village, &cellar, "gate").await);
    for _ in 0..4 {
        for gate in [&street, &stairs] {
            ada.moves(gate, "tom").await;
            let home = ada.tries_to_send_back(gate, "tom").await.unwrap().id;
            ada.receives(&home).await;
        }
    }
    let tom: EntityId = "tom".parse().unwrap();
    for (who, expected) in [(&ada, 16), (&eve, 8)] {
        for most in [1, 3, 8, 1000] {
            let (mut steps, mut query) = (Vec::new(), JourneyQuery { limit: limit(most), cursor: None });
            loop {
                let page = world.store().journey(&who.caller, &tom, query.clone()).await.unwrap();
                steps.extend(page.steps);
                query.cursor = page.next_cursor;
                if query.cursor.is_none() {
                    break;
                }
            }
            assert_eq!(steps.len(), expected, "by {most}");
            let hidden =
                steps.iter().any(|step| step.to_universe_id == cellar || step.from_universe_id == cellar);
            assert_eq!(hidden, expected == 16);
        }
    }
    let eva: EntityId = "eva".parse().unwrap();
    let page = world
        .store()
        .journey(&ada.caller, &tom, JourneyQuery { limit: limit(1), cursor: None })
        .await
        .unwrap();
    let of_another = JourneyQuery { limit: limit(1), cursor: page.next_cursor };
    assert_eq!(outcome_of(&world.store().journey(&ada.caller, &eva, of_another).await), "bad cursor");
}

#[tokio::test]
async fn a_journey_shows_the_forks_that_the_entity_came_into() {
    let world = World::new();
    let ada = world.player("ada");
    let (village, town) = (ada.publishes("village").await, ada.publishes("town").await);
    let gate = ada.connects(&village, &town, "gate").await;
    ada.saves(&village, 1, b"with tom").await;
    ada.saves(&town, 1, b"without tom").await;
    ada.moves(&gate, "tom").await;
    ada.saves(&village, 2, b"without tom").await;
    ada.saves(&town, 2, b"with tom").await;
    for (source, tick) in [(&village, 1), (&village, 2), (&town, 1), (&town, 2)] {
        ada.forks(source, tick, &format!("{source}-{tick}")).await;
    }
    ada.forks(&"town-2".parse().unwrap(), 2, "grandchild").await;
    let expected = ["grandchild of town-2 at 2", "town-2 of town at 2", "village-1 of village at 1"];
    assert_eq!(branches(&ada, "tom").await, expected);
    // One of them goes on: the journey shows it beside the first.
    let castle = ada.publishes("castle").await;
    let bridge = ada.connects(&"town-2".parse().unwrap(), &castle, "bridge").await;
    ada.moves(&bridge, "tom").await;
    let journey = ada.follows("tom").await;
    assert_eq!(way(&journey.steps), ["village arrived town", "town-2 arrived castle"]);
    assert_eq!(branches(&ada, "tom").await, expected);
    ada.saves(&"town-2".parse().unwrap(), 3, b"without tom").await;
    ada.forks(&"town-2".parse().unwrap(), 3, "late").await;
    assert_eq!(branches(&ada, "tom").await, expected, "he had left");
}

#[tokio::test]
async fn steps_and_branches_are_shown_to_those_who_may_see_them() {
    let world = World::new();
    let (ada, bob, eve) = (world.player("ada"), world.player("bob"), world.player("eve"));
    let (village, town) = (ada.creates("village").await, ada.publishes("town").await);
    let gate = ada.connects(&village, &town, "gate").await;
    ada.moves(&gate, "tom").await;
    ada.saves(&town, 1, b"with tom").await;
    ada.forks(&town, 1, "secret").await;
    ada.tries_to_edit(&"secret".parse().unwrap(), r#"{"isPublic": false}"#).await.unwrap();
    assert_eq!(ada.follows("tom").await.steps.len(), 1);
    assert_eq!(branches(&ada, "tom").await, ["secret of town at 1"]);
    assert!(eve.follows("tom").await.steps.is_empty(), "the village is private");
    // Who may receive in town knows who came, wherever from.
    ada.shares(&town, &bob, Role::Editor).await;
    assert_eq!(bob.follows("tom").await.steps.len(), 1);
    assert!(branches(&bob, "tom").await.is_empty(), "the fork is private");
    ada.shares(&village, &eve, Role::Reader).await;
    assert_eq!(eve.follows("tom").await.steps.len(), 1, "she reads both");
}
