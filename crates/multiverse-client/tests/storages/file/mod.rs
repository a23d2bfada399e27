//! Saves in files.

mod crashes;
mod damage;

use multiverse_client::storage::conformance;
use multiverse_client::storage::{
    FileStorage, LocalStorage as _, SaveFilter, StorageBackend as _, StorageError,
};

use crate::fixtures::{InFiles, draft, saved};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_storage_in_files_keeps_the_law() {
    conformance::local(InFiles::new).await;
}

#[tokio::test]
async fn people_find_documents_as_they_were_saved_and_records_beside_them() {
    let files = InFiles::new();
    let storage = files.storage().unwrap();
    let record = storage.save(draft(7)).await.unwrap();
    let mut other = draft(8);
    other.content_type = "application/octet-stream".to_owned();
    storage.save(other).await.unwrap();
    assert_eq!(std::fs::read_to_string(files.path("saves/0xxx/1.json")).unwrap(), "{\"tick\": 7}");
    assert_eq!(std::fs::read_to_string(files.path("saves/0xxx/2.bin")).unwrap(), "{\"tick\": 8}");
    let text = std::fs::read(files.path("saves/0xxx/1.record.json")).unwrap();
    let text: serde_json::Value = serde_json::from_slice(&text).unwrap();
    assert_eq!(text["record"], serde_json::to_value(&record).unwrap());
}

#[tokio::test]
async fn a_folder_that_is_not_there_is_made_for_its_owner_alone() {
    let files = InFiles::new();
    let folder = files.path("a/b/saves");
    let storage = FileStorage::open(&folder).unwrap();
    saved(&storage, 1).await;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        for made in [files.path("a"), folder.clone(), folder.join("saves/0xxx"), folder.join("notes")] {
            assert_eq!(std::fs::metadata(&made).unwrap().permissions().mode() & 0o777, 0o700, "{made:?}");
        }
    }
}

#[tokio::test]
async fn a_thousand_saves_share_a_folder() {
    let files = InFiles::new();
    saved(&files.storage().unwrap(), 1).await;
    // As if 1,998 others had been saved and deleted since.
    std::fs::write(files.path("last-sequence"), "1998\n").unwrap();
    let storage = files.storage().unwrap();
    let records = saved(&storage, 2).await;
    assert!(files.path("saves/1xxx/1999.json").exists() && files.path("saves/2xxx/2000.json").exists());
    drop(storage);
    let listed = files.storage().unwrap().list(SaveFilter::default()).await.unwrap();
    assert_eq!(listed[1..], records);
}

#[tokio::test]
async fn a_folder_of_a_newer_version_is_refused_and_left_as_it_is() {
    let files = InFiles::new();
    drop(files.storage().unwrap());
    let marker = files.path("multiverse-storage.json");
    let newer = std::fs::read_to_string(&marker).unwrap().replace("\"version\":1", "\"version\":2");
    std::fs::write(&marker, &newer).unwrap();
    assert!(matches!(files.storage().map(drop), Err(StorageError::Newer { .. })));
    assert_eq!(std::fs::read_to_string(&marker).unwrap(), newer);
}

#[tokio::test]
async fn a_folder_whose_marker_says_something_else_is_refused() {
    for marker in ["", "{}", "garbage", "{\"format\":\"photos\",\"version\":1}"] {
        let files = InFiles::new();
        std::fs::write(files.path("multiverse-storage.json"), marker).unwrap();
        let refused = files.storage().map(drop).unwrap_err();
        assert!(matches!(&refused, StorageError::Unreadable { .. }), "{marker}: {refused:?}");
        assert!(refused.to_string().contains("multiverse-storage.json"), "{refused}");
    }
}

#[tokio::test]
async fn a_storage_that_lost_count_goes_on_far_from_any_number_given() {
    let files = InFiles::new();
    saved(&files.storage().unwrap(), 3).await;
    std::fs::write(files.path("last-sequence"), "garbage").unwrap();
    let storage = files.storage().unwrap();
    assert_eq!(storage.faults().await.unwrap().len(), 1);
    drop(storage);
    let storage = files.storage().unwrap();
    assert_eq!(storage.faults().await.unwrap(), [], "it was mended");
    assert_eq!(storage.save(draft(4)).await.unwrap().sequence, 1_000_004);
}
