//! How fast villages live.

use std::time::Duration;

use tokio::sync::Mutex;
use tokio::time::{Instant, sleep_until};

/// The fastest that can be asked for; beyond, as fast as can be is what is meant.
const FASTEST: f64 = 1e6;

/// The slowest: a day in a day.
const SLOWEST: f64 = 1.0 / 86_400.0;

/// Lets days begin at a steady rate. It says when a day is lived, never what happens in it.
pub(super) struct Pace(Option<Steps>);

struct Steps {
    every: Duration,
    next: Mutex<Instant>,
}

/// Reads a rate: 0, or days in a second.
///
/// # Errors
/// What it must be.
pub(super) fn parse(text: &str) -> Result<f64, String> {
    let rate: Option<f64> = text.parse().ok();
    rate.filter(|rate| *rate == 0.0 || (SLOWEST..=FASTEST).contains(rate))
        .ok_or_else(|| "it must be 0, for as fast as can be, or from 0.00002 to 1000000".to_owned())
}

impl Pace {
    /// So many days in a second; with 0 nobody waits.
    pub(super) fn new(days_per_second: f64) -> Self {
        let every = (days_per_second > 0.0).then(|| Duration::from_secs_f64(1.0 / days_per_second));
        Self(every.map(|every| Steps { every, next: Mutex::new(Instant::now()) }))
    }

    /// Waits until the next day may begin. Who comes late does not make others hurry.
    pub(super) async fn wait(&self) {
        let Some(steps) = &self.0 else { return };
        let at = {
            let mut next = steps.next.lock().await;
            let at = (*next).max(Instant::now());
            *next = at + steps.every;
            at
        };
        sleep_until(at).await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rate_is_0_or_something_that_can_be() {
        for good in ["0", "0.5", "1000", "1e6"] {
            assert!(parse(good).is_ok(), "{good}");
        }
        for bad in ["", "-1", "NaN", "inf", "1e-9", "1e9", "fast"] {
            assert!(parse(bad).is_err(), "{bad}");
        }
    }
}
