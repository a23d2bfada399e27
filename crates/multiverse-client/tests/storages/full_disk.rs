//! A disk that is full, as the system says it: files may not grow beyond a limit.

#![cfg(unix)]

use std::path::{Path, PathBuf};
use std::process::Command;

use multiverse_client::storage::{
    FileStorage, LocalStorage, NewSave, RecordChange, SaveFilter, SaveRecord, SqliteStorage, StorageError,
    SyncState,
};

use crate::fixtures::{draft, noise};

const KIND: &str = "MULTIVERSE_FULL_KIND";
const PLACE: &str = "MULTIVERSE_FULL_PLACE";

/// The limit for a file is 512 or 1024 times as many bytes, by the shell's taste.
const BLOCKS: &str = "1000";
const FITS: usize = 30_000;
const FITS_NOT: usize = 2_000_000;

async fn save(storage: &impl LocalStorage, tick: u64, length: usize) -> Result<SaveRecord, StorageError> {
    storage.save(NewSave { bytes: noise(tick, length).into(), ..draft(tick) }).await
}

async fn assert_kept(storage: &impl LocalStorage, ticks: &[(u64, usize)]) {
    let records = storage.list(SaveFilter::default()).await.unwrap();
    let found: Vec<u64> = records.iter().map(|record| record.tick.get()).collect();
    assert_eq!(found, ticks.iter().map(|(tick, _)| *tick).collect::<Vec<_>>());
    for (record, (tick, length)) in records.iter().zip(ticks) {
        assert!(storage.load(&record.key()).await.unwrap() == noise(*tick, *length));
    }
    assert_eq!(storage.faults().await.unwrap(), []);
}

/// Within the limits: fails unless a save that does not fit is refused, and all else goes on.
async fn story(storage: &impl LocalStorage, is_full: impl Fn(&StorageError) -> bool) {
    let first = save(storage, 1, FITS).await.unwrap();
    for tick in 2..5 {
        let refused = save(storage, tick, FITS_NOT).await.unwrap_err();
        assert!(is_full(&refused), "{refused:?}");
        assert_kept(storage, &[(1, FITS)]).await;
    }
    let change = RecordChange { sync: Some(SyncState::Pending), universe_id: None };
    storage.update(&first.key(), change).await.unwrap();
    let second = save(storage, 5, FITS).await.unwrap();
    assert!(second.sequence > first.sequence);
    assert_kept(storage, &[(1, FITS), (5, FITS)]).await;
}

#[tokio::test]
#[ignore = "the tests of full disks start it, under a limit"]
async fn saves_under_a_limit() {
    let place = PathBuf::from(std::env::var_os(PLACE).unwrap());
    if std::env::var(KIND).unwrap() == "files" {
        let is_full = |error: &StorageError| matches!(error, StorageError::Full(_));
        return story(&FileStorage::open(place).unwrap(), is_full).await;
    }
    // SQLite tells a file that may not grow from a disk that is full, but not what it is instead.
    let is_full =
        |error: &StorageError| matches!(error, StorageError::Full(_) | StorageError::Unavailable(_));
    story(&SqliteStorage::open(place).unwrap(), is_full).await;
}

/// Runs the story in a process whose files may not grow beyond the limit; writing more is an error to it.
fn run_under_limit(kind: &str, place: &Path) {
    let limited = format!("trap '' XFSZ; ulimit -f {BLOCKS}; exec \"$0\" \"$@\"");
    let output = Command::new("sh")
        .args(["-c", &limited])
        .arg(std::env::current_exe().unwrap())
        .args(["--exact", "full_disk::saves_under_a_limit", "--ignored", "--nocapture"])
        .env(KIND, kind)
        .env(PLACE, place)
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(String::from_utf8_lossy(&output.stdout).contains("1 passed"));
}

async fn assert_saves_again(storage: &impl LocalStorage) {
    assert_kept(storage, &[(1, FITS), (5, FITS)]).await;
    save(storage, 6, FITS_NOT).await.unwrap();
    assert_kept(storage, &[(1, FITS), (5, FITS), (6, FITS_NOT)]).await;
}

#[tokio::test]
async fn files_on_a_full_disk_keep_what_they_have_and_save_again_when_there_is_room() {
    let place = tempfile::tempdir().unwrap();
    run_under_limit("files", place.path());
    let mut names: Vec<_> = std::fs::read_dir(place.path().join("saves/0xxx"))
        .unwrap()
        .map(|file| file.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    assert_eq!(
        names,
        ["1.json", "1.record.json", "5.json", "5.record.json"],
        "nothing is left of what failed"
    );
    assert_saves_again(&FileStorage::open(place.path()).unwrap()).await;
}

#[tokio::test]
async fn sqlite_on_a_disk_that_takes_no_more_keeps_what_it_has_and_saves_again_when_there_is_room() {
    let place = tempfile::tempdir().unwrap();
    let path = place.path().join("saves.sqlite");
    run_under_limit("sqlite", &path);
    assert_saves_again(&SqliteStorage::open(&path).unwrap()).await;
}
