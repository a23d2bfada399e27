//! A store of rate limiting states that cannot be filled up.

use std::hash::{BuildHasher, Hash, RandomState};

use governor::nanos::Nanos;
use governor::state::keyed::{DashMapStateStore, ShrinkableKeyedStateStore};
use governor::state::{InMemoryState, NotKeyed, StateStore};

/// How many states the keys share that found no place of their own.
const SHARED_STATES: usize = 1024;

/// One state per key up to a number of keys; whoever comes later shares a state with others until there is
/// room again.
///
/// Refusing newcomers would let one attacker with many addresses lock everybody else out, and letting them
/// pass would lift the limit. Sharing bounds both the memory and what all newcomers together may do.
pub(super) struct BoundedKeys<K: Hash + Eq> {
    known: DashMapStateStore<K>,
    shared: Vec<InMemoryState>,
    // Seeded at random, so that nobody can choose whom to share with.
    hasher: RandomState,
    max_keys: usize,
}

impl<K: Hash + Eq + Clone> BoundedKeys<K> {
    /// Makes a store of at most `max_keys` keys, and a few more when threads race for the last place.
    pub(super) fn new(max_keys: usize) -> Self {
        Self {
            known: DashMapStateStore::default(),
            shared: (0..SHARED_STATES).map(|_| InMemoryState::default()).collect(),
            hasher: RandomState::new(),
            max_keys,
        }
    }

    fn shared_state(&self, key: &K) -> Option<&InMemoryState> {
        let slot = self.hasher.hash_one(key) % u64::try_from(self.shared.len()).ok()?;
        self.shared.get(usize::try_from(slot).ok()?)
    }
}

impl<K: Hash + Eq + Clone> StateStore for BoundedKeys<K> {
    type Key = K;

    fn measure_and_replace<T, F, E>(&self, key: &K, f: F) -> Result<T, E>
    where
        F: Fn(Option<Nanos>) -> Result<(T, Nanos), E>,
    {
        let has_place = || self.known.contains_key(key) || self.known.len() < self.max_keys;
        match self.shared_state(key) {
            Some(shared) if !has_place() => shared.measure_and_replace(&NotKeyed::NonKey, f),
            _ => self.known.measure_and_replace(key, f),
        }
    }
}

impl<K: Hash + Eq + Clone> ShrinkableKeyedStateStore<K> for BoundedKeys<K> {
    fn retain_recent(&self, drop_below: Nanos) {
        self.known.retain_recent(drop_below);
    }

    fn shrink_to_fit(&self) {
        ShrinkableKeyedStateStore::shrink_to_fit(&self.known);
    }

    fn len(&self) -> usize {
        self.known.len()
    }

    fn is_empty(&self) -> bool {
        self.known.is_empty()
    }
}
