//! What the laws save.

use bytes::Bytes;
use multiverse_model::{Checksum, Day, SnapshotType, Tick, UniverseId};

use super::super::{NewSave, SaveKey, SaveRecord, StorageBackend, StorageError};

pub(super) fn universe(id: &str) -> UniverseId {
    id.parse().expect("an id")
}

pub(super) fn tick(tick: u64) -> Tick {
    Tick::new(tick).expect("a tick")
}

/// A small document of JSON, another for each tick.
pub(super) fn draft(id: &UniverseId, at: u64) -> NewSave {
    let document = format!("{{ \"universe\": \"{id}\", \"tick\": {at} }}\n");
    NewSave { day: Day::new(at / 10).expect("a day"), ..NewSave::new(id.clone(), tick(at), document) }
}

/// A document of any bytes.
pub(super) fn binary(id: &UniverseId, at: u64, bytes: impl Into<Bytes>) -> NewSave {
    let content_type = "application/octet-stream".to_owned();
    NewSave { content_type, kind: SnapshotType::Manual, ..NewSave::new(id.clone(), tick(at), bytes) }
}

/// Bytes that do not compress, and are the same for the same seed (SplitMix64).
pub(super) fn noise(seed: u64, length: usize) -> Bytes {
    let mut state = seed;
    let mut next = || {
        state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    };
    (0..length.div_ceil(8)).flat_map(|_| next().to_le_bytes()).take(length).collect()
}

/// Saves what must be saved, and checks what every storage says of it.
pub(super) async fn kept(storage: &impl StorageBackend, save: NewSave) -> SaveRecord {
    let record = storage.save(save.clone()).await.expect("it is saved");
    assert_eq!(record.universe_id, save.universe_id);
    assert_eq!((record.tick, record.day), (save.tick, save.day));
    assert_eq!(record.kind, save.kind);
    assert_eq!(record.canon_event, save.canon_event);
    assert_eq!(record.label, save.label);
    assert_eq!(record.content_type, save.content_type);
    assert_eq!(record.checksum, Checksum::of(&save.bytes));
    assert_eq!(usize::try_from(record.size).ok(), Some(save.bytes.len()));
    record
}

/// Fails unless the save is there as it was answered, with exactly those bytes.
pub(super) async fn assert_kept(storage: &impl StorageBackend, record: &SaveRecord, bytes: &Bytes) {
    let loaded = storage.load(&record.key()).await.expect("it is loaded");
    assert!(loaded == *bytes, "the bytes of save {} are not those that were saved", record.sequence);
    let metadata = storage.metadata(&record.key()).await.expect("it has a record");
    assert_eq!(metadata, *record);
}

/// Fails unless the error says that there is no such save, and names it.
pub(super) fn assert_not_found<T: std::fmt::Debug>(answer: Result<T, StorageError>, key: &SaveKey) {
    let named = matches!(&answer, Err(StorageError::NotFound(named)) if named == key);
    assert!(named, "{answer:?} is not that {key:?} was not found");
}
