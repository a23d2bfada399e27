//! Saves in memory.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Mutex, MutexGuard, PoisonError};

use bytes::Bytes;
use futures::FutureExt;
use futures::future::BoxFuture;
use multiverse_model::{Checksum, SnapshotId};
use sha2::{Digest, Sha256};

use super::index::Index;
use super::keep::{check_key, check_note};
use super::{
    LocalStorage, NewSave, RecordChange, SaveFilter, SaveKey, SaveRecord, StorageBackend, StorageError,
    StorageInfo,
};

/// Bytes that are hashed at a time: about a tenth of a millisecond.
const HASHED_AT_ONCE: usize = 128 * 1024;

/// Keeps saves in memory, for tests and for games that only sync: they are gone with it.
///
/// ```
/// # #[tokio::main]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # use multiverse_client::storage::{MemoryStorage, NewSave, SaveFilter, StorageBackend};
/// # use multiverse_model::{Day, Tick};
/// let storage = MemoryStorage::new();
/// let save = NewSave::new("universe:my-world".parse()?, Tick::new(20)?, "{}");
/// let record = storage.save(save).await?;
/// assert_eq!(storage.load(&record.key()).await?, "{}");
/// assert_eq!(storage.list(SaveFilter::default()).await?, [record]);
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Default)]
pub struct MemoryStorage {
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    index: Index,
    documents: HashMap<SnapshotId, Bytes>,
    notes: BTreeMap<String, Bytes>,
    last_sequence: u64,
}

impl MemoryStorage {
    /// One that holds nothing.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn keep(&mut self, save: NewSave, checksum: Checksum) -> Result<SaveRecord, StorageError> {
        let (record, bytes) = save.keep(self.last_sequence + 1, checksum)?;
        self.last_sequence = record.sequence;
        self.documents.insert(record.id.clone(), bytes);
        self.index.put(record.clone());
        Ok(record)
    }

    fn load(&self, key: &SaveKey) -> Result<Bytes, StorageError> {
        self.documents.get(&key.id).cloned().ok_or_else(|| StorageError::NotFound(key.clone()))
    }

    fn delete(&mut self, key: &SaveKey) -> Result<(), StorageError> {
        self.documents.remove(&key.id).ok_or_else(|| StorageError::NotFound(key.clone()))?;
        self.index.remove(&key.id);
        Ok(())
    }

    fn update(&mut self, key: &SaveKey, change: RecordChange) -> Result<SaveRecord, StorageError> {
        let changed = change.apply(self.index.get(key)?.clone());
        self.index.put(changed.clone());
        Ok(changed)
    }

    fn set_note(&mut self, key: &str, value: Option<Bytes>) -> Result<(), StorageError> {
        check_key(key)?;
        check_note(value.as_ref())?;
        match value {
            Some(value) => self.notes.insert(key.to_owned(), value),
            None => self.notes.remove(key),
        };
        Ok(())
    }

    fn notes(&self, prefix: &str) -> Vec<String> {
        let from = self.notes.range(prefix.to_owned()..);
        from.map(|(key, _)| key).take_while(|key| key.starts_with(prefix)).cloned().collect()
    }
}

/// The checksum of a document, which may be large: others get their turn in between.
async fn checksum_of(bytes: &Bytes) -> Checksum {
    let mut hash = Sha256::new();
    for part in bytes.chunks(HASHED_AT_ONCE) {
        hash.update(part);
        tokio::task::yield_now().await;
    }
    Checksum::from_digest(hash.finalize().into())
}

impl StorageBackend for MemoryStorage {
    fn save(&self, save: NewSave) -> BoxFuture<'_, Result<SaveRecord, StorageError>> {
        async move {
            let checksum = checksum_of(&save.bytes).await;
            self.state().keep(save, checksum)
        }
        .boxed()
    }

    fn load<'a>(&'a self, key: &'a SaveKey) -> BoxFuture<'a, Result<Bytes, StorageError>> {
        async move { self.state().load(key) }.boxed()
    }

    fn list(&self, filter: SaveFilter) -> BoxFuture<'_, Result<Vec<SaveRecord>, StorageError>> {
        async move { Ok(self.state().index.select(&filter)) }.boxed()
    }

    fn delete<'a>(&'a self, key: &'a SaveKey) -> BoxFuture<'a, Result<(), StorageError>> {
        async move { self.state().delete(key) }.boxed()
    }

    fn metadata<'a>(&'a self, key: &'a SaveKey) -> BoxFuture<'a, Result<SaveRecord, StorageError>> {
        async move { self.state().index.get(key).cloned() }.boxed()
    }

    fn info(&self) -> BoxFuture<'_, Result<StorageInfo, StorageError>> {
        async move { Ok(self.state().index.info()) }.boxed()
    }
}

impl LocalStorage for MemoryStorage {
    fn update<'a>(
        &'a self,
        key: &'a SaveKey,
        change: RecordChange,
    ) -> BoxFuture<'a, Result<SaveRecord, StorageError>> {
        async move { self.state().update(key, change) }.boxed()
    }

    fn note<'a>(&'a self, key: &'a str) -> BoxFuture<'a, Result<Option<Bytes>, StorageError>> {
        async move { check_key(key).map(|()| self.state().notes.get(key).cloned()) }.boxed()
    }

    fn set_note<'a>(&'a self, key: &'a str, value: Option<Bytes>) -> BoxFuture<'a, Result<(), StorageError>> {
        async move { self.state().set_note(key, value) }.boxed()
    }

    fn notes<'a>(&'a self, prefix: &'a str) -> BoxFuture<'a, Result<Vec<String>, StorageError>> {
        async move { Ok(self.state().notes(prefix)) }.boxed()
    }
}
