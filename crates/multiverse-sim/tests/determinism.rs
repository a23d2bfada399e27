//! The same seed, the same bytes: on every platform, in any steps, and across saves.

use multiverse_client::World;
use multiverse_model::Checksum;
use multiverse_sim::{TICKS_PER_DAY, TICKS_PER_HOUR, Village, VillageConfig};

/// The digest of `Eschbach` with the seed 7 after 10,000 ticks. It changes when the simulation does, and then here; it
/// must not differ between platforms.
const GOLDEN: &str = "sha256:92f620f85cd900f5294d85691442385f3d46ba1611b6f1e26b6ffccad9731c62";
/// The same after 30 days, by when everything has happened that happens in a village.
const GOLDEN_MONTH: &str = "sha256:2406cbfd366593bf019305d248712cfc8ad4f036b451d783eec92eff2335063f";

fn eschbach() -> Village {
    Village::found(VillageConfig::new("Eschbach", 7)).expect("a valid config")
}

fn small(seed: u64) -> Village {
    Village::found(VillageConfig::of_size("Eschbach", seed, 300)).expect("a valid config")
}

fn digest(village: &Village) -> String {
    Checksum::of(&village.snapshot()).to_string()
}

/// Spans to run between saves, from a seed.
fn spans(seed: u64, total: u64) -> Vec<u64> {
    let (mut state, mut left, mut spans) = (seed, total, Vec::new());
    while left > 0 {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        // Single ticks too, and spans over a day.
        let span = (1 + (state >> 33) % if state.is_multiple_of(3) { 3 } else { 20_000 }).min(left);
        spans.push(span);
        left -= span;
    }
    spans
}

#[test]
fn a_seed_gives_these_bytes_on_every_platform() {
    let mut village = eschbach();
    village.run(10_000);
    assert_eq!(digest(&village), GOLDEN);
    village.run(30 * TICKS_PER_DAY - 10_000);
    assert_eq!(digest(&village), GOLDEN_MONTH);
}

#[test]
fn other_seeds_and_other_names_are_other_villages() {
    let people = |name: &str, seed| {
        let village = Village::found(VillageConfig::of_size(name, seed, 300)).unwrap();
        digest(&village).replace(name, "")
    };
    assert_eq!(people("Eschbach", 1), people("Eschbach", 1));
    assert_ne!(people("Eschbach", 1), people("Eschbach", 2));
    assert_ne!(people("Eschbach", 1), people("Lindau", 1));
}

#[test]
fn a_run_is_as_many_steps() {
    let (mut ran, mut stepped) = (small(3), small(3));
    ran.run(2 * TICKS_PER_DAY + 17);
    (0..2 * TICKS_PER_DAY + 17).for_each(|_| stepped.step());
    assert_eq!(digest(&ran), digest(&stepped));
    assert!(ran.drain_events().eq(stepped.drain_events()));
}

#[test]
fn a_village_that_was_saved_and_resumed_anywhere_goes_on_as_if_it_had_not_been() {
    for seed in 1..=4 {
        let (mut lived, mut resumed) = (small(seed), small(seed));
        let (mut told, mut retold) = (Vec::new(), Vec::new());
        for span in spans(seed, 25 * TICKS_PER_DAY) {
            lived.run(span);
            resumed.run(span);
            told.extend(lived.drain_events());
            retold.extend(resumed.drain_events());
            let document = resumed.snapshot();
            resumed = Village::from_snapshot(&document).unwrap();
            assert_eq!(resumed.snapshot(), document, "reading and writing is the identity");
        }
        assert_eq!(digest(&lived), digest(&resumed), "seed {seed}");
        assert_eq!(told, retold, "seed {seed}");
    }
}

#[test]
fn the_large_village_resumes_too() {
    let (mut lived, mut resumed) = (eschbach(), eschbach());
    for span in spans(99, 10_000) {
        lived.run(span);
        resumed.run(span);
        resumed = Village::from_snapshot(&resumed.snapshot()).unwrap();
    }
    assert_eq!(digest(&lived), digest(&resumed));
    assert_eq!(digest(&lived), GOLDEN);
}

#[test]
fn forks_diverge_by_their_seed_and_by_nothing_else() {
    let mut trunk = small(4);
    trunk.run(9 * TICKS_PER_DAY + 500);
    let document = trunk.snapshot();
    let fork = |seed: Option<u64>, saved: bool| {
        let mut fork = Village::from_snapshot(&document).unwrap();
        if let Some(seed) = seed {
            fork.diverge(seed);
        }
        if saved {
            fork = Village::from_snapshot(&fork.snapshot()).unwrap();
        }
        fork.run(20 * TICKS_PER_DAY);
        digest(&fork)
    };
    assert_eq!(fork(Some(1), false), fork(Some(1), true));
    assert_ne!(fork(Some(1), false), fork(Some(2), false));
    assert_ne!(fork(Some(1), false), fork(None, false));
    trunk.run(20 * TICKS_PER_DAY);
    assert_eq!(fork(None, true), digest(&trunk));
}

#[test]
fn people_born_in_different_forks_have_different_ids() {
    let mut trunk = small(4);
    trunk.run(20 * TICKS_PER_DAY);
    let born_in = |seed| {
        let mut fork = trunk.clone();
        fork.diverge(seed);
        fork.drain_events().for_each(drop);
        fork.run(40 * TICKS_PER_DAY);
        let births = fork.drain_events().filter(|event| event.kind == multiverse_sim::EventKind::Birth);
        births.map(|event| event.entities[0].to_string()).collect::<Vec<_>>()
    };
    let (here, there) = (born_in(1), born_in(2));
    assert!(!here.is_empty() && !there.is_empty());
    assert!(here.iter().all(|id| !there.contains(id)));
}

#[test]
fn a_run_stops_at_the_end_of_the_tick_that_it_was_asked_for() {
    let (mut village, mut other) = (small(5), small(5));
    let ran = village.run_until(100 * TICKS_PER_DAY, |event| event.day.get() > 3 && event.is_canonical());
    assert!(ran > 3 * TICKS_PER_DAY && ran < 100 * TICKS_PER_DAY);
    assert_eq!(village.tick().get(), ran);
    let last = village.drain_events().last().unwrap();
    assert_eq!(last.tick, village.tick());
    other.run(ran);
    assert_eq!(digest(&village), digest(&other));
    assert_eq!(village.run(TICKS_PER_HOUR), TICKS_PER_HOUR);
}

#[test]
fn a_world_shows_its_clock_and_counts_its_entities() {
    let mut village = small(6);
    assert_eq!((village.tick().get(), village.day().get()), (0, 1));
    village.run(TICKS_PER_DAY);
    assert_eq!((village.tick().get(), village.day().get()), (TICKS_PER_DAY, 2));
    assert!(village.entity_count() >= 290);
    assert_eq!(village.serialize().unwrap(), village.snapshot());
    assert_eq!(village.content_type(), "application/json");
}
