//! Whether a client still takes what is sent.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use tokio::time::Instant;

use crate::connections::Line;

/// When a stream was last asked for more. Its connection asks once it has sent what it was given, at least at every
/// heartbeat; one that is full because its client does not read does not ask.
#[derive(Debug)]
pub(crate) struct Pulse {
    opened: Instant,
    /// Milliseconds after `opened`.
    last: AtomicU64,
    line: Option<Line>,
}

impl Pulse {
    /// The pulse of a stream that begins now, on a connection.
    pub(crate) fn new(line: Option<Line>) -> Self {
        Self { opened: Instant::now(), last: AtomicU64::new(0), line }
    }

    pub(super) fn beat(&self, now: Instant) {
        self.last.store(self.age(now), Ordering::Relaxed);
    }

    /// Closes the connection if the stream was not asked for more for `patience`. Answers whether it did.
    pub(super) fn cut_if_silent(&self, patience: Duration, now: Instant) -> bool {
        let silent = self.age(now).saturating_sub(self.last.load(Ordering::Relaxed));
        let is_silent = u128::from(silent) > patience.as_millis();
        if is_silent && let Some(line) = &self.line {
            line.cut();
        }
        is_silent
    }

    fn age(&self, now: Instant) -> u64 {
        u64::try_from(now.saturating_duration_since(self.opened).as_millis()).unwrap_or(u64::MAX)
    }
}
