//! Villages live on: they neither die out nor outgrow their land, and there is always something to tell.

use std::collections::BTreeSet;

use multiverse_sim::{TICKS_PER_DAY, Village, VillageConfig, VillageEvent};

/// What a village went through.
struct Life {
    fewest: u64,
    most: u64,
    entities: (u64, u64),
    days: u64,
    inhabited_days: u64,
    quiet_days: u64,
    events: Vec<VillageEvent>,
}

fn live(config: VillageConfig, days: u64) -> Life {
    let mut village = Village::found(config).expect("a valid config");
    let mut life = Life {
        fewest: u64::MAX,
        most: 0,
        entities: (u64::MAX, 0),
        days,
        inhabited_days: 0,
        quiet_days: 0,
        events: Vec::new(),
    };
    for _ in 0..days {
        village.run(TICKS_PER_DAY);
        let census = village.census();
        let entities = census.people + census.plants + census.buildings;
        life.inhabited_days += u64::from(census.people > 0);
        life.fewest = life.fewest.min(census.people);
        life.most = life.most.max(census.people);
        life.entities = (life.entities.0.min(entities), life.entities.1.max(entities));
        let before = life.events.len();
        life.events.extend(village.drain_events());
        life.quiet_days += u64::from(life.events.len() == before);
    }
    life
}

fn lasts(seed: u64) {
    let life = live(VillageConfig::new("Eschbach", seed), 2_000);
    assert!(life.fewest >= 150 && life.most <= 600, "{} to {} people", life.fewest, life.most);
    assert!(life.entities.0 >= 1_800 && life.entities.1 <= 2_400, "{:?}", life.entities);
    assert!(life.quiet_days * 20 <= life.days, "{} quiet days", life.quiet_days);
}

#[test]
fn two_thousand_entities_live_for_two_thousand_days() {
    lasts(1);
}

#[test]
fn two_thousand_entities_live_for_two_thousand_days_by_another_seed() {
    lasts(2);
}

#[test]
fn two_thousand_entities_live_for_two_thousand_days_by_a_third_seed() {
    lasts(3);
}

#[test]
fn small_villages_last_for_centuries() {
    for seed in 1..=4 {
        let config = VillageConfig::of_size("Eschbach", seed, 300);
        let founders = config.people;
        let life = live(config, 2_400);
        assert!(life.fewest * 5 >= founders, "seed {seed}: {} of {founders} people", life.fewest);
        assert!(life.most <= founders * 2, "seed {seed}: {} people of {founders}", life.most);
    }
}

#[test]
fn a_dozen_entities_are_a_village_too() {
    for seed in 1..=8 {
        let life = live(VillageConfig::of_size("Einöd", seed, 12), 600);
        // Everybody may die; then others come.
        assert!(life.inhabited_days * 4 >= life.days * 3, "seed {seed}: {} days", life.inhabited_days);
        assert!(life.most <= 40, "seed {seed}: {} people", life.most);
        assert!(life.entities.1 <= 80, "seed {seed}: {:?}", life.entities);
    }
}

#[test]
fn something_worth_telling_happens_on_most_days() {
    let life = live(VillageConfig::new("Eschbach", 3), 300);
    assert!(life.quiet_days * 20 <= life.days, "{} quiet days", life.quiet_days);
    let canonical: Vec<_> = life.events.iter().filter(|event| event.is_canonical()).collect();
    let often = u64::try_from(canonical.len()).unwrap();
    assert!(
        (life.days / 15..=life.days / 3).contains(&often),
        "{often} canonical events in {} days",
        life.days
    );
    let kinds: BTreeSet<_> = canonical.iter().map(|event| event.kind.canon_type()).collect();
    assert!(kinds.len() >= 7, "only {kinds:?}");
}

#[test]
fn every_event_is_in_order_and_every_canonical_one_is_a_canon_event() {
    let life = live(VillageConfig::of_size("Eschbach", 11, 900), 400);
    assert!(life.events.windows(2).all(|pair| pair[0].tick <= pair[1].tick));
    for event in &life.events {
        assert_eq!(event.day.get(), event.tick.get() / TICKS_PER_DAY + 1);
        assert!(!event.title.as_str().is_empty());
        let Some(canon) = event.canon() else {
            assert!(!event.is_canonical());
            continue;
        };
        // What the server would say to it.
        let json = serde_json::to_string(&canon).unwrap();
        let taken: multiverse_model::CanonEvent = serde_json::from_str(&json).unwrap();
        assert_eq!(taken, canon);
        assert_eq!(canon.kind.as_str(), event.kind.canon_type());
        assert_eq!(canon.day, Some(event.day));
    }
}

#[test]
fn a_large_village_has_not_much_more_history_than_a_small_one() {
    let canonical = |entities, days| {
        let life = live(VillageConfig::of_size("Eschbach", 2, entities), days);
        life.events.iter().filter(|event| event.is_canonical()).count()
    };
    let (small, large) = (canonical(2_000, 60), canonical(12_000, 60));
    assert!(large < small * 3, "{large} against {small}");
}
