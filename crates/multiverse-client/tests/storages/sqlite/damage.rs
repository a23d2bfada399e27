//! Rows and pages that somebody or the disk has changed.

use multiverse_client::storage::{LocalStorage as _, NewSave, SaveFilter, StorageBackend as _, StorageError};

use crate::fixtures::{InSqlite, draft, noise, saved};

#[tokio::test]
async fn a_row_that_is_garbage_is_told_and_all_others_are_reachable() {
    for garbage in ["''", "'garbage'", "'{}'", "replace(record, '\"sequence\":2', '\"sequence\":1')"] {
        let sqlite = InSqlite::new();
        let records = saved(&sqlite.storage().unwrap(), 3).await;
        sqlite.execute(&format!("UPDATE saves SET record = {garbage} WHERE sequence = 2"));
        let storage = sqlite.storage().unwrap();
        let listed = storage.list(SaveFilter::default()).await.unwrap();
        assert_eq!(listed, [records[0].clone(), records[2].clone()]);
        let faults = storage.faults().await.unwrap();
        assert_eq!(faults.len(), 1, "{faults:?}");
        assert!(faults[0].place.contains("row 2"), "{faults:?}");
        let refused = storage.load(&records[1].key()).await;
        assert!(matches!(refused, Err(StorageError::Unreadable { .. })), "{refused:?}");
        assert_eq!(storage.load(&records[2].key()).await.unwrap(), draft(3).bytes);
    }
}

#[tokio::test]
async fn a_document_that_is_gone_or_cut_short_or_of_another_coding_is_damaged() {
    let changes = [
        "DELETE FROM documents WHERE sequence = 2",
        "UPDATE documents SET bytes = x'' WHERE sequence = 2",
        "UPDATE documents SET coding = 'zstd' WHERE sequence = 2",
        "UPDATE documents SET bytes = (SELECT bytes FROM documents WHERE sequence = 1) WHERE sequence = 2",
    ];
    for change in changes {
        let sqlite = InSqlite::new();
        let records = saved(&sqlite.storage().unwrap(), 3).await;
        sqlite.execute(change);
        let storage = sqlite.storage().unwrap();
        let damaged = storage.load(&records[1].key()).await;
        assert!(matches!(damaged, Err(StorageError::Damaged { .. })), "{change}: {damaged:?}");
        assert_eq!(storage.list(SaveFilter::default()).await.unwrap(), records);
    }
}

#[tokio::test]
async fn pages_that_the_disk_lost_cost_no_more_than_their_saves() {
    let sqlite = InSqlite::new();
    let storage = sqlite.storage().unwrap();
    let small = saved(&storage, 2).await;
    let document = noise(3, 400_000);
    let large = storage.save(NewSave { bytes: document.clone().into(), ..draft(3) }).await.unwrap();
    drop(storage);
    let mut database = std::fs::read(sqlite.path()).unwrap();
    let within = &document[200_000..200_100];
    let place = database.windows(within.len()).position(|window| window == within).unwrap();
    // More than a page, so that the way to the rest of the document is lost too.
    database[place..place + 20_000].fill(0xff);
    std::fs::write(sqlite.path(), database).unwrap();
    let storage = sqlite.storage().unwrap();
    let damaged = storage.load(&large.key()).await;
    assert!(matches!(damaged, Err(StorageError::Damaged { .. })), "{damaged:?}");
    assert_eq!(storage.load(&small[1].key()).await.unwrap(), draft(2).bytes);
    assert_eq!(storage.list(SaveFilter::default()).await.unwrap().len(), 3);
    storage.save(draft(4)).await.unwrap();
}

#[tokio::test]
async fn a_database_whose_tables_are_lost_is_told_and_left_as_it_is() {
    let sqlite = InSqlite::new();
    saved(&sqlite.storage().unwrap(), 3).await;
    let mut before = std::fs::read(sqlite.path()).unwrap();
    before[100..1100].fill(0xff);
    std::fs::write(sqlite.path(), &before).unwrap();
    let refused = sqlite.storage().map(drop).unwrap_err();
    assert!(matches!(refused, StorageError::Unreadable { .. }), "{refused:?}");
    assert!(std::fs::read(sqlite.path()).unwrap() == before);
}

#[tokio::test]
async fn a_row_that_is_garbage_does_not_make_a_page_look_like_the_last() {
    let sqlite = InSqlite::new();
    let records = saved(&sqlite.storage().unwrap(), 5).await;
    sqlite.execute("UPDATE saves SET record = '' WHERE sequence IN (1, 2)");
    let filter = SaveFilter { limit: Some(2), ..SaveFilter::default() };
    assert_eq!(sqlite.storage().unwrap().list(filter).await.unwrap(), records[2..4]);
}
