//! Saves in one SQLite file.
//!
//! # What was measured
//! `cargo bench -p multiverse-client --bench sqlite_settings` saves a village of 1.5 MB with each setting, one changed at
//! a time. Medians of 300 saves each, on two cores of a shared Xeon under real-time priority, beside two dozen
//! compilers (alone the machine never was):
//!
//! | setting | hash and pack | commit | save | stored |
//! |---|---|---|---|---|
//! | **as chosen**: zstd 1, two threads, pages of 16 KiB | 3.2 ms | 0.9 ms | 4.2 ms | 243 kB |
//! | not packed | 1.2 ms | 3.2 ms | 4.4 ms | 1513 kB |
//! | zstd -5 | 2.5 ms | 1.1 ms | 3.7 ms | 426 kB |
//! | zstd -3 | 2.6 ms | 1.1 ms | 3.8 ms | 364 kB |
//! | zstd 3 | 3.5 ms | 0.9 ms | 4.6 ms | 245 kB |
//! | a thread that packs, one that hashes | 3.8 ms | 0.9 ms | 5.0 ms | 243 kB |
//! | one thread that hashes, then packs | 5.4 ms | 0.9 ms | 6.9 ms | 243 kB |
//! | pages of 4 / 64 KiB | 2.9 / 3.2 ms | 0.9 ms | 4.0 / 4.2 ms | 243 kB |
//! | auto_vacuum NONE / FULL | 3.3 / 3.2 ms | 0.9 ms | 4.4 / 4.2 ms | 243 kB |
//! | wal_autocheckpoint 250 | 3.0 ms | 0.9 ms | 4.1 ms | 243 kB |
//! | no checkpoint | 3.3 ms | 1.7 ms | 5.4 ms | 243 kB |
//!
//! - Packing pays for itself in what the disk need not take; level 1 stores a third less than -3 for 0.1 to 0.4 ms.
//!   Where the disk is slower than this one, it gains.
//! - Pages of 4 KiB cost raw documents 0.9 ms more, and packed ones nothing that is above the noise; nor does
//!   `auto_vacuum = INCREMENTAL`, which lets the file shrink.
//! - `wal_autocheckpoint = 250` is as fast in the median, but one save of sixteen copies the log. In a quieter hour (with
//!   level -3) its p99 was 8.6 to 18.7 ms, and 4.1 to 10.7 ms where the log was copied between saves. Without any copying
//!   the log grows by each save, and the disk syncs a growing file more slowly.
//!
//! `cargo bench -p multiverse-client --bench storage -- sqlite` measures the storage as a whole: 3.2 to 4.8 ms in the
//! median and 4.7 ms in the p99 of the quietest run, where the disk alone took 2.4 to 3.2 ms and 10 to 46 ms to write
//! and sync a file of the same bytes. In memory (tmpfs) it takes 2.7 to 3.1 ms, and 4.2 to 5.4 ms in the p99: what is
//! above is the disk's and its other users'.

mod assistant;
mod checkpoint;
mod coding;
mod connection;
mod failure;
mod reader;
mod writer;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use bytes::Bytes;
use futures::FutureExt;
use futures::future::BoxFuture;

use super::keep::{check_key, check_note};
use super::lock::StorageLock;
use super::private::make_directory;
use super::threads::Threads;
use super::{
    LocalStorage, NewSave, RecordChange, SaveFilter, SaveKey, SaveRecord, StorageBackend, StorageError,
    StorageFault, StorageInfo,
};
use failure::Failure;
use reader::Reader;
use writer::Writer;

/// Threads that read at once, each with a connection of its own.
const READERS: usize = 2;

/// Keeps saves in one SQLite file: the storage for games.
///
/// A save of a world of 1.4 MB takes about 3 ms, most of it for its SHA-256 and for packing it to a sixth with zstd, and
/// is synced to the disk when it is answered. The log (`…-wal` beside the file while it is open) is copied into the
/// database between saves, never within one. To back the saves up, close the storage and copy the file.
///
/// Deleted saves make room for new ones; the file gets shorter when a quarter of it is unused. Documents have at most
/// 1 GB. Dropping the storage finishes what was queued, and waits for that.
///
/// ```
/// # #[tokio::main]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # use multiverse_client::storage::{NewSave, SaveFilter, SqliteStorage, StorageBackend};
/// # use multiverse_model::Tick;
/// # let directory = tempfile::tempdir()?;
/// # let file = directory.path().join("saves.sqlite");
/// let storage = SqliteStorage::open(&file)?;
/// let record = storage.save(NewSave::new("universe:my-world".parse()?, Tick::new(20)?, "{}")).await?;
/// drop(storage);
/// let again = SqliteStorage::open(&file)?;
/// assert_eq!(again.list(SaveFilter::default()).await?, [record]);
/// # Ok(())
/// # }
/// ```
pub struct SqliteStorage {
    path: Arc<Path>,
    readers: Threads<Reader>,
    writer: Threads<Writer>,
    // Last: another may have the storage when the writer has finished what was queued.
    _lock: StorageLock,
}

/// How a [`SqliteStorage`] is to behave.
///
/// ```
/// use multiverse_client::storage::{SqliteOptions, SqliteStorage};
///
/// # let directory = tempfile::tempdir()?;
/// # let file = directory.path().join("saves.sqlite");
/// let options = SqliteOptions { max_bytes: Some(500_000_000) };
/// let storage = SqliteStorage::open_with(file, &options)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Default)]
pub struct SqliteOptions {
    /// The most bytes that the file may have, beside its log; a save beyond is [`StorageError::Full`]. As many as the
    /// disk has, if nothing is said.
    pub max_bytes: Option<u64>,
}

