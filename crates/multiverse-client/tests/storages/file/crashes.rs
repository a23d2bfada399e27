//! Each state that a crash can leave, made by hand.

use std::collections::BTreeSet;
use std::fs::{copy, remove_file, rename, write};

use bytes::Bytes;
use multiverse_client::storage::{LocalStorage as _, SaveFilter, StorageBackend as _};

use crate::fixtures::{InFiles, draft, saved};

/// The files of the saves, by their names.
fn names(files: &InFiles) -> BTreeSet<String> {
    let folder = std::fs::read_dir(files.path("saves/0xxx")).unwrap();
    folder.map(|file| file.unwrap().file_name().into_string().unwrap()).collect()
}

fn run<T>(story: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(story)
}

/// A storage with three saves, closed.
fn with_three() -> InFiles {
    let files = InFiles::new();
    run(saved(&files.storage().unwrap(), 3));
    files
}

/// Opens the storage, and fails unless it has exactly the saves at those ticks, whole, and no other files.
#[track_caller]
fn assert_has(files: &InFiles, ticks: &[u64]) {
    run(async {
        let storage = files.storage().unwrap();
        let listed = storage.list(SaveFilter::default()).await.unwrap();
        let found: Vec<u64> = listed.iter().map(|record| record.tick.get()).collect();
        assert_eq!(found, ticks);
        for record in &listed {
            assert_eq!(storage.load(&record.key()).await.unwrap(), draft(record.tick.get()).bytes);
        }
        let expected = listed.iter().map(|record| record.sequence);
        let expected = expected.flat_map(|n| [format!("{n}.json"), format!("{n}.record.json")]);
        assert_eq!(names(files), expected.collect());
        assert_eq!(storage.faults().await.unwrap(), []);
    });
}

fn in_saves(files: &InFiles, name: &str) -> std::path::PathBuf {
    files.path("saves/0xxx").join(name)
}

#[test]
fn a_crash_while_the_document_is_written_leaves_nothing() {
    let files = with_three();
    write(in_saves(&files, "4.json.new"), "{\"ti").unwrap();
    assert_has(&files, &[1, 2, 3]);
}

#[test]
fn a_crash_while_the_record_is_written_leaves_nothing() {
    let files = with_three();
    write(in_saves(&files, "4.json.new"), "{\"tick\": 4}").unwrap();
    write(in_saves(&files, "4.record.json.new"), "{\"check").unwrap();
    assert_has(&files, &[1, 2, 3]);
}

#[test]
fn a_crash_after_the_record_has_its_name_leaves_the_save() {
    let files = with_three();
    rename(in_saves(&files, "3.json"), in_saves(&files, "3.json.new")).unwrap();
    assert_has(&files, &[1, 2, 3]);
}

#[test]
fn a_crash_within_an_update_leaves_the_record_as_it_was() {
    let files = with_three();
    write(in_saves(&files, "2.record.json.new"), "{\"check").unwrap();
    assert_has(&files, &[1, 2, 3]);
}

#[test]
fn a_crash_within_a_delete_is_finished() {
    let files = with_three();
    rename(in_saves(&files, "1.record.json"), in_saves(&files, "1.record.json.deleted")).unwrap();
    rename(in_saves(&files, "2.record.json"), in_saves(&files, "2.record.json.deleted")).unwrap();
    remove_file(in_saves(&files, "2.json")).unwrap();
    assert_has(&files, &[3]);
}

#[test]
fn a_crash_that_left_a_note_half_written_leaves_the_note_as_it_was() {
    run(async {
        let files = InFiles::new();
        let storage = files.storage().unwrap();
        storage.set_note("key", Some(Bytes::from_static(b"value"))).await.unwrap();
        drop(storage);
        let note = std::fs::read_dir(files.path("notes")).unwrap().next().unwrap().unwrap().path();
        let staged = note.with_extension("note.new");
        write(&staged, "half").unwrap();
        let storage = files.storage().unwrap();
        assert_eq!(storage.note("key").await.unwrap().unwrap(), "value");
        assert!(!staged.exists());
    });
}

#[test]
fn files_that_are_not_ours_are_never_touched() {
    let files = with_three();
    let others = [
        "saves/notes.txt",
        "saves/0xxx/4.json.new~",
        "saves/0xxx/04.json.new",
        "saves/0xxx/x.json.new",
        "saves/0xxx/.new",
        "saves/0xxx/1000.json.new",
        "saves/4.json.new",
        "notes/a.note",
        "notes/x.note.new",
        "README",
    ];
    for other in others {
        write(files.path(other), "mine").unwrap();
    }
    std::fs::create_dir_all(files.path("saves/mine")).unwrap();
    write(files.path("saves/mine/5.json.new"), "mine").unwrap();
    std::fs::create_dir(in_saves(&files, "6.json.new")).unwrap();
    drop(files.storage().unwrap());
    for other in others.into_iter().chain(["saves/mine/5.json.new", "saves/0xxx/6.json.new"]) {
        assert!(files.path(other).exists(), "{other}");
    }
}

#[test]
fn a_record_that_was_put_back_while_its_save_was_being_deleted_counts() {
    let files = with_three();
    copy(in_saves(&files, "2.record.json"), in_saves(&files, "2.record.json.deleted")).unwrap();
    assert_has(&files, &[1, 2, 3]);
}
