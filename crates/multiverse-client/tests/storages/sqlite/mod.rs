//! Saves in SQLite.

mod damage;
mod space;

use multiverse_client::storage::conformance;
use multiverse_client::storage::{SaveFilter, SqliteStorage, StorageBackend as _, StorageError};

use crate::fixtures::{InSqlite, saved};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_storage_in_sqlite_keeps_the_law() {
    conformance::local(InSqlite::new).await;
}

#[tokio::test]
async fn a_newer_schema_is_refused_and_left_as_it_is() {
    let sqlite = InSqlite::new();
    drop(sqlite.storage().unwrap());
    sqlite.execute("PRAGMA user_version = 2");
    let before = std::fs::read(sqlite.path()).unwrap();
    assert!(matches!(sqlite.storage().map(drop), Err(StorageError::Newer { .. })));
    assert!(std::fs::read(sqlite.path()).unwrap() == before);
}

#[tokio::test]
async fn the_database_of_another_program_is_refused_and_left_as_it_is() {
    for make in ["CREATE TABLE photos (name)", "PRAGMA application_id = 7", "PRAGMA user_version = 1"] {
        let sqlite = InSqlite::new();
        sqlite.execute(make);
        let before = std::fs::read(sqlite.path()).unwrap();
        let refused = sqlite.storage().map(drop).unwrap_err();
        assert!(matches!(refused, StorageError::Unreadable { .. }), "{make}: {refused:?}");
        assert!(std::fs::read(sqlite.path()).unwrap() == before, "{make}");
    }
}

#[tokio::test]
async fn a_file_that_is_no_database_is_refused_and_left_as_it_is() {
    let sqlite = InSqlite::new();
    let text = "my diary\n".repeat(1000);
    std::fs::write(sqlite.path(), &text).unwrap();
    let refused = sqlite.storage().map(drop).unwrap_err();
    assert!(matches!(refused, StorageError::Unreadable { .. }), "{refused:?}");
    assert_eq!(std::fs::read_to_string(sqlite.path()).unwrap(), text);
}

#[tokio::test]
async fn a_file_in_a_folder_that_is_not_there_is_made_with_it() {
    let sqlite = InSqlite::new();
    let path = sqlite.folder().join("a/b/saves.sqlite");
    let records = saved(&SqliteStorage::open(&path).unwrap(), 1).await;
    let again = SqliteStorage::open(&path).unwrap();
    assert_eq!(again.list(SaveFilter::default()).await.unwrap(), records);
}

#[cfg(unix)]
#[tokio::test]
async fn a_storage_is_in_use_by_whichever_link_it_is_reached() {
    let sqlite = InSqlite::new();
    let storage = sqlite.storage().unwrap();
    let link = sqlite.folder().join("link.sqlite");
    std::os::unix::fs::symlink(sqlite.path(), &link).unwrap();
    assert!(matches!(SqliteStorage::open(&link).map(drop), Err(StorageError::InUse { .. })));
    drop(storage);
    SqliteStorage::open(&link).unwrap();
}

#[tokio::test]
async fn closing_leaves_one_file_and_its_lock() {
    let sqlite = InSqlite::new();
    saved(&sqlite.storage().unwrap(), 3).await;
    let mut names: Vec<_> =
        std::fs::read_dir(sqlite.folder()).unwrap().map(|file| file.unwrap().file_name()).collect();
    names.sort();
    assert_eq!(names, ["saves.sqlite", "saves.sqlite.lock"]);
}
