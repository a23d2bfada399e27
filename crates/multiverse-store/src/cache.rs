//! Caches that never answer what a finished write has made untrue.

use std::hash::{BuildHasher, Hash, RandomState};
use std::sync::{Mutex, PoisonError};

use quick_cache::Weighter;
use quick_cache::sync::Cache;

/// How many keys' worth of stamps there are; keys that share one only miss a little more often.
const SHARDS: usize = 256;

/// A bounded cache over a store that this process alone writes.
///
/// A reader takes a [`Stamp`] before it reads the store, and its value is kept only if nothing was written to that
/// key meanwhile: else a slow reader could put back what a writer has just replaced.
pub(crate) struct CoherentCache<K, V, W> {
    cache: Option<Cache<K, V, W>>,
    hasher: RandomState,
    writes: Vec<Mutex<u64>>,
}

/// A moment before which a value was read.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Stamp {
    shard: usize,
    writes: u64,
}

impl<K: Eq + Hash + Clone, V: Clone, W: Weighter<K, V> + Clone> CoherentCache<K, V, W> {
    /// Makes a cache of about `items` values of `weight` in all; one that holds nothing if `enabled` is false.
    pub(crate) fn new(enabled: bool, items: usize, weight: u64, weighter: W) -> Self {
        Self {
            cache: enabled.then(|| Cache::with_weighter(items, weight, weighter)),
            hasher: RandomState::new(),
            writes: (0..SHARDS).map(|_| Mutex::new(0)).collect(),
        }
    }

    pub(crate) fn get(&self, key: &K) -> Option<V> {
        self.cache.as_ref()?.get(key)
    }

    /// To be taken before the value is read from the store.
    pub(crate) fn stamp(&self, key: &K) -> Stamp {
        let shard = self.shard(key);
        Stamp { shard, writes: *self.lock(shard) }
    }

    /// Keeps a value that was read after `stamp`, unless the key was written since.
    pub(crate) fn insert(&self, stamp: Stamp, key: K, value: V) {
        let Some(cache) = &self.cache else { return };
        let writes = self.lock(stamp.shard);
        if *writes == stamp.writes {
            cache.insert(key, value);
        }
    }

    /// Forgets a key, after a write to it has committed and before anybody is told.
    pub(crate) fn forget(&self, key: &K) {
        let Some(cache) = &self.cache else { return };
        let mut writes = self.lock(self.shard(key));
        *writes += 1;
        cache.remove(key);
    }

    fn shard(&self, key: &K) -> usize {
        usize::try_from(self.hasher.hash_one(key) % SHARDS as u64).unwrap_or(0)
    }

    fn lock(&self, shard: usize) -> std::sync::MutexGuard<'_, u64> {
        self.writes[shard].lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use quick_cache::UnitWeighter;

    #[test]
    fn a_value_read_before_a_write_is_not_kept_after_it() {
        let cache = CoherentCache::new(true, 10, 10, UnitWeighter);
        let stamp = cache.stamp(&"a");
        cache.forget(&"a");
        cache.insert(stamp, "a", 1);
        assert_eq!(cache.get(&"a"), None);
        cache.insert(cache.stamp(&"a"), "a", 2);
        assert_eq!(cache.get(&"a"), Some(2));
    }

    #[test]
    fn a_disabled_cache_holds_nothing() {
        let cache = CoherentCache::new(false, 10, 10, UnitWeighter);
        cache.insert(cache.stamp(&"a"), "a", 1);
        assert_eq!(cache.get(&"a"), None);
    }
}
