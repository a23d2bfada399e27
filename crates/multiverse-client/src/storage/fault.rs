//! What is wrong with a storage beside its saves.

/// Something in a storage that cannot be read: a record, say, so that its save is in no list.
///
/// It is left as it is, for whoever can mend it; all else stays reachable. Show it to the player.
///
/// ```
/// # use multiverse_client::storage::{FileStorage, LocalStorage, NewSave, SaveFilter, StorageBackend};
/// # use multiverse_model::Tick;
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let directory = tempfile::tempdir()?;
/// # let directory = directory.path();
/// # let storage = FileStorage::open(directory)?;
/// # for tick in 1..=2 {
/// #     storage.save(NewSave::new("universe:my-world".parse()?, Tick::new(tick)?, "{}")).await?;
/// # }
/// # drop(storage);
/// std::fs::write(directory.join("saves/0xxx/1.record.json"), "garbage")?;
/// let storage = FileStorage::open(directory)?;
/// for fault in storage.faults().await? {
///     println!("{}: {}", fault.place, fault.reason);
/// #   assert!(fault.place.contains("1.record.json"));
/// }
/// assert_eq!(storage.list(SaveFilter::default()).await?.len(), 1);
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StorageFault {
    /// Where it is: a file, or a row.
    pub place: String,
    /// What is wrong, and what to do about it, in one sentence.
    pub reason: String,
}
