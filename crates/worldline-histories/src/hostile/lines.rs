//! Newline-delimited records.

use std::collections::VecDeque;

use crate::history::Shape;
use crate::random::Random;

const LINE_BYTES: usize = 115;
const EVENTS: [&str; 5] = ["moved", "spoke", "harvested", "slept", "arrived"];

/// A log that is cut off at its head and grows at its end.
pub(crate) fn ndjson(random: &mut Random, shape: Shape) -> Vec<Vec<u8>> {
    let mut log = Log::default();
    let lines = (shape.bytes / LINE_BYTES).max(20);
    log.grow(random, lines);
    let mut saves = vec![log.document()];
    while saves.len() < shape.saves {
        log.lines.drain(..lines / 20);
        log.grow(random, lines / 20);
        saves.push(log.document());
    }
    saves
}

/// One save of such a log.
pub(super) fn log(random: &mut Random, bytes: usize) -> Vec<u8> {
    let mut log = Log::default();
    log.grow(random, (bytes / LINE_BYTES).max(1));
    log.document()
}

#[derive(Default)]
struct Log {
    lines: VecDeque<String>,
    written: u64,
    /// Milliseconds.
    time: u64,
}

impl Log {
    fn grow(&mut self, random: &mut Random, lines: usize) {
        for _ in 0..lines {
            self.written += 1;
            self.time += u64::from(random.within(0, 2000));
            let (who, event) = (random.below(2000), random.pick(&EVENTS));
            let [x, y] = [0; 2].map(|_| f64::from(random.within(0, 100_000)) / 100.0);
            self.lines.push_back(format!(
                r#"{{"seq":{},"at":{},"who":"agent:{who}","event":"{event}","data":{{"x":{x},"y":{y},"zone":"z{}"}}}}"#,
                self.written,
                1_700_000_000_000 + self.time,
                who % 17,
            ));
        }
    }

    fn document(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(self.lines.len() * LINE_BYTES);
        for line in &self.lines {
            out.extend_from_slice(line.as_bytes());
            out.push(b'\n');
        }
        out
    }
}
