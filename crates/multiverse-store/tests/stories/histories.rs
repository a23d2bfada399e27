//! Thousands of random histories: whatever is saved, forked, decayed, collected, compacted and restarted, every entry
//! that has its snapshot reads back byte for byte, and what is counted is what there is.

mod documents;
mod history;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicU64, Ordering};

use history::History;

/// Seeds: each is a history.
const HISTORIES: u64 = 2_000;

/// Numbers that depend on a seed alone.
pub(super) struct Random(u64);

impl Random {
    fn new(seed: u64) -> Self {
        Self(crate::support::next(seed))
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        crate::support::next(self.0)
    }

    fn below(&mut self, bound: u64) -> u64 {
        self.next() % bound
    }

    fn one_of<T: Copy>(&mut self, values: &[T]) -> T {
        values[usize::try_from(self.below(values.len() as u64)).unwrap()]
    }
}

fn runs(seed: u64) {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let history = runtime.block_on(History::begin(seed));
    let ran = catch_unwind(AssertUnwindSafe(|| runtime.block_on(history.runs())));
    // What failed has told so itself.
    assert!(ran.is_ok(), "the history of seed {seed} failed");
}

#[test]
fn every_entry_with_its_snapshot_reads_back_after_any_history() {
    let workers = std::thread::available_parallelism().map_or(2, std::num::NonZero::get);
    let next = AtomicU64::new(0);
    std::thread::scope(|scope| {
        for _ in 0..workers {
            scope.spawn(|| {
                loop {
                    let seed = next.fetch_add(1, Ordering::Relaxed);
                    if seed >= HISTORIES {
                        return;
                    }
                    runs(seed);
                }
            });
        }
    });
}
