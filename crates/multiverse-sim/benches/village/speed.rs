//! How fast villages live, are saved and are read.

use std::time::{Duration, Instant};

use multiverse_client::World;
use multiverse_sim::{TICKS_PER_DAY, Village, VillageConfig};

use crate::Outcome;

/// Lets villages of so many entities live for so many days, on one core.
pub(crate) fn measure(sizes: &[(u64, u64)]) -> Outcome {
    println!(
        "\
| entities | people | days/s | ticks/s   | events | save      | read      | document |
| -------- | ------ | ------ | --------- | ------ | --------- | --------- | -------- |"
    );
    for (entities, days) in sizes {
        let mut village = Village::found(VillageConfig::of_size("Eschbach", 1, *entities))?;
        // Memories fill up first, as in a village that has been played for some time.
        village.run(10 * TICKS_PER_DAY);
        village.drain_events().for_each(drop);
        let (lived, _) = timed(|| village.run(days * TICKS_PER_DAY));
        let events = village.drain_events().count();
        let (saved, document) = timed(|| village.snapshot());
        let (read, again) = timed(|| Village::from_snapshot(&document));
        if again?.snapshot() != document {
            return Err("a village that was read is another".into());
        }
        let days_per_second = *days as f64 / lived.as_secs_f64();
        println!(
            "| {:>8} | {:>6} | {days_per_second:6.1} | {:>9.0} | {events:>6} | {:>6.1} ms | {:>6.1} ms | {:>5.2} MB |",
            village.entity_count(),
            village.census().people,
            days_per_second * TICKS_PER_DAY as f64,
            saved.as_secs_f64() * 1e3,
            read.as_secs_f64() * 1e3,
            document.len() as f64 / 1e6,
        );
    }
    println!();
    Ok(())
}

fn timed<T>(work: impl FnOnce() -> T) -> (Duration, T) {
    let began = Instant::now();
    let result = work();
    (began.elapsed(), result)
}
