//! What a day of autosaves takes to send.

use std::io::Write;

use flate2::Compression;
use flate2::write::GzEncoder;
use multiverse_sim::{TICKS_PER_DAY, TICKS_PER_HOUR, Village, VillageConfig};
use worldline::{Encoder, Options};

use crate::Outcome;
use crate::changes::Changes;

/// When the day begins, and how often is saved: in spring and in winter, and in the rhythm of a new world.
const DAYS: [(&str, u64, u64); 5] = [
    ("a spring day, every 6,000 ticks", 24, 5 * TICKS_PER_HOUR),
    ("an autumn day, every 6,000 ticks", 31, 5 * TICKS_PER_HOUR),
    ("a winter day, every 6,000 ticks", 33, 5 * TICKS_PER_HOUR),
    ("an autumn day, every 1,200 ticks", 31, TICKS_PER_HOUR),
    ("twelve days of a year, every 28,800 ticks", 24, TICKS_PER_DAY),
];

/// A save is sent whole as gzip, or as what changed since the one before, which the server has.
pub(crate) fn measure() -> Outcome {
    println!(
        "\
Sums over the saves after the first, each against the one before; and how many percent of people, plants and buildings
differ from one save to the next.

| autosaves of 2,000 entities               | saves | document kB | gzip -6 kB | delta kB | gzip / delta | people | plants | buildings |
| ----------------------------------------- | ----- | ----------- | ---------- | -------- | ------------ | ------ | ------ | --------- |"
    );
    for (name, from, every) in DAYS {
        let mut village = Village::found(VillageConfig::new("Eschbach", 1))?;
        village.run(from * TICKS_PER_DAY);
        let span = if every == TICKS_PER_DAY { 12 * TICKS_PER_DAY } else { TICKS_PER_DAY };
        let day = Day::live(&mut village, span, every)?;
        println!(
            "| {name:41} | {:>5} | {:>11.0} | {:>10.1} | {:>8.1} | {:>12.1} | {:>4.0} % | {:>4.0} % | {:>7.0} % |",
            day.saves,
            kilobytes(day.documents),
            kilobytes(day.gzip),
            kilobytes(day.deltas),
            day.gzip as f64 / day.deltas as f64,
            day.changes.percent("person:"),
            day.changes.percent("plant:"),
            day.changes.percent("building:"),
        );
    }
    Ok(())
}

#[derive(Default)]
struct Day {
    saves: usize,
    documents: usize,
    gzip: usize,
    deltas: usize,
    changes: Changes,
}

impl Day {
    fn live(village: &mut Village, span: u64, every: u64) -> Outcome<Self> {
        let (mut day, mut encoder) = (Self::default(), Encoder::new());
        let mut before = village.snapshot();
        for _ in 0..span / every {
            village.run(every);
            let save = village.snapshot();
            day.deltas += encoder.encode(&before, &save, &Options::default())?.len();
            day.changes.count(&before, &save)?;
            day.gzip += gzip(&save)?;
            day.documents += save.len();
            day.saves += 1;
            before = save;
        }
        Ok(day)
    }
}

fn gzip(save: &[u8]) -> Outcome<usize> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::new(6));
    encoder.write_all(save)?;
    Ok(encoder.finish()?.len())
}

fn kilobytes(bytes: usize) -> f64 {
    bytes as f64 / 1e3
}
