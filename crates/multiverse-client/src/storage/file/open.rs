//! Opening a storage.

use std::io::{ErrorKind, Result};
use std::path::Path;
use std::sync::{Arc, RwLock};

use serde::{Deserialize, Serialize};

use super::super::lock::StorageLock;
use super::super::private::make_directory;
use super::super::threads::Threads;
use super::super::{StorageError, StorageFault};
use super::durable::{read_at_most, remove, replace};
use super::layout::Layout;
use super::notes::Notes;
use super::recover::{Found, recover};
use super::writer::Writer;
use super::{FileStorage, READERS, Shared};

const FORMAT: &str = "multiverse saves in files";

/// The version of the layout that this library writes.
const VERSION: u64 = 1;

/// How far numbers jump if the disk no longer knows which were given: further than anybody deletes saves in between.
const JUMP: u64 = 1_000_000;

/// What says that a folder is a storage.
#[derive(Serialize, Deserialize)]
struct Marker {
    format: String,
    version: u64,
}

pub(super) fn open(directory: &Path) -> std::result::Result<FileStorage, StorageError> {
    make_directory(directory).map_err(StorageError::from_io)?;
    let layout = Layout::new(directory);
    let lock = StorageLock::acquire(&directory.join("lock"), directory)?;
    check_marker(directory)?;
    make_directory(&layout.saves()).map_err(StorageError::from_io)?;
    make_directory(&layout.notes()).map_err(StorageError::from_io)?;
    let mut found = recover(&layout).map_err(StorageError::from_io)?;
    let notes = Notes::open(&layout, &mut found.faults).map_err(StorageError::from_io)?;
    let known = known_sequence(&layout, &mut found).map_err(StorageError::from_io)?;
    let shared = Arc::new(Shared {
        layout,
        index: RwLock::new(found.index),
        notes: RwLock::new(notes),
        faults: found.faults,
    });
    let last_sequence = known.max(found.last_sequence);
    let writer = Writer { shared: Arc::clone(&shared), last_sequence, known_sequence: known };
    Ok(FileStorage {
        shared,
        writer: Threads::start("save-writer", vec![writer])?,
        readers: Threads::start("save-reader", vec![(); READERS])?,
        _lock: lock,
    })
}

/// Refuses a folder that another version wrote; marks one that nobody has.
fn check_marker(root: &Path) -> std::result::Result<(), StorageError> {
    let path = root.join("multiverse-storage.json");
    let shown = root.display().to_string();
    let bytes = match read_at_most(&path, 4096) {
        Err(error) if error.kind() == ErrorKind::NotFound => return write_marker(&path),
        read => read.map_err(StorageError::from_io)?,
    };
    match serde_json::from_slice::<Marker>(&bytes) {
        Ok(Marker { format, version }) if format == FORMAT && version > VERSION => {
            Err(StorageError::Newer { path: shown })
        }
        Ok(Marker { format, version: VERSION }) if format == FORMAT => Ok(()),
        _ => Err(StorageError::Unreadable {
            path: shown,
            reason: "multiverse-storage.json there does not say that it is such a storage".to_owned(),
        }),
    }
}

fn write_marker(path: &Path) -> std::result::Result<(), StorageError> {
    let marker = Marker { format: FORMAT.to_owned(), version: VERSION };
    let text = serde_json::to_vec(&marker).map_err(|error| StorageError::Unavailable(error.into()))?;
    replace(path, &path.with_extension("json.new"), &[&text, b"\n"]).map_err(StorageError::from_io)
}

/// Writes up to which number they were given. Needed only where no file has the highest any more.
pub(super) fn write_last_sequence(layout: &Layout, last: u64) -> Result<()> {
    let path = layout.root().join("last-sequence");
    replace(&path, &path.with_extension("new"), &[format!("{last}\n").as_bytes()])
}

/// Up to which number they were given, as far as was written. If that cannot be read, numbers go on far from any that
/// a file has.
fn known_sequence(layout: &Layout, found: &mut Found) -> Result<u64> {
    let path = layout.root().join("last-sequence");
    // What a crash left.
    remove(&path.with_extension("new"))?;
    let text = match read_at_most(&path, 100) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(0),
        read => read?,
    };
    let number = std::str::from_utf8(&text).ok().and_then(|text| text.strip_suffix('\n')?.parse().ok());
    if let Some(number) = number {
        return Ok(number);
    }
    let known = found.last_sequence + JUMP;
    write_last_sequence(layout, known)?;
    let reason = format!("it held no number; saves are numbered from {known} on now");
    found.faults.push(StorageFault { place: path.display().to_string(), reason });
    Ok(known)
}
