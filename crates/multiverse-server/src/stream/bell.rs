//! Bells: who waits for events of which universes.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use multiverse_model::{EventId, UniverseId};
use tokio::sync::Notify;

/// Wakes those who wait for the events of one universe, or of all.
#[derive(Debug, Default)]
pub(super) struct Bell {
    pub rung: Notify,
    /// The last event of this bell's that the ring no longer has.
    evicted: AtomicU64,
}

impl Bell {
    fn new(evicted: EventId) -> Self {
        Self { rung: Notify::new(), evicted: AtomicU64::new(evicted.0) }
    }

    pub(super) fn evicted(&self) -> EventId {
        EventId(self.evicted.load(Ordering::Acquire))
    }

    fn evict(&self, event: EventId) {
        self.evicted.fetch_max(event.0, Ordering::AcqRel);
    }
}

/// All bells: one for every universe that somebody follows, and one for everything. A stream that follows one universe
/// is not woken for the events of a million others.
#[derive(Debug)]
pub(super) struct Bells {
    everything: Arc<Bell>,
    by_universe: Mutex<HashMap<UniverseId, Arc<Bell>>>,
}

impl Bells {
    pub(super) fn new(evicted: EventId) -> Self {
        Self { everything: Arc::new(Bell::new(evicted)), by_universe: Mutex::default() }
    }

    /// The bell for a universe, or for everything. `start` is the last event that the ring no longer has: it may have
    /// been of this universe.
    pub(super) fn of(&self, universe: Option<&UniverseId>, start: EventId) -> Arc<Bell> {
        match universe {
            None => Arc::clone(&self.everything),
            Some(universe) => {
                let mut bells = self.lock();
                let bell = bells.entry(universe.clone()).or_insert_with(|| Arc::new(Bell::new(start)));
                Arc::clone(bell)
            }
        }
    }

    /// Gives a bell back. It goes with the last who waits for it.
    pub(super) fn give_back(&self, universe: Option<&UniverseId>, bell: Arc<Bell>) {
        let Some(universe) = universe else { return };
        let mut bells = self.lock();
        drop(bell);
        if bells.get(universe).is_some_and(|bell| Arc::strong_count(bell) == 1) {
            bells.remove(universe);
        }
    }

    /// Notes that the ring no longer has an event.
    pub(super) fn evict<'u>(&self, event: EventId, universes: impl Iterator<Item = &'u UniverseId>) {
        self.everything.evict(event);
        let bells = self.lock();
        universes.filter_map(|universe| bells.get(universe)).for_each(|bell| bell.evict(event));
    }

    /// Notes that the ring has nothing up to `start` any more.
    pub(super) fn evict_all(&self, start: EventId) {
        self.everything.evict(start);
        self.lock().values().for_each(|bell| bell.evict(start));
    }

    /// Wakes those who wait for events of these universes, and those who wait for all.
    pub(super) fn ring<'u>(&self, universes: impl Iterator<Item = &'u UniverseId>) {
        self.everything.rung.notify_waiters();
        let bells = self.lock();
        if !bells.is_empty() {
            universes.filter_map(|universe| bells.get(universe)).for_each(|bell| bell.rung.notify_waiters());
        }
    }

    /// Wakes everybody.
    pub(super) fn ring_all(&self) {
        self.everything.rung.notify_waiters();
        self.lock().values().for_each(|bell| bell.rung.notify_waiters());
    }

    /// How many universes are followed.
    #[cfg(test)]
    pub(super) fn universes(&self) -> usize {
        self.lock().len()
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<UniverseId, Arc<Bell>>> {
        self.by_universe.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
