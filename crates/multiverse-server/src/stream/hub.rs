//! Where events are published, and where all streams take them from.

use std::collections::HashSet;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, PoisonError, RwLock};

use multiverse_model::{EventId, EventType, UniverseId};
use multiverse_store::Event;
use tokio::sync::Semaphore;

use super::bell::{Bell, Bells};
use super::ring::{Ring, Told};

/// The most events, and bytes of them, that a stream takes at once. A client that is slow keeps its stream from giving
/// them back, so this bounds what ten thousand slow ones hold.
pub(super) const BATCH: usize = 64;
pub(super) const BATCH_BYTES: usize = 32 * 1024;

/// How many streams read what the ring no longer has at the same time: reads of the API come between.
const CATCHING_UP: usize = 2;

/// The newest events of the store, and those who wait for more.
pub(crate) struct Hub {
    ring: RwLock<Ring>,
    bells: Bells,
    is_closed: AtomicBool,
    pub(super) catching_up: Semaphore,
}

/// A stream's next events.
pub(super) enum Next {
    /// These, and nothing else up to a position.
    Told(Vec<Arc<Told>>, EventId),
    /// The ring no longer has them.
    Behind,
}

impl Hub {
    /// A hub to which every event after `newest` will be published.
    pub(crate) fn new(newest: EventId) -> Self {
        Self {
            ring: RwLock::new(Ring::new(newest)),
            bells: Bells::new(newest),
            is_closed: AtomicBool::new(false),
            catching_up: Semaphore::new(CATCHING_UP),
        }
    }

    /// The last event that was published.
    pub(crate) fn newest(&self) -> EventId {
        self.read().newest()
    }

    /// Whether everything after a position is at hand or still to come.
    pub(crate) fn continues(&self, position: EventId) -> bool {
        let ring = self.read();
        (ring.start()..=ring.newest()).contains(&position)
    }

    /// Publishes the events after the newest, and wakes whom they may concern.
    pub(super) fn publish(&self, events: Vec<Event>) {
        let told: Vec<_> = events.into_iter().map(|event| Arc::new(Told::new(event))).collect();
        let mut ring = self.ring.write().unwrap_or_else(PoisonError::into_inner);
        for told in &told {
            ring.push(Arc::clone(told));
            while let Some(oldest) = ring.evict() {
                // Under the ring's lock: whoever does not find an event must also find that it was evicted.
                self.bells.evict(oldest.event.id(), oldest.event.universes());
            }
        }
        drop(ring);
        let universes: HashSet<_> = told.iter().flat_map(|told| told.event.universes()).collect();
        self.bells.ring(universes.into_iter());
    }

    /// Goes on after `newest`, whatever lies between: streams find it in the store, or that it was pruned.
    pub(super) fn skip_to(&self, newest: EventId) {
        let mut ring = self.ring.write().unwrap_or_else(PoisonError::into_inner);
        *ring = Ring::new(newest);
        self.bells.evict_all(newest);
        drop(ring);
        self.bells.ring_all();
    }

    /// Ends all streams, and those that come.
    pub(crate) fn close(&self) {
        self.is_closed.store(true, Ordering::Release);
        self.bells.ring_all();
    }

    pub(super) fn is_closed(&self) -> bool {
        self.is_closed.load(Ordering::Acquire)
    }

    /// The bell that is rung for a universe, or for everything.
    pub(super) fn bell(&self, universe: Option<&UniverseId>) -> Arc<Bell> {
        let ring = self.read();
        self.bells.of(universe, ring.start())
    }

    /// Gives a bell back.
    pub(super) fn give_back(&self, universe: Option<&UniverseId>, bell: Arc<Bell>) {
        self.bells.give_back(universe, bell);
    }

    /// The next events after a position that are about `universe`, if one is named, and of `kinds`, if some are.
    pub(super) fn next(
        &self,
        position: EventId,
        bell: &Bell,
        universe: Option<&UniverseId>,
        kinds: &[EventType],
    ) -> Next {
        let ring = self.read();
        if position < bell.evicted() {
            return Next::Behind;
        }
        let (mut found, mut bytes, mut end) = (Vec::new(), 0, position);
        for told in ring.after(position) {
            let fits = concerns(&told.event, universe, kinds);
            if fits && !found.is_empty() && (found.len() == BATCH || bytes + told.frame.len() > BATCH_BYTES) {
                return Next::Told(found, end);
            }
            end = told.event.id();
            if fits {
                bytes += told.frame.len();
                found.push(Arc::clone(told));
            }
        }
        Next::Told(found, end.max(ring.newest()))
    }

    fn read(&self) -> std::sync::RwLockReadGuard<'_, Ring> {
        self.ring.read().unwrap_or_else(PoisonError::into_inner)
    }

    #[cfg(test)]
    pub(super) fn followed(&self) -> usize {
        self.bells.universes()
    }
}

/// Whether an event is one that was asked for.
pub(super) fn concerns(event: &Event, universe: Option<&UniverseId>, kinds: &[EventType]) -> bool {
    (kinds.is_empty() || kinds.contains(&event.kind()))
        && universe.is_none_or(|universe| event.universes().any(|about| about == universe))
}

#[cfg(test)]
mod tests;
