//! Flat records, as a table dumps them.

use crate::history::Shape;
use crate::random::Random;
use crate::text::{put, separated};

const RECORD_BYTES: usize = 150;
const KEYS: [&str; 9] = ["id", "name", "x", "y", "hp", "job", "home", "gold", "updated"];
const JOBS: [&str; 4] = ["farmer", "smith", "fisher", "weaver"];

/// Records whose keys come in another order in each save, as from hash maps that are seeded at start.
pub(crate) fn keys_reordered(random: &mut Random, shape: Shape) -> Vec<Vec<u8>> {
    // Numbers of their own, so that a document of any length has the same orders: half and full are compared.
    let mut orders = Random::new(random.draw());
    let mut records = records(random, shape.bytes);
    let mut order = [0, 1, 2, 3, 4, 5, 6, 7, 8];
    let mut saves = Vec::with_capacity(shape.saves);
    for save in 0..shape.saves {
        if save > 0 {
            orders.shuffle(&mut order);
            for (id, record) in records.iter_mut().enumerate() {
                for (value, key) in record.iter_mut().zip(KEYS).skip(2) {
                    if random.chance(0.05) {
                        *value = drawn(random, id, key);
                    }
                }
            }
        }
        saves.push(document(&records, &order));
    }
    saves
}

/// One save of such records.
pub(super) fn table(random: &mut Random, bytes: usize) -> Vec<u8> {
    document(&records(random, bytes), &[0, 1, 2, 3, 4, 5, 6, 7, 8])
}

type Record = [String; 9];

fn records(random: &mut Random, bytes: usize) -> Vec<Record> {
    (0..(bytes / RECORD_BYTES).max(1)).map(|id| KEYS.map(|key| drawn(random, id, key))).collect()
}

fn drawn(random: &mut Random, id: usize, key: &str) -> String {
    match key {
        "id" => id.to_string(),
        "name" => format!("\"N{:06x}\"", random.draw() >> 40),
        "x" | "y" => (f64::from(random.within(0, 10_000_000)) / 10_000.0).to_string(),
        "job" => format!("\"{}\"", random.pick(&JOBS)),
        "home" => format!("[{},{}]", random.within(0, 255), random.within(0, 255)),
        "updated" => random.within(1_700_000_000, 1_700_500_000).to_string(),
        _ => random.within(0, 1000).to_string(),
    }
}

fn document(records: &[Record], order: &[usize; 9]) -> Vec<u8> {
    let mut out = String::from("[");
    separated(&mut out, records, |out, record| {
        out.push('{');
        separated(out, order, |out, at| put!(out, r#""{}":{}"#, KEYS[*at], record[*at]));
        out.push('}');
    });
    out.push(']');
    out.into_bytes()
}
