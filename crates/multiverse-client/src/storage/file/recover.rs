//! Finding what is there, and finishing or undoing what a crash left.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{read_dir, rename};
use std::io::Result;
use std::path::{Path, PathBuf};

use super::super::StorageFault;
use super::super::index::Index;
use super::super::private::sync_directory;
use super::durable::{read_at_most, remove};
use super::layout::{Layout, Part, folder_name, parse};
use super::record_file;

/// The longest file of a record: a canon event names up to a thousand entities by 200 characters each.
const LONGEST_RECORD: u64 = 4 << 20;

/// What is in the folders of saves.
#[derive(Default)]
pub(super) struct Found {
    pub index: Index,
    pub faults: Vec<StorageFault>,
    /// The highest number that any file has.
    pub last_sequence: u64,
}

/// The files of one save, by what they are. Of documents there may be two, if somebody copied one.
type Parts = BTreeSet<(Part, PathBuf)>;

/// Reads all records, and settles what a crash left unfinished. Files with other names than ours are left alone.
pub(super) fn recover(layout: &Layout) -> Result<Found> {
    let mut found = Found::default();
    let mut folders = Vec::new();
    for folder in read_dir(layout.saves())? {
        let folder = folder?;
        if folder.file_type()?.is_dir() {
            folders.push(folder.path());
        }
    }
    for folder in folders {
        for (sequence, parts) in saves_in(&folder)? {
            found.last_sequence = found.last_sequence.max(sequence);
            let parts = settle(&folder, parts)?;
            found.read(sequence, &parts)?;
        }
    }
    Ok(found)
}

fn saves_in(folder: &Path) -> Result<BTreeMap<u64, Parts>> {
    let mut saves: BTreeMap<u64, Parts> = BTreeMap::new();
    for file in read_dir(folder)? {
        let file = file?;
        let Some((sequence, part)) = file.file_name().to_str().and_then(parse) else { continue };
        if file.file_type()?.is_file() && folder.ends_with(folder_name(sequence)) {
            saves.entry(sequence).or_default().insert((part, file.path()));
        }
    }
    Ok(saves)
}

/// Finishes or undoes what a crash left of one save, and answers what is there then.
///
/// The record decides. A save whose record has its name was answered or is about to be, so its document gets its name
/// too. Without one it never was, so what is being written goes. A document that has its name got it after its record
/// did, and loses it before its deleted record does: one without any record is not a crash's, and is not removed.
fn settle(folder: &Path, parts: Parts) -> Result<Parts> {
    let has = |part| parts.iter().any(|(present, _)| *present == part);
    let (exists, deleted, finished) = (has(Part::Record), has(Part::DeletedRecord), has(Part::Document));
    let mut left = Parts::new();
    for (part, path) in parts {
        match part {
            Part::NewRecord => remove(&path)?,
            Part::DeletedRecord if exists => remove(&path)?,
            Part::NewDocument if exists && !finished => {
                let named = path.with_extension("");
                rename(&path, &named)?;
                left.insert((Part::Document, named));
            }
            Part::NewDocument => remove(&path)?,
            Part::Document if deleted && !exists => remove(&path)?,
            Part::Record | Part::DeletedRecord | Part::Document => {
                left.insert((part, path));
            }
        }
    }
    if deleted && !exists {
        sync_directory(folder)?;
        for (_, path) in std::mem::take(&mut left) {
            remove(&path)?;
        }
    }
    Ok(left)
}

impl Found {
    fn read(&mut self, sequence: u64, parts: &Parts) -> Result<()> {
        let Some((part, path)) = parts.first() else { return Ok(()) };
        if *part != Part::Record {
            let reason = "it is a document without a record; restore its record from a backup, or remove it";
            self.fault(path, reason.to_owned());
            return Ok(());
        }
        match record_file::decode(&read_at_most(path, LONGEST_RECORD)?, sequence) {
            Ok(record) if self.index.has(&record.id) => {
                self.fault(path, "it is the copy of another record; remove one of them".to_owned());
            }
            Ok(record) => self.index.put(record),
            Err(reason) => self.fault(path, format!("{reason}; restore it from a backup, or remove it")),
        }
        Ok(())
    }

    fn fault(&mut self, path: &Path, reason: String) {
        tracing::warn!(file = %path.display(), reason, "a save cannot be read");
        self.faults.push(StorageFault { place: path.display().to_string(), reason });
    }
}
