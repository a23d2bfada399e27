//! How long something takes that is done very often.

use std::time::Duration;

/// Buckets for each doubling: what is answered is at most a sixteenth too long.
const PER_DOUBLING: u32 = 16;

/// Durations, counted in buckets that grow with them, so that millions take no more room than one.
#[derive(Debug, Clone)]
pub(super) struct Latencies {
    /// Of microseconds.
    buckets: Vec<u64>,
    count: u64,
}

impl Default for Latencies {
    fn default() -> Self {
        let buckets = usize::try_from(bucket(u64::MAX) + 1).expect("about a thousand");
        Self { buckets: vec![0; buckets], count: 0 }
    }
}

impl Latencies {
    /// Counts one.
    pub(super) fn add(&mut self, duration: Duration) {
        let micros = u64::try_from(duration.as_micros()).unwrap_or(u64::MAX);
        let at = usize::try_from(bucket(micros)).expect("about a thousand");
        self.buckets[at] += 1;
        self.count += 1;
    }

    /// How long so many percent of them took at most, in milliseconds; 0 if there were none.
    pub(super) fn percentile(&self, percent: u64) -> f64 {
        let wanted = (self.count * percent).div_ceil(100).max(1);
        let mut seen = 0;
        for (at, count) in (0_u32..).zip(&self.buckets) {
            seen += count;
            if seen >= wanted {
                return top(at) as f64 / 1e3;
            }
        }
        0.0
    }
}

/// The bucket of a number: below 16 each has its own, and from there on each doubling has sixteen.
fn bucket(micros: u64) -> u32 {
    let doubling = micros.max(1).ilog2();
    let fraction = match doubling.checked_sub(PER_DOUBLING.ilog2()) {
        None => return u32::try_from(micros).expect("below 16"),
        Some(shift) => u32::try_from((micros >> shift) & u64::from(PER_DOUBLING - 1)).expect("below 16"),
    };
    (doubling - PER_DOUBLING.ilog2() + 1) * PER_DOUBLING + fraction
}

/// The largest number of a bucket.
fn top(bucket: u32) -> u64 {
    let (doubling, fraction) = (bucket / PER_DOUBLING, u64::from(bucket % PER_DOUBLING));
    match doubling.checked_sub(1) {
        None => fraction,
        Some(shift) => ((u64::from(PER_DOUBLING) + fraction) << shift) + ((1 << shift) - 1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bucket_holds_what_is_below_its_top() {
        let numbers = [0, 1, 15, 16, 17, 31, 32, 33, 1_000, 123_456, 1 << 40, u64::MAX - 1, u64::MAX];
        for number in numbers {
            let top = top(bucket(number));
            assert!(number <= top && top - number <= number / 16, "{number}: {top}");
        }
    }

    #[test]
    fn percentiles_are_of_what_was_counted() {
        let mut latencies = Latencies::default();
        assert!(latencies.percentile(50) <= 0.0);
        for millis in 1..=100 {
            latencies.add(Duration::from_millis(millis));
        }
        for percent in [1, 50, 99, 100] {
            let found = latencies.percentile(percent);
            let exact = percent as f64;
            assert!(found >= exact && found <= exact * 17.0 / 16.0, "p{percent}: {found}");
        }
    }
}
