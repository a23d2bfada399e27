//! Laws about closing and opening again.

use bytes::Bytes;

use super::super::super::{
    LocalStorage, NewSave, RecordChange, SaveFilter, StorageBackend as _, StorageError, SyncState,
};
use super::super::drafts::{draft, kept, universe};
use super::super::fixture::{Fixture, open};

/// Updates and notes are there when the storage is opened again, and nothing is amiss.
pub async fn updates_and_notes_last<F: Fixture<Storage: LocalStorage>>(fixture: &F) {
    if !fixture.abilities().persists {
        return;
    }
    let storage = open(fixture).await;
    let save = NewSave { sync: SyncState::Pending, ..draft(&universe("universe:a"), 1) };
    let record = kept(&storage, save).await;
    let change = RecordChange {
        universe_id: Some(universe("universe:b")),
        sync: Some(SyncState::Synced {
            universe_id: universe("universe:there"),
            entry_id: "snapshot:there".parse().expect("an id"),
        }),
    };
    let record = storage.update(&record.key(), change).await.expect("it is updated");
    for (key, value) in [("kept", "1"), ("changed", "1"), ("changed", "2"), ("removed", "1")] {
        storage.set_note(key, Some(Bytes::from_static(value.as_bytes()))).await.expect("it is set");
    }
    storage.set_note("removed", None).await.expect("it is removed");
    drop(storage);
    let storage = open(fixture).await;
    assert_eq!(storage.list(SaveFilter::default()).await.expect("a list"), [record]);
    assert_eq!(storage.notes("").await.expect("keys"), ["changed", "kept"]);
    assert_eq!(storage.note("changed").await.expect("an answer").as_deref(), Some(&b"2"[..]));
    assert_eq!(storage.faults().await.expect("faults"), []);
}

/// No number is given twice, whatever was deleted and however often the storage was opened since.
pub async fn a_number_is_never_given_twice<F: Fixture<Storage: LocalStorage>>(fixture: &F) {
    let abilities = fixture.abilities();
    let id = universe("universe:numbers");
    let mut storage = open(fixture).await;
    let mut last = 0;
    // So that now the newest is deleted, now all are, now one in between, with and without opening anew.
    for round in 0..6 {
        let mut records = Vec::new();
        for at in 1..=3 {
            let record = kept(&storage, draft(&id, at)).await;
            assert!(record.sequence > last, "{} was given before, up to {last}", record.sequence);
            last = record.sequence;
            records.push(record);
        }
        let deleted = match round % 3 {
            0 => &records[2..],
            1 => &records[..],
            _ => &records[1..2],
        };
        for record in deleted {
            storage.delete(&record.key()).await.expect("it is deleted");
        }
        if abilities.persists && round % 2 == 0 {
            drop(storage);
            storage = open(fixture).await;
        }
    }
}

/// Whoever opens a storage that is open is told so, and can when it was closed.
pub async fn one_at_a_time_has_it_open<F: Fixture<Storage: LocalStorage>>(fixture: &F) {
    if !fixture.abilities().persists {
        return;
    }
    let storage = open(fixture).await;
    let second = fixture.open().await.map(drop);
    assert!(matches!(second, Err(StorageError::InUse { .. })), "{second:?}");
    kept(&storage, draft(&universe("universe:a"), 1)).await;
    drop(storage);
    assert_eq!(open(fixture).await.list(SaveFilter::default()).await.expect("a list").len(), 1);
}