impl SqliteStorage {
    /// Opens the storage in a file, which is made if it is not there, and its directory with it.
    ///
    /// # Errors
    /// - [`StorageError::InUse`]: another program has it open.
    /// - [`StorageError::Newer`], [`StorageError::Unreadable`]: a newer version or another program wrote it, or it is
    ///   damaged.
    pub fn open(path: impl AsRef<Path>) -> Result<Self, StorageError> {
        Self::open_with(path, &SqliteOptions::default())
    }

    /// Opens the storage with options.
    ///
    /// # Errors
    /// As [`Self::open`].
    pub fn open_with(path: impl AsRef<Path>, options: &SqliteOptions) -> Result<Self, StorageError> {
        let path: Arc<Path> = real_path(path.as_ref())?.into();
        let told = |failure: Failure| failure.told(&path);
        let lock = StorageLock::acquire(&beside(&path, ".lock"), &path)?;
        let writer = Writer::open(&path, options).map_err(told)?;
        let readers: Result<_, _> = (0..READERS).map(|_| Reader::open(&path)).collect();
        let readers = Threads::start("save-reader", readers.map_err(told)?)?;
        Ok(Self { readers, writer: Threads::start("save-writer", vec![writer])?, path, _lock: lock })
    }

    async fn read<T: Send + 'static>(
        &self,
        job: impl FnOnce(&Reader) -> Result<T, Failure> + Send + 'static,
    ) -> Result<T, StorageError> {
        let path = Arc::clone(&self.path);
        self.readers.run(move |reader| job(reader).map_err(|failure| failure.told(&path))).await
    }

    async fn write<T: Send + 'static>(
        &self,
        job: impl FnOnce(&mut Writer) -> Result<T, Failure> + Send + 'static,
    ) -> Result<T, StorageError> {
        let path = Arc::clone(&self.path);
        self.writer.run(move |writer| job(writer).map_err(|failure| failure.told(&path))).await
    }
}

/// The one path of the file, so that its lock is one too, by whichever link it is reached.
fn real_path(path: &Path) -> Result<PathBuf, StorageError> {
    if let Ok(real) = path.canonicalize() {
        return Ok(real);
    }
    let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    make_directory(parent).map_err(StorageError::from_io)?;
    let name = path.file_name().ok_or(StorageError::Unsupported("the path of the saves names no file"))?;
    Ok(parent.canonicalize().map_err(StorageError::from_io)?.join(name))
}

/// The file whose name is that of another, and an ending.
fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    name.into()
}

/// The file of the database's log.
fn log_of(path: &Path) -> PathBuf {
    beside(path, "-wal")
}

impl StorageBackend for SqliteStorage {
    fn save(&self, save: NewSave) -> BoxFuture<'_, Result<SaveRecord, StorageError>> {
        self.write(move |writer| writer.save(save)).boxed()
    }

    fn load<'a>(&'a self, key: &'a SaveKey) -> BoxFuture<'a, Result<Bytes, StorageError>> {
        let key = key.clone();
        self.read(move |reader| reader.load(&key)).boxed()
    }

    fn list(&self, filter: SaveFilter) -> BoxFuture<'_, Result<Vec<SaveRecord>, StorageError>> {
        self.read(move |reader| reader.list(&filter)).boxed()
    }

    fn delete<'a>(&'a self, key: &'a SaveKey) -> BoxFuture<'a, Result<(), StorageError>> {
        let key = key.clone();
        self.write(move |writer| writer.delete(&key)).boxed()
    }

    fn metadata<'a>(&'a self, key: &'a SaveKey) -> BoxFuture<'a, Result<SaveRecord, StorageError>> {
        let key = key.clone();
        self.read(move |reader| reader.metadata(&key)).boxed()
    }

    fn info(&self) -> BoxFuture<'_, Result<StorageInfo, StorageError>> {
        self.read(Reader::info).boxed()
    }
}

impl LocalStorage for SqliteStorage {
    fn update<'a>(
        &'a self,
        key: &'a SaveKey,
        change: RecordChange,
    ) -> BoxFuture<'a, Result<SaveRecord, StorageError>> {
        let key = key.clone();
        self.write(move |writer| writer.update(&key, change)).boxed()
    }

    fn note<'a>(&'a self, key: &'a str) -> BoxFuture<'a, Result<Option<Bytes>, StorageError>> {
        let key = key.to_owned();
        self.read(move |reader| {
            check_key(&key)?;
            reader.note(&key)
        })
        .boxed()
    }

    fn set_note<'a>(&'a self, key: &'a str, value: Option<Bytes>) -> BoxFuture<'a, Result<(), StorageError>> {
        let key = key.to_owned();
        self.write(move |writer| {
            check_key(&key)?;
            check_note(value.as_ref())?;
            writer.set_note(&key, value.as_deref())
        })
        .boxed()
    }

    fn notes<'a>(&'a self, prefix: &'a str) -> BoxFuture<'a, Result<Vec<String>, StorageError>> {
        let prefix = prefix.to_owned();
        self.read(move |reader| reader.notes(&prefix)).boxed()
    }

    fn faults(&self) -> BoxFuture<'_, Result<Vec<StorageFault>, StorageError>> {
        self.read(Reader::faults).boxed()
    }
}
