//! How passages age, what maintenance does to that, and what is told of it.

use multiverse_model::PassageState;

use super::passages::two_owners;
use crate::support::{World, audit, outcome_of};

const HOUR: i64 = 60 * 60 * 1000;
const DAY: i64 = 24 * HOUR;

#[tokio::test]
async fn passages_age_and_are_maintained_until_they_collapse() {
    let world = World::new();
    let (ada, bob) = two_owners(&world, "open").await;
    let (village, town) = ("village".parse().unwrap(), "town".parse().unwrap());
    let thread = ada.connects(&village, &town, "thread").await;
    for (after, state) in [
        (16 * HOUR, PassageState::Active),
        (HOUR, PassageState::Unstable),
        (6 * HOUR, PassageState::Unstable),
    ] {
        world.clock.advance(after);
        assert_eq!(ada.finds_it(&thread).await, state, "after {after} more");
    }
    ada.sends(&thread, "tom").await;
    let maintained = bob.maintains(&thread).await.unwrap();
    assert_eq!((maintained.state, maintained.uses_left), (PassageState::Active, Some(5)));
    assert!((maintained.stability - 100.0).abs() < 1e-9);
    world.clock.advance(24 * HOUR);
    for verb in [ada.maintains(&thread).await, ada.seals(&thread).await, bob.consents(&thread).await] {
        assert_eq!(outcome_of(&verb), "passage closed", "it has collapsed");
    }
    assert_eq!(outcome_of(&ada.tries_to_send(&thread, "eva").await), "passage closed");
    assert_eq!(ada.closes(&thread).await.unwrap().state, PassageState::Inactive);
    audit(&world);
}

#[tokio::test]
async fn decay_is_announced_once_and_collapse_is_final_from_then_on() {
    let world = World::new();
    let (ada, bob) = two_owners(&world, "open").await;
    let (village, town) = ("village".parse().unwrap(), "town".parse().unwrap());
    let thread = ada.connects(&village, &town, "thread").await;
    let slept_through = ada.connects(&village, &town, "thread").await;
    let kept = ada.connects(&village, &town, "thread").await;
    let gate = ada.connects(&village, &town, "gate").await;
    ada.connects(&village, &town, "confluence").await;
    let announce = || async { world.store().announce_passages().await.unwrap() };
    assert_eq!(announce().await, 0);
    ada.closes(&slept_through).await.unwrap();
    world.clock.advance(17 * HOUR);
    assert_eq!((announce().await, announce().await), (2, 0), "each is told of once");
    bob.maintains(&kept).await.unwrap();
    world.clock.advance(7 * HOUR);
    assert_eq!((announce().await, announce().await), (1, 0));
    world.clock.advance(10 * HOUR);
    assert_eq!(announce().await, 1, "unstable again, since it was maintained");
    world.clock.advance(-30 * HOUR);
    assert_eq!(ada.finds_it(&thread).await, PassageState::Collapsed, "also after the clock went back");
    assert_eq!(ada.finds_it(&gate).await, PassageState::Active);
    world.clock.advance(200 * DAY);
    assert_eq!(announce().await, 2, "of one that has collapsed unheard nothing else is told");
    let told = "SELECT COUNT(*) FROM events WHERE kind = 'passage.changed' AND data LIKE '%collapsed%'";
    assert_eq!(world.count(told), 3);
    audit(&world);
}
