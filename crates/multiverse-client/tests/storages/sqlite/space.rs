//! The room that saves take.

use multiverse_client::storage::{
    LocalStorage, NewSave, SaveRecord, SqliteOptions, SqliteStorage, StorageBackend as _, StorageError,
};

use crate::fixtures::{InSqlite, draft, noise};

async fn save(storage: &impl LocalStorage, tick: u64, length: usize) -> Result<SaveRecord, StorageError> {
    storage.save(NewSave { bytes: noise(tick, length).into(), ..draft(tick) }).await
}

#[tokio::test]
async fn a_full_storage_keeps_what_it_has_and_saves_again_when_there_is_room() {
    let sqlite = InSqlite::new();
    let options = SqliteOptions { max_bytes: Some(2_000_000) };
    let storage = SqliteStorage::open_with(sqlite.path(), &options).unwrap();
    let mut records = Vec::new();
    let full = loop {
        match save(&storage, records.len() as u64, 300_000).await {
            Ok(record) => records.push(record),
            Err(error) => break error,
        }
    };
    assert!(matches!(full, StorageError::Full(_)), "{full:?}");
    assert!(records.len() >= 4, "{}", records.len());
    for record in &records {
        let loaded = storage.load(&record.key()).await.unwrap();
        assert!(loaded == noise(record.tick.get(), 300_000));
    }
    let last = records.last().unwrap().sequence;
    storage.delete(&records[0].key()).await.unwrap();
    let saved = save(&storage, 99, 300_000).await.unwrap();
    assert!(saved.sequence > last);
    assert!(storage.load(&saved.key()).await.unwrap() == noise(99, 300_000));
}

#[tokio::test]
async fn the_file_shrinks_when_most_of_it_is_deleted() {
    let sqlite = InSqlite::new();
    let storage = sqlite.storage().unwrap();
    let mut records = Vec::new();
    for tick in 0..20 {
        records.push(save(&storage, tick, 500_000).await.unwrap());
    }
    for record in &records[1..] {
        storage.delete(&record.key()).await.unwrap();
    }
    drop(storage);
    let length = std::fs::metadata(sqlite.path()).unwrap().len();
    assert!(length < 2_000_000, "{length}");
    let storage = sqlite.storage().unwrap();
    assert!(storage.load(&records[0].key()).await.unwrap() == noise(0, 500_000));
}

#[tokio::test]
async fn saves_without_a_pause_do_not_make_the_log_grow_for_ever() {
    let sqlite = InSqlite::new();
    let storage = sqlite.storage().unwrap();
    let log = sqlite.folder().join("saves.sqlite-wal");
    let document = bytes::Bytes::from(noise(0, 8_000_000));
    let mut longest = 0;
    for tick in 0..40 {
        storage.save(NewSave { bytes: document.clone(), ..draft(tick) }).await.unwrap();
        longest = longest.max(std::fs::metadata(&log).unwrap().len());
    }
    assert!(longest < 160_000_000, "{longest}");
}
