//! Saves in files that people can read.

mod durable;
mod layout;
mod notes;
mod open;
mod record_file;
mod recover;
mod writer;

use std::path::Path;
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard};

use bytes::Bytes;
use futures::FutureExt;
use futures::future::BoxFuture;
use multiverse_model::Checksum;

use super::index::Index;
use super::keep::{check_key, check_note};
use super::lock::StorageLock;
use super::threads::Threads;
use super::{
    LocalStorage, NewSave, RecordChange, SaveFilter, SaveKey, SaveRecord, StorageBackend, StorageError,
    StorageFault, StorageInfo,
};
use layout::Layout;
use notes::Notes;
use writer::Writer;

/// Threads that read at once.
const READERS: usize = 2;

/// Keeps each save as a file with the document just as it was saved, and a small one beside it with its record.
///
/// ```text
/// my-game/multiverse-storage.json     what this folder is
/// my-game/saves/0xxx/12.json          the document of the 12th save
/// my-game/saves/0xxx/12.record.json   its universe, tick, checksum, state …
/// my-game/notes/…                     what the program itself remembers
/// ```
///
/// Opening it reads all records, which are then kept in memory (about 1 KiB each). Dropping it finishes what was
/// queued, and waits for that.
///
/// A save is two files and two directories to be synced, so it takes a few milliseconds more than in
/// [`SqliteStorage`](super::SqliteStorage), and documents are not compressed. Choose it where people should be able to
/// look at their saves, copy and back them up by hand.
///
/// # What survives
/// A file gets its name after its bytes are on the disk, and a record after its document. A crash at any instant, or
/// a power cut, leaves a save whole or not at all; what it leaves of unfinished ones is removed when the storage is
/// opened next. Other files in the folder are never touched.
///
/// A record that cannot be read is left as it is and told by [`LocalStorage::faults`]; all others stay reachable.
///
/// ```
/// # #[tokio::main]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # use multiverse_client::storage::{FileStorage, NewSave, SaveFilter, StorageBackend};
/// # use multiverse_model::Tick;
/// # let directory = tempfile::tempdir()?;
/// # let directory = directory.path().join("my-game");
/// let storage = FileStorage::open(&directory)?;
/// let record = storage.save(NewSave::new("universe:my-world".parse()?, Tick::new(20)?, "{}")).await?;
/// assert_eq!(std::fs::read(directory.join("saves/0xxx/1.json"))?, b"{}");
/// drop(storage);
/// let again = FileStorage::open(&directory)?;
/// assert_eq!(again.list(SaveFilter::default()).await?, [record]);
/// # Ok(())
/// # }
/// ```
pub struct FileStorage {
    shared: Arc<Shared>,
    writer: Threads<Writer>,
    readers: Threads<()>,
    // Last: another may have the storage when the writer has finished what was queued.
    _lock: StorageLock,
}

/// What the threads share.
struct Shared {
    layout: Layout,
    index: RwLock<Index>,
    notes: RwLock<Notes>,
    faults: Vec<StorageFault>,
}

impl FileStorage {
    /// Opens the storage in a folder, which is made if it is not there, and cleans up after a crash.
    ///
    /// Blocks while it reads the records: 10,000 take a tenth of a second.
    ///
    /// # Errors
    /// - [`StorageError::InUse`]: another program has it open.
    /// - [`StorageError::Newer`], [`StorageError::Unreadable`]: another version wrote it, or it is none.
    pub fn open(directory: impl AsRef<Path>) -> Result<Self, StorageError> {
        open::open(directory.as_ref())
    }
}

impl Shared {
    fn index(&self) -> RwLockReadGuard<'_, Index> {
        self.index.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn notes(&self) -> RwLockReadGuard<'_, Notes> {
        self.notes.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn metadata(&self, key: &SaveKey) -> Result<SaveRecord, StorageError> {
        self.index().get(key).cloned()
    }

    fn load(&self, key: &SaveKey) -> Result<Bytes, StorageError> {
        let record = self.metadata(key)?;
        let bytes = self.layout.read_document(&record).map_err(StorageError::from_io)?;
        match bytes {
            Some(bytes) if Checksum::of(&bytes) == record.checksum => Ok(bytes.into()),
            _ => {
                // Deleted meanwhile, then.
                self.metadata(key)?;
                Err(StorageError::Damaged { key: key.clone(), expected: record.checksum })
            }
        }
    }

    fn info(&self) -> Result<StorageInfo, StorageError> {
        let info = self.index().info();
        let stored_bytes = self.layout.stored_bytes().map_err(StorageError::from_io)?;
        Ok(StorageInfo { stored_bytes, ..info })
    }
}

impl FileStorage {
    async fn read<T: Send + 'static>(
        &self,
        job: impl FnOnce(&Shared) -> Result<T, StorageError> + Send + 'static,
    ) -> Result<T, StorageError> {
        let shared = Arc::clone(&self.shared);
        self.readers.run(move |()| job(&shared)).await
    }
}

impl StorageBackend for FileStorage {
    fn save(&self, save: NewSave) -> BoxFuture<'_, Result<SaveRecord, StorageError>> {
        self.writer.run(move |writer| writer.save(save)).boxed()
    }

    fn load<'a>(&'a self, key: &'a SaveKey) -> BoxFuture<'a, Result<Bytes, StorageError>> {
        let key = key.clone();
        self.read(move |shared| shared.load(&key)).boxed()
    }

    fn list(&self, filter: SaveFilter) -> BoxFuture<'_, Result<Vec<SaveRecord>, StorageError>> {
        self.read(move |shared| Ok(shared.index().select(&filter))).boxed()
    }

    fn delete<'a>(&'a self, key: &'a SaveKey) -> BoxFuture<'a, Result<(), StorageError>> {
        let key = key.clone();
        self.writer.run(move |writer| writer.delete(&key)).boxed()
    }

    fn metadata<'a>(&'a self, key: &'a SaveKey) -> BoxFuture<'a, Result<SaveRecord, StorageError>> {
        async move { self.shared.metadata(key) }.boxed()
    }

    fn info(&self) -> BoxFuture<'_, Result<StorageInfo, StorageError>> {
        self.read(Shared::info).boxed()
    }
}

impl LocalStorage for FileStorage {
    fn update<'a>(
        &'a self,
        key: &'a SaveKey,
        change: RecordChange,
    ) -> BoxFuture<'a, Result<SaveRecord, StorageError>> {
        let key = key.clone();
        self.writer.run(move |writer| writer.update(&key, change)).boxed()
    }

    fn note<'a>(&'a self, key: &'a str) -> BoxFuture<'a, Result<Option<Bytes>, StorageError>> {
        let key = key.to_owned();
        self.read(move |shared| {
            check_key(&key)?;
            notes::read(&shared.layout, &key)
        })
        .boxed()
    }

    fn set_note<'a>(&'a self, key: &'a str, value: Option<Bytes>) -> BoxFuture<'a, Result<(), StorageError>> {
        let key = key.to_owned();
        self.writer
            .run(move |writer| {
                check_key(&key)?;
                check_note(value.as_ref())?;
                writer.set_note(&key, value.as_deref())
            })
            .boxed()
    }

    fn notes<'a>(&'a self, prefix: &'a str) -> BoxFuture<'a, Result<Vec<String>, StorageError>> {
        async move { Ok(self.shared.notes().keys(prefix)) }.boxed()
    }

    fn faults(&self) -> BoxFuture<'_, Result<Vec<StorageFault>, StorageError>> {
        async move { Ok(self.shared.faults.clone()) }.boxed()
    }
}
