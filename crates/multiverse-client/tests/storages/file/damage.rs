//! Files that somebody or the disk has changed.

use std::fs::{copy, read, remove_file, write};

use bytes::Bytes;
use multiverse_client::storage::{
    LocalStorage as _, RecordChange, SaveFilter, SaveRecord, StorageBackend as _, StorageError, SyncState,
};

use crate::fixtures::{InFiles, draft, flip_a_byte, saved};

async fn three() -> (InFiles, Vec<SaveRecord>) {
    let files = InFiles::new();
    let records = saved(&files.storage().unwrap(), 3).await;
    (files, records)
}

#[tokio::test]
async fn a_record_that_is_garbage_is_told_and_all_others_are_reachable() {
    for garbage in ["", "garbage", "{}", "{\"checksum\": 1}"] {
        let (files, mut records) = three().await;
        let path = files.path("saves/0xxx/3.record.json");
        write(&path, garbage).unwrap();
        records.pop();
        let storage = files.storage().unwrap();
        assert_eq!(storage.list(SaveFilter::default()).await.unwrap(), records);
        let faults = storage.faults().await.unwrap();
        assert_eq!(faults.len(), 1, "{faults:?}");
        assert_eq!(faults[0].place, path.display().to_string());
        assert!(faults[0].reason.contains("backup"), "{faults:?}");
        assert_eq!(storage.save(draft(4)).await.unwrap().sequence, 4, "its number is not given again");
        drop(storage);
        assert_eq!(read(&path).unwrap(), garbage.as_bytes(), "what is left of it is left");
        assert_eq!(read(files.path("saves/0xxx/3.json")).unwrap(), draft(3).bytes);
    }
}

#[tokio::test]
async fn a_record_of_which_a_bit_changed_is_told() {
    let (files, records) = three().await;
    let path = files.path("saves/0xxx/2.record.json");
    let before = String::from_utf8(read(&path).unwrap()).unwrap();
    write(&path, before.replace("\"tick\": 2", "\"tick\": 3")).unwrap();
    let storage = files.storage().unwrap();
    assert_eq!(storage.faults().await.unwrap().len(), 1);
    let listed = storage.list(SaveFilter::default()).await.unwrap();
    assert_eq!(listed, [records[0].clone(), records[2].clone()]);
    drop(storage);
    write(&path, before).unwrap();
    let storage = files.storage().unwrap();
    assert_eq!(storage.list(SaveFilter::default()).await.unwrap(), records, "and is back when it is mended");
}

#[tokio::test]
async fn a_document_without_a_record_is_told_and_not_removed() {
    let (files, records) = three().await;
    remove_file(files.path("saves/0xxx/2.record.json")).unwrap();
    let storage = files.storage().unwrap();
    let listed = storage.list(SaveFilter::default()).await.unwrap();
    assert_eq!(listed, [records[0].clone(), records[2].clone()]);
    assert_eq!(
        storage.faults().await.unwrap()[0].place,
        files.path("saves/0xxx/2.json").display().to_string()
    );
    assert_eq!(read(files.path("saves/0xxx/2.json")).unwrap(), draft(2).bytes);
}

#[tokio::test]
async fn a_save_that_was_copied_by_hand_is_told_and_counts_once() {
    let (files, records) = three().await;
    copy(files.path("saves/0xxx/3.json"), files.path("saves/0xxx/9.json")).unwrap();
    copy(files.path("saves/0xxx/3.record.json"), files.path("saves/0xxx/9.record.json")).unwrap();
    let storage = files.storage().unwrap();
    assert_eq!(storage.list(SaveFilter::default()).await.unwrap(), records);
    assert_eq!(storage.faults().await.unwrap().len(), 1);
    assert_eq!(storage.save(draft(4)).await.unwrap().sequence, 10);
}

#[tokio::test]
async fn a_document_that_is_gone_or_cut_short_is_damaged() {
    let (files, records) = three().await;
    remove_file(files.path("saves/0xxx/1.json")).unwrap();
    write(files.path("saves/0xxx/2.json"), "{\"ti").unwrap();
    let storage = files.storage().unwrap();
    for record in &records[..2] {
        let damaged = storage.load(&record.key()).await;
        assert!(matches!(damaged, Err(StorageError::Damaged { .. })), "{damaged:?}");
        assert_eq!(storage.metadata(&record.key()).await.unwrap(), *record);
    }
    assert_eq!(storage.load(&records[2].key()).await.unwrap(), draft(3).bytes);
    storage.delete(&records[0].key()).await.unwrap();
    assert_eq!(storage.list(SaveFilter::default()).await.unwrap(), records[1..]);
}

#[tokio::test]
async fn a_note_that_is_damaged_is_told_and_not_served() {
    let files = InFiles::new();
    let storage = files.storage().unwrap();
    for key in ["broken", "intact"] {
        storage.set_note(key, Some(Bytes::from_static(b"a value"))).await.unwrap();
    }
    let notes = std::fs::read_dir(files.path("notes")).unwrap().map(|note| note.unwrap().path());
    let broken = notes.into_iter().find(|path| path.to_string_lossy().contains("broken")).unwrap();
    drop(storage);
    let mut bytes = read(&broken).unwrap();
    *bytes.last_mut().unwrap() ^= 1;
    write(&broken, bytes).unwrap();
    let storage = files.storage().unwrap();
    let refused = storage.note("broken").await;
    assert!(matches!(refused, Err(StorageError::Unreadable { .. })), "{refused:?}");
    assert_eq!(storage.faults().await.unwrap()[0].place, broken.display().to_string());
    assert_eq!(storage.note("intact").await.unwrap().unwrap(), "a value");
    storage.set_note("broken", Some(Bytes::from_static(b"anew"))).await.unwrap();
    assert_eq!(storage.note("broken").await.unwrap().unwrap(), "anew");
}

#[tokio::test]
async fn a_damaged_document_does_not_keep_its_record_from_changing() {
    let (files, records) = three().await;
    flip_a_byte(&files.path("saves/0xxx/2.json"));
    let storage = files.storage().unwrap();
    let change = RecordChange { sync: Some(SyncState::Pending), universe_id: None };
    storage.update(&records[1].key(), change).await.unwrap();
    assert!(matches!(storage.load(&records[1].key()).await, Err(StorageError::Damaged { .. })));
}
