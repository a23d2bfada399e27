//! From what is to be saved to what is kept, alike for every storage on this machine.

use std::time::SystemTime;

use bytes::Bytes;
use multiverse_model::{Checksum, Day, Millis, SnapshotId, SnapshotType, Tick, UniverseId};

use super::{NewSave, Origin, RecordChange, SaveRecord, StorageError, SyncState};

/// The most bytes that a note has.
const MAX_NOTE: usize = 64 * 1024;

/// The most bytes that a note's key has.
const MAX_KEY: usize = 300;

impl NewSave {
    /// A document of JSON that the game saves now, for itself and by the clock. The rest is for the caller to set:
    ///
    /// ```
    /// use multiverse_client::storage::{NewSave, SyncState};
    /// use multiverse_model::{SnapshotType, Tick};
    ///
    /// let save = NewSave {
    ///     kind: SnapshotType::Manual,
    ///     sync: SyncState::Pending,
    ///     ..NewSave::new("universe:my-world".parse()?, Tick::new(1200)?, r#"{"villagers":["Ada"]}"#)
    /// };
    /// # assert_eq!(save.content_type, "application/json");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn new(universe_id: UniverseId, tick: Tick, bytes: impl Into<Bytes>) -> Self {
        let since_1970 = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
        Self {
            universe_id,
            tick,
            day: Day::ZERO,
            saved_at: Millis(i64::try_from(since_1970.as_millis()).unwrap_or(i64::MAX)),
            kind: SnapshotType::Auto,
            canon_event: None,
            label: None,
            decay_policy: None,
            parent: None,
            content_type: "application/json".to_owned(),
            entity_count: 0,
            origin: Origin::Saved,
            sync: SyncState::Local,
            bytes: bytes.into(),
        }
    }

    /// Its record and its bytes. The checksum must be theirs.
    pub(super) fn keep(self, sequence: u64, checksum: Checksum) -> Result<(SaveRecord, Bytes), StorageError> {
        let record = SaveRecord {
            id: new_id(self.saved_at)?,
            sequence,
            universe_id: self.universe_id,
            tick: self.tick,
            day: self.day,
            saved_at: self.saved_at,
            kind: self.kind,
            canon_event: self.canon_event,
            label: self.label,
            decay_policy: self.decay_policy,
            parent: self.parent,
            checksum,
            size: u64::try_from(self.bytes.len()).unwrap_or(u64::MAX),
            content_type: self.content_type,
            entity_count: self.entity_count,
            origin: self.origin,
            sync: self.sync,
        };
        Ok((record, self.bytes))
    }
}

impl RecordChange {
    /// The record after the change.
    pub(super) fn apply(self, mut record: SaveRecord) -> SaveRecord {
        record.universe_id = self.universe_id.unwrap_or(record.universe_id);
        record.sync = self.sync.unwrap_or(record.sync);
        record
    }
}

/// An id that no save on any machine has.
fn new_id(saved_at: Millis) -> Result<SnapshotId, StorageError> {
    let mut random = [0; 10];
    getrandom::fill(&mut random).map_err(|error| StorageError::Unavailable(error.into()))?;
    Ok(SnapshotId::generate(u64::try_from(saved_at.0).unwrap_or(0), random))
}

/// Refuses a note's key that is too short or too long.
pub(super) fn check_key(key: &str) -> Result<(), StorageError> {
    if (1..=MAX_KEY).contains(&key.len()) {
        Ok(())
    } else {
        Err(StorageError::Unsupported("the key of a note has 1 to 300 bytes; choose another"))
    }
}

/// Refuses a note that is too long.
pub(super) fn check_note(value: Option<&Bytes>) -> Result<(), StorageError> {
    if value.is_none_or(|value| value.len() <= MAX_NOTE) {
        Ok(())
    } else {
        Err(StorageError::Unsupported("a note has at most 64 KiB; save more as a document"))
    }
}
