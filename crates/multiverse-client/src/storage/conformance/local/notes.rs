//! Laws about notes.

use bytes::Bytes;

use super::super::super::{LocalStorage, StorageError};
use super::super::drafts::noise;
use super::super::fixture::{Fixture, open};

/// The most bytes of a note.
const MOST: usize = 64 * 1024;

/// Keys that are no file names, or nearly the same.
const HOSTILE: [&str; 14] = [
    "a",
    "A",
    "a/b",
    "a\\b",
    "a_b",
    "..",
    "../../escape",
    "/root",
    "con",
    "nul\0",
    "é",
    "e\u{301}",
    "%",
    "*",
];

/// A note has the value that it was given last, whatever its key, until it is removed.
pub async fn a_note_is_what_was_set_last<F: Fixture<Storage: LocalStorage>>(fixture: &F) {
    let storage = open(fixture).await;
    let values = [Bytes::from_static(b"one"), Bytes::new(), noise(1, MOST), Bytes::from_static(b"\0\n\xff")];
    assert_eq!(storage.note("key").await.expect("an answer"), None);
    storage.set_note("key", None).await.expect("removing what is not there is fine");
    for value in values {
        storage.set_note("key", Some(value.clone())).await.expect("it is set");
        assert_eq!(storage.note("key").await.expect("an answer"), Some(value));
    }
    storage.set_note("key", None).await.expect("it is removed");
    assert_eq!(storage.note("key").await.expect("an answer"), None);
    let longest = "x".repeat(300);
    let mut keys: Vec<&str> = HOSTILE.into_iter().chain([longest.as_str()]).collect();
    for key in &keys {
        storage.set_note(key, Some(Bytes::copy_from_slice(key.as_bytes()))).await.expect("it is set");
    }
    for key in &keys {
        assert_eq!(storage.note(key).await.expect("an answer").as_deref(), Some(key.as_bytes()), "{key:?}");
    }
    keys.sort_unstable();
    assert_eq!(storage.notes("").await.expect("keys"), keys);
    for prefix in ["a", "a/", "é", "%", "x", "none", longest.as_str()] {
        let expected: Vec<&str> = keys.iter().copied().filter(|key| key.starts_with(prefix)).collect();
        assert_eq!(storage.notes(prefix).await.expect("keys"), expected, "{prefix:?}");
    }
}

/// A note that is too long, or whose key is, is refused, and what was there stays.
pub async fn a_refused_note_changes_nothing<F: Fixture<Storage: LocalStorage>>(fixture: &F) {
    let storage = open(fixture).await;
    storage.set_note("key", Some(Bytes::from_static(b"before"))).await.expect("it is set");
    let refused = storage.set_note("key", Some(noise(1, MOST + 1))).await;
    assert!(matches!(refused, Err(StorageError::Unsupported(_))), "{refused:?}");
    for key in ["", &"x".repeat(301)] {
        let refused = storage.set_note(key, Some(Bytes::new())).await;
        assert!(matches!(refused, Err(StorageError::Unsupported(_))), "{refused:?}");
        let refused = storage.note(key).await;
        assert!(matches!(refused, Err(StorageError::Unsupported(_))), "{refused:?}");
    }
    assert_eq!(storage.note("key").await.expect("an answer").as_deref(), Some(&b"before"[..]));
    assert_eq!(storage.notes("").await.expect("keys"), ["key"]);
}
