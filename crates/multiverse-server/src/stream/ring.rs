//! The newest events, in memory.

use std::collections::VecDeque;
use std::sync::Arc;

use bytes::Bytes;
use multiverse_model::EventId;
use multiverse_store::Event;

use super::frame;

/// The most events, and bytes of their frames, that are kept.
const MOST: usize = 8_192;
const MOST_BYTES: usize = 8 * 1024 * 1024;

/// An event that is ready to be sent, shared by all who get it.
#[derive(Debug)]
pub(super) struct Told {
    /// Without its data, which is in the frame.
    pub event: Event,
    pub frame: Bytes,
}

impl Told {
    pub(super) fn new(mut event: Event) -> Self {
        let frame = frame::event(&mut event);
        Self { event, frame }
    }
}

/// All events after one, and up to another.
pub(super) struct Ring {
    told: VecDeque<Arc<Told>>,
    bytes: usize,
    newest: EventId,
}

impl Ring {
    /// An empty one, after `newest`.
    pub(super) fn new(newest: EventId) -> Self {
        Self { told: VecDeque::new(), bytes: 0, newest }
    }

    /// The last event that it has, or had.
    pub(super) fn newest(&self) -> EventId {
        self.newest
    }

    /// The last event that it no longer has.
    pub(super) fn start(&self) -> EventId {
        EventId(self.newest.0 - self.told.len() as u64)
    }

    /// Adds the next event. It must be the one after the newest.
    pub(super) fn push(&mut self, told: Arc<Told>) {
        debug_assert_eq!(told.event.id().0, self.newest.0 + 1, "events have no gaps");
        self.newest = told.event.id();
        self.bytes += told.frame.len();
        self.told.push_back(told);
    }

    /// Takes out the oldest event if there are too many. The newest always stays.
    pub(super) fn evict(&mut self) -> Option<Arc<Told>> {
        if self.told.len() <= 1 || (self.told.len() <= MOST && self.bytes <= MOST_BYTES) {
            return None;
        }
        let oldest = self.told.pop_front()?;
        self.bytes -= oldest.frame.len();
        Some(oldest)
    }

    /// The events after a position that it has.
    pub(super) fn after(&self, position: EventId) -> impl Iterator<Item = &Arc<Told>> {
        let skipped = position.0.saturating_sub(self.start().0);
        self.told.range(usize::try_from(skipped).unwrap_or(usize::MAX).min(self.told.len())..)
    }
}
