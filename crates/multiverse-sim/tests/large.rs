//! A village of 100,000 entities.

use multiverse_client::World;
use multiverse_sim::{TICKS_PER_DAY, TICKS_PER_HOUR, Village, VillageConfig};

#[test]
fn a_hundred_thousand_entities_live_are_saved_and_resume() {
    let mut village = Village::found(VillageConfig::of_size("Großeschbach", 1, 100_000)).unwrap();
    assert_eq!(village.entity_count(), 100_000);
    village.run(TICKS_PER_DAY + 7 * TICKS_PER_HOUR);
    assert!(village.entity_count() >= 99_000);
    let mut resumed = Village::from_snapshot(&village.snapshot()).unwrap();
    village.run(3 * TICKS_PER_HOUR);
    resumed.run(3 * TICKS_PER_HOUR);
    assert!(village.snapshot() == resumed.snapshot());
}
