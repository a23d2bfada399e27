//! The thread that writes.

use std::fs::rename;
use std::io::Result;
use std::sync::{Arc, PoisonError};

use multiverse_model::Checksum;

use super::super::private::{make_directory, sync_directory};
use super::super::{NewSave, RecordChange, SaveKey, SaveRecord, StorageError};
use super::durable::{remove, replace, write};
use super::layout::SaveFiles;
use super::open::write_last_sequence;
use super::{Shared, notes, record_file};

/// Writes one thing at a time, so that saves become visible in the order of their numbers.
pub(super) struct Writer {
    pub shared: Arc<Shared>,
    /// The number that was given last, also to a save that failed.
    pub last_sequence: u64,
    /// The number up to which the disk knows that they were given, whatever files there are.
    pub known_sequence: u64,
}

impl Writer {
    pub(super) fn save(&mut self, save: NewSave) -> std::result::Result<SaveRecord, StorageError> {
        let checksum = Checksum::of(&save.bytes);
        let (record, bytes) = save.keep(self.last_sequence + 1, checksum)?;
        self.last_sequence = record.sequence;
        let files = self.shared.layout.files(&record);
        let kept = encode(&record).and_then(|record| put(&files, &record, &bytes));
        if let Err(error) = kept {
            undo(&files);
            return Err(StorageError::from_io(error));
        }
        self.shared.index.write().unwrap_or_else(PoisonError::into_inner).put(record.clone());
        Ok(record)
    }

    pub(super) fn update(
        &mut self,
        key: &SaveKey,
        change: RecordChange,
    ) -> std::result::Result<SaveRecord, StorageError> {
        let record = change.apply(self.shared.metadata(key)?);
        let files = self.shared.layout.files(&record);
        encode(&record)
            .and_then(|bytes| replace(&files.record, &files.new_record, &[&bytes]))
            .map_err(StorageError::from_io)?;
        self.shared.index.write().unwrap_or_else(PoisonError::into_inner).put(record.clone());
        Ok(record)
    }

    pub(super) fn delete(&mut self, key: &SaveKey) -> std::result::Result<(), StorageError> {
        let record = self.shared.metadata(key)?;
        self.remember_sequence(record.sequence).map_err(StorageError::from_io)?;
        let files = self.shared.layout.files(&record);
        unmake(&files).map_err(StorageError::from_io)?;
        self.shared.index.write().unwrap_or_else(PoisonError::into_inner).remove(&record.id);
        // What is not removed now is when the storage is opened next.
        let _ = sweep(&files);
        Ok(())
    }

    /// Makes sure that a number is not given again when no file has it any more.
    fn remember_sequence(&mut self, sequence: u64) -> Result<()> {
        if sequence > self.known_sequence {
            write_last_sequence(&self.shared.layout, self.last_sequence)?;
            self.known_sequence = self.last_sequence;
        }
        Ok(())
    }

    pub(super) fn set_note(
        &mut self,
        key: &str,
        value: Option<&[u8]>,
    ) -> std::result::Result<(), StorageError> {
        notes::write(&self.shared.layout, key, value).map_err(StorageError::from_io)?;
        self.shared.notes.write().unwrap_or_else(PoisonError::into_inner).set(key, value.is_some());
        Ok(())
    }
}

fn encode(record: &SaveRecord) -> Result<Vec<u8>> {
    record_file::encode(record).map_err(std::io::Error::from)
}

/// Writes a save. It exists from the moment at which its record has its name; the document has none before that, so
/// that a document with a name is never a crash's leftover.
fn put(files: &SaveFiles, record: &[u8], document: &[u8]) -> Result<()> {
    make_directory(&files.folder)?;
    write(&files.new_document, &[document])?;
    write(&files.new_record, &[record])?;
    sync_directory(&files.folder)?;
    rename(&files.new_record, &files.record)?;
    sync_directory(&files.folder)?;
    // It is kept already, and found under either name.
    let _ = rename(&files.new_document, &files.document);
    Ok(())
}

/// Removes what a failed save left, as far as the disk lets us. The document goes last: if the record cannot be
/// removed for sure, the save is there whole when the storage is opened next.
fn undo(files: &SaveFiles) {
    let _ = remove(&files.new_record);
    let removed = remove(&files.record).and_then(|()| sync_directory(&files.folder));
    if removed.is_ok() {
        let _ = remove(&files.new_document);
    }
}

/// Ends a save's existence.
fn unmake(files: &SaveFiles) -> Result<()> {
    rename(&files.record, &files.deleted_record)?;
    sync_directory(&files.folder).inspect_err(|_| {
        // It exists until it is known not to.
        let _ = rename(&files.deleted_record, &files.record);
    })
}

/// Removes what is left of a save that no longer exists.
fn sweep(files: &SaveFiles) -> Result<()> {
    remove(&files.document)?;
    remove(&files.new_document)?;
    sync_directory(&files.folder)?;
    remove(&files.deleted_record)
}
