//! The thread that writes.

use std::path::{Path, PathBuf};

use rusqlite::{Connection, TransactionBehavior, params};

use super::super::{NewSave, RecordChange, SaveKey, SaveRecord, StorageError};
use super::SqliteOptions;
use super::checkpoint::{Checkpointer, copy};
use super::coding::{MAX_DOCUMENT, Packed, Packer};
use super::connection::{PAGE, open_writer};
use super::failure::{Failure, too_long};
use super::reader::{find, integer, sync_name};

/// Bytes that are written before the checkpointer copies the log. Saves meanwhile share the disk with it, and the one
/// after it begins the log anew, which is one sync more: of saves of 1.4 MB one in two hundred and fifty.
const COPIED_AT: u64 = 64 << 20;

/// Bytes of the log from which on the writer copies the rest of it itself. It only gets there if saves come without a
/// pause.
const LONG_LOG: u64 = 128 << 20;

/// Pages that one delete gives back to the disk at most.
const GIVEN_BACK: u32 = 128;

/// The one connection that writes.
pub(super) struct Writer {
    connection: Connection,
    packer: Packer,
    log: PathBuf,
    last_sequence: u64,
    /// Bytes that were written since the log was last copied, about.
    uncopied: u64,
    // After the connection: whoever closes the database last copies the log.
    checkpointer: Checkpointer,
}

impl Writer {
    pub(super) fn open(path: &Path, options: &SqliteOptions) -> Result<Self, Failure> {
        let connection = open_writer(path, options)?;
        let sql = "SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = 'saves'";
        let last: i64 = connection.query_row(sql, [], |row| row.get(0))?;
        Ok(Self {
            packer: Packer::new().map_err(StorageError::from_io)?,
            log: super::log_of(path),
            last_sequence: last.unsigned_abs(),
            uncopied: 0,
            checkpointer: Checkpointer::start(path)?,
            connection,
        })
    }

    pub(super) fn save(&mut self, save: NewSave) -> Result<SaveRecord, Failure> {
        let document = save.bytes.clone();
        if document.len() as u64 > MAX_DOCUMENT {
            return Err(too_long().into());
        }
        let packed = self.packer.pack(&document);
        let (record, _) = save.keep(self.last_sequence + 1, packed.checksum)?;
        let stored = packed.stored.len() as u64;
        if let Err(error) = insert(&mut self.connection, &record, &packed) {
            // Where a disk is full, the log may be what fills it: once copied, it can be begun anew.
            let _ = copy(&self.connection);
            return Err(error);
        }
        self.last_sequence = record.sequence;
        self.written(stored);
        Ok(record)
    }

    pub(super) fn update(&mut self, key: &SaveKey, change: RecordChange) -> Result<SaveRecord, Failure> {
        let record = change.apply(find(&self.connection, key)?);
        let sql = "UPDATE saves SET universe_id = ?2, sync = ?3, record = ?4 WHERE sequence = ?1";
        let sync = sync_name(record.sync.kind());
        let values = params![integer(record.sequence), record.universe_id.as_str(), sync, text(&record)?];
        self.connection.prepare_cached(sql)?.execute(values)?;
        self.written(0);
        Ok(record)
    }

    pub(super) fn delete(&mut self, key: &SaveKey) -> Result<(), Failure> {
        let sql = "DELETE FROM saves WHERE id = ?1";
        if self.connection.prepare_cached(sql)?.execute([key.id.as_str()])? == 0 {
            return Err(StorageError::NotFound(key.clone()).into());
        }
        // It is deleted, whether or not the file can be made shorter now.
        let _ = self.give_back();
        self.written(0);
        Ok(())
    }

    pub(super) fn set_note(&mut self, key: &str, value: Option<&[u8]>) -> Result<(), Failure> {
        match value {
            Some(value) => {
                let sql = "INSERT INTO notes (key, value) VALUES (?1, ?2) \
                           ON CONFLICT (key) DO UPDATE SET value = excluded.value";
                self.connection.prepare_cached(sql)?.execute(params![key, value])?
            }
            None => self.connection.prepare_cached("DELETE FROM notes WHERE key = ?1")?.execute([key])?,
        };
        self.written(0);
        Ok(())
    }

    /// Makes the file shorter if a quarter of it is unused. What is unused else serves the next saves: a game that
    /// keeps its newest hundred would only make the file shrink and grow.
    fn give_back(&self) -> Result<(), Failure> {
        let number = |sql| self.connection.query_row(sql, [], |row| row.get::<_, i64>(0));
        if number("PRAGMA freelist_count")? * 4 > number("PRAGMA page_count")? {
            // It gives one page back for each row that it is asked for.
            let mut pages = self.connection.prepare(&format!("PRAGMA incremental_vacuum({GIVEN_BACK})"))?;
            let mut rows = pages.raw_query();
            while rows.next()?.is_some() {}
        }
        Ok(())
    }

    /// Has the log copied once in a while. `stored` are the bytes of a document, to which a few pages are added.
    fn written(&mut self, stored: u64) {
        self.uncopied += stored + 4 * PAGE.unsigned_abs();
        let length = std::fs::metadata(&self.log).map_or(0, |metadata| metadata.len());
        if length <= LONG_LOG {
            if self.uncopied >= COPIED_AT {
                self.uncopied = 0;
                self.checkpointer.wake();
            }
            return;
        }
        // The checkpointer left little of it; once all is copied, the next save begins the log anew. If it cannot be
        // now, because the checkpointer is at it or somebody reads, the next one tries again.
        let _ = copy(&self.connection);
    }
}

fn insert(connection: &mut Connection, record: &SaveRecord, packed: &Packed<'_>) -> Result<(), Failure> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let sequence = integer(record.sequence);
    let sql = "INSERT INTO saves (sequence, id, universe_id, tick, sync, size, record) \
               VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
    transaction.prepare_cached(sql)?.execute(params![
        sequence,
        record.id.as_str(),
        record.universe_id.as_str(),
        integer(record.tick.get()),
        sync_name(record.sync.kind()),
        integer(record.size),
        text(record)?,
    ])?;
    let sql = "INSERT INTO documents (sequence, coding, bytes) VALUES (?1, ?2, ?3)";
    transaction.prepare_cached(sql)?.execute(params![sequence, packed.coding.as_str(), packed.stored])?;
    Ok(transaction.commit()?)
}

fn text(record: &SaveRecord) -> Result<String, Failure> {
    Ok(serde_json::to_string(record).map_err(|error| StorageError::Unavailable(error.into()))?)
}
