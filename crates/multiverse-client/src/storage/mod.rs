//! Where saves are kept: in memory, in files, in SQLite, on a server.

#[cfg(feature = "conformance")]
pub mod conformance;
mod error;
mod fault;
mod file;
mod index;
mod keep;
mod lock;
mod memory;
mod private;
mod record;
mod select;
mod server;
#[cfg(feature = "sqlite")]
mod sqlite;
mod threads;

use bytes::Bytes;
use futures::future::BoxFuture;

pub use error::StorageError;
pub use fault::StorageFault;
pub use file::FileStorage;
pub use memory::MemoryStorage;
pub use record::{
    NewSave, Order, Origin, Parent, RecordChange, SaveFilter, SaveKey, SaveRecord, StorageInfo, SyncKind,
    SyncState,
};
pub use server::ServerStorage;
#[cfg(feature = "sqlite")]
pub use sqlite::{SqliteOptions, SqliteStorage};

/// A place that keeps saves.
///
/// # The law
/// - A save that was answered `Ok` is whole and on stable storage (but for one in memory); one that was
///   not is there whole or not at all, also after a crash at any instant.
/// - What is loaded has the checksum of its record, or is [`StorageError::Damaged`].
/// - Saves get growing sequence numbers, which are never used again, whatever is deleted.
///
/// The conformance suite is this law as functions; every storage passes all of it.
pub trait StorageBackend: Send + Sync + 'static {
    /// Keeps a save. The storage computes what the record has beyond it: id, sequence, checksum and size.
    fn save(&self, save: NewSave) -> BoxFuture<'_, Result<SaveRecord, StorageError>>;

    /// The exact bytes of a save, checked against its checksum.
    fn load<'a>(&'a self, key: &'a SaveKey) -> BoxFuture<'a, Result<Bytes, StorageError>>;

    /// The records that pass a filter, in its order.
    fn list(&self, filter: SaveFilter) -> BoxFuture<'_, Result<Vec<SaveRecord>, StorageError>>;

    /// Removes a save and its record.
    fn delete<'a>(&'a self, key: &'a SaveKey) -> BoxFuture<'a, Result<(), StorageError>>;

    /// The record of one save.
    fn metadata<'a>(&'a self, key: &'a SaveKey) -> BoxFuture<'a, Result<SaveRecord, StorageError>>;

    /// How much it holds.
    fn info(&self) -> BoxFuture<'_, Result<StorageInfo, StorageError>>;
}

/// A place on this machine, which also remembers what of it is still to be synced.
///
/// A record and its [`SyncState`] are one: what is pending is the outbox, so a save that is kept is queued, and there
/// is no instant between the two. One process at a time has it open. Dropping it finishes what was queued.
///
/// ```
/// use multiverse_client::storage::{
///     LocalStorage, MemoryStorage, NewSave, RecordChange, SaveFilter, StorageBackend, SyncKind, SyncState,
/// };
/// # use multiverse_model::Tick;
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let storage = MemoryStorage::new();
/// let save = NewSave::new("universe:my-world".parse()?, Tick::new(20)?, "{}");
/// storage.save(NewSave { sync: SyncState::Pending, ..save }).await?;
///
/// let outbox = SaveFilter { sync: Some(SyncKind::Pending), ..SaveFilter::default() };
/// for record in storage.list(outbox.clone()).await? {
///     // It was uploaded, and this is what the server made of it.
///     let there = SyncState::Synced {
///         universe_id: record.universe_id.clone(),
///         entry_id: "snapshot:there".parse()?,
///     };
///     storage.update(&record.key(), RecordChange { sync: Some(there), universe_id: None }).await?;
/// }
/// assert_eq!(storage.list(outbox).await?, []);
/// # Ok(())
/// # }
/// ```
pub trait LocalStorage: StorageBackend {
    /// Changes a record's universe and sync state, whole or not at all, durable when this answers.
    fn update<'a>(
        &'a self,
        key: &'a SaveKey,
        change: RecordChange,
    ) -> BoxFuture<'a, Result<SaveRecord, StorageError>>;

    /// A small durable value of the service's own (at most 64 KiB), by its key.
    fn note<'a>(&'a self, key: &'a str) -> BoxFuture<'a, Result<Option<Bytes>, StorageError>>;

    /// Sets a note, or removes it, durable when this answers. Keys have 1 to 300 bytes of any text.
    fn set_note<'a>(&'a self, key: &'a str, value: Option<Bytes>) -> BoxFuture<'a, Result<(), StorageError>>;

    /// The keys of all notes that begin with `prefix`, sorted.
    fn notes<'a>(&'a self, prefix: &'a str) -> BoxFuture<'a, Result<Vec<String>, StorageError>>;

    /// What in the storage cannot be read, and is in no list for that: to be shown to the player.
    fn faults(&self) -> BoxFuture<'_, Result<Vec<StorageFault>, StorageError>> {
        Box::pin(async { Ok(Vec::new()) })
    }
}
