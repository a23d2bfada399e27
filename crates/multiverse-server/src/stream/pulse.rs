//! Whether a client still takes what is sent.

use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};

use crate::connections::Line;

/// After how many looks without a beat a client counts as gone.
///
/// Looks and not time: a process that stood still, or a machine that is overloaded, would else come back to find all its
/// clients silent. Between two looks every stream has its turn.
pub(crate) const LOOKS: u32 = 8;

/// How often a stream was asked for more. Its connection asks once it has sent what it was given, at least at every
/// heartbeat; one that is full because its client does not read does not ask.
#[derive(Debug)]
pub(crate) struct Pulse {
    beats: AtomicU64,
    /// Beats at the last look, and looks since there were more.
    seen: AtomicU64,
    silent: AtomicU32,
    line: Option<Line>,
}

impl Pulse {
    /// The pulse of a stream that begins now, on a connection.
    pub(crate) fn new(line: Option<Line>) -> Self {
        Self { beats: AtomicU64::new(1), seen: AtomicU64::new(0), silent: AtomicU32::new(0), line }
    }

    pub(super) fn beat(&self) {
        self.beats.fetch_add(1, Ordering::Relaxed);
    }

    /// Looks whether there was a beat since the last look; if not for [`LOOKS`] looks, closes the connection. Answers
    /// whether it did. There is one who looks.
    pub(super) fn cut_if_silent(&self) -> bool {
        let beats = self.beats.load(Ordering::Relaxed);
        if self.seen.swap(beats, Ordering::Relaxed) != beats {
            self.silent.store(0, Ordering::Relaxed);
            return false;
        }
        let is_over = self.silent.fetch_add(1, Ordering::Relaxed) + 1 == LOOKS;
        if is_over && let Some(line) = &self.line {
            line.cut();
        }
        is_over
    }
}
