//! What the night brings, brought about on purpose.

use crate::buildings::{BuildingKind, State};
use crate::calendar::DAY;
use crate::config::VillageConfig;
use crate::events::{EventKind, VillageEvent};
use crate::ids::BuildingId;
use crate::life::Cause;
use crate::people::{Ailment, Occupation};
use crate::plants::Stage;
use crate::village::Village;
use crate::world::Discovery;

fn village() -> Village {
    let mut village = Village::found(VillageConfig::of_size("Eschbach", 1, 600)).unwrap();
    village.run(crate::TICKS_PER_DAY * 5 / 2);
    village.drain_events().for_each(drop);
    village
}

/// Lets days go by, and answers what was told of a kind.
fn told(village: &mut Village, days: u64, kind: EventKind) -> Vec<VillageEvent> {
    village.run(days * crate::TICKS_PER_DAY);
    village.drain_events().filter(|event| event.kind == kind).collect()
}

fn condition(village: &Village) -> i64 {
    village.buildings.iter().map(|building| building.structure.condition.level(village.now)).sum()
}

fn take_lives(village: &mut Village, left: i64) {
    while village.people.count() > left {
        let id = village.people.iter().next().unwrap().id;
        village.die(id, Cause::Age);
    }
}

#[test]
fn a_storm_damages_buildings_and_trees_and_is_told() {
    let mut village = village();
    let (before, trees, plants) = (condition(&village), village.plants.last(), village.plants.len());
    (0..6).for_each(|_| village.storm());
    assert!(condition(&village) < before);
    assert!(village.plants.last() > trees, "new trees stand where others fell");
    assert_eq!(village.plants.len(), plants, "and none is missing");
    assert_eq!(told(&mut village, 0, EventKind::Storm).len(), 6);
}

#[test]
fn who_loses_a_home_to_fire_finds_another() {
    let mut village = village();
    let ruined = |village: &Village| {
        village.buildings.iter().filter(|building| building.structure.state == State::Ruin).count()
    };
    let before = ruined(&village);
    while village.people.iter().all(|person| person.livelihood.home.is_some()) {
        village.burn();
    }
    let ruins = ruined(&village) - before;
    let fires = told(&mut village, 1, EventKind::Fire);
    assert_eq!(fires.iter().map(|fire| fire.entities.len()).sum::<usize>(), ruins);
    let homeless = village.people.iter().filter(|person| person.livelihood.home.is_none()).count();
    assert!(
        homeless == 0 || village.buildings.roomiest(1).is_none(),
        "{homeless} sleep outside beside free beds"
    );
    village.run(6 * crate::TICKS_PER_DAY);
    assert_eq!(ruined(&village), 0, "ruins are cleared");
}

#[test]
fn a_drought_ends_and_takes_of_the_harvest() {
    let mut village = village();
    let now = village.now;
    village.world.weather.moisture.set(now, 600);
    let usual = village.world.weather.yields(now);
    village.begin_drought();
    village.run(4 * crate::TICKS_PER_DAY);
    assert!(village.world.weather.yields(village.now) < usual);
    assert_eq!(told(&mut village, 4, EventKind::Drought).len(), 2, "its beginning and its end");
}

#[test]
fn a_plague_takes_lives_and_ends() {
    let mut village = village();
    village.break_out();
    let plague = told(&mut village, 9, EventKind::Plague);
    assert_eq!(plague.len(), 2);
    assert!(plague.iter().all(VillageEvent::is_canonical));
    assert!(village.world.plague.is_none());
    assert!(village.world.tallies.deaths > 0);
    village.run(20 * crate::TICKS_PER_DAY);
    let infected = village
        .people
        .iter()
        .filter(|person| person.health.illness.is_some_and(|illness| illness.ailment == Ailment::Plague))
        .count();
    assert_eq!(infected, 0);
}

#[test]
fn raiders_leave_with_food() {
    let mut village = village();
    let before = village.buildings.stock().food();
    village.raid();
    let taken = before - village.buildings.stock().food();
    assert!(taken > 0 && taken < before / 3, "{taken} of {before}");
}

#[test]
fn empty_stores_are_a_famine_until_they_are_full_again() {
    let mut village = village();
    assert!(village.lose_food(1_000) > 0);
    assert_eq!(village.buildings.stock().food(), 0);
    village.watch_famine();
    let famine = told(&mut village, 40, EventKind::Famine);
    assert_eq!(famine[0].title.as_str(), "Famine in Eschbach: the stores are empty");
    assert!(famine[1].title.as_str().starts_with("The famine in Eschbach is over"));
    assert!(village.people.count() > 30, "a famine does not take all");
}

#[test]
fn a_building_that_nobody_mends_falls_in_and_is_cleared_away() {
    let mut village = village();
    // Farmers mend too, when there is nothing else to do.
    for person in village.people.iter().map(|person| person.id).collect::<Vec<_>>() {
        village.follow(person, Occupation::Elder);
    }
    let house = village.buildings.next_open(BuildingKind::House, BuildingId(0)).unwrap();
    let now = village.now;
    village.buildings.change(house, |building| building.structure.condition.set(now, 0));
    let fallen = told(&mut village, 10, EventKind::Collapse);
    assert_eq!(fallen[0].entities[0].as_str(), house.to_string());
    assert!(village.buildings.get(house).is_none());
    assert!(village.people.iter().all(|person| person.livelihood.home != Some(house)));
}

#[test]
fn what_was_discovered_is_not_discovered_again() {
    let mut village = village();
    let before = village.world.discoveries.len();
    // Skilled people of each trade are met sooner or later.
    for _ in 0..2_000 {
        village.discover();
        village.run(400);
    }
    let found = village.world.discoveries.len();
    assert!(found > Discovery::ALL.len() / 2, "{found}");
    let told = village.drain_events().filter(|event| event.kind == EventKind::Discovery).count();
    assert_eq!(told, found - before);
}

#[test]
fn a_village_worships_one_deity() {
    let mut village = village();
    village.worship_deity();
    let deity = village.world.deity.clone().unwrap();
    let told = told(&mut village, 0, EventKind::Deity);
    assert!(told[0].title.as_str().ends_with(&deity));
    assert_eq!(told[0].canon().unwrap().kind.as_str(), "deity_emergence");
}

#[test]
fn strangers_come_where_few_are_left() {
    let mut village = village();
    take_lives(&mut village, 0);
    assert_eq!(village.census().people, 0);
    let came = told(&mut village, 30, EventKind::Settlers);
    assert!(!came.is_empty() && came[0].is_canonical());
    assert!(village.census().people > 0);
}

#[test]
fn who_spoke_for_the_village_is_remembered_and_replaced() {
    let mut village = village();
    village.run(crate::TICKS_PER_DAY);
    let leader = village.world.leader.unwrap();
    village.drain_events().for_each(drop);
    village.die(leader, Cause::Age);
    let death = told(&mut village, 0, EventKind::Death);
    assert!(death[0].is_canonical() && death[0].description.as_str().contains("spoke for the village"));
    let chosen = told(&mut village, 1, EventKind::Leader);
    assert_eq!(chosen.len(), 1);
    assert!(village.world.leader.is_some_and(|next| next != leader));
}

#[test]
fn nothing_is_sown_in_winter() {
    let mut village = village();
    village.run(crate::TICKS_PER_DAY * 8);
    assert_eq!(village.now.day() * DAY, 10 * DAY);
    let sown =
        |village: &Village| village.plants.iter().filter(|plant| plant.growth.stage == Stage::Sown).count();
    let before = sown(&village);
    village.run(crate::TICKS_PER_DAY);
    assert!(sown(&village) <= before);
}
