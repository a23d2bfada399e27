//! What is read.

use std::path::{Path, PathBuf};

use bytes::Bytes;
use multiverse_model::Checksum;
use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension as _, params, params_from_iter};

use super::super::{
    Order, SaveFilter, SaveKey, SaveRecord, StorageError, StorageFault, StorageInfo, SyncKind,
};
use super::coding::Coding;
use super::connection::open_reader;
use super::failure::Failure;

/// A connection that reads.
pub(super) struct Reader {
    connection: Connection,
    path: PathBuf,
}

impl Reader {
    pub(super) fn open(path: &Path) -> Result<Self, Failure> {
        Ok(Self { connection: open_reader(path)?, path: path.to_owned() })
    }

    pub(super) fn load(&self, key: &SaveKey) -> Result<Bytes, Failure> {
        let record = find(&self.connection, key)?;
        let expected = record.checksum;
        match self.document(&record) {
            Ok(Some(bytes)) if Checksum::of(&bytes) == expected => Ok(bytes.into()),
            Err(failure) if !failure.is_damage() => Err(failure),
            _ => {
                // Deleted meanwhile, then.
                find(&self.connection, key)?;
                Err(StorageError::Damaged { key: key.clone(), expected }.into())
            }
        }
    }

    fn document(&self, record: &SaveRecord) -> Result<Option<Vec<u8>>, Failure> {
        let sql = "SELECT coding, bytes FROM documents WHERE sequence = ?1";
        let mut statement = self.connection.prepare_cached(sql)?;
        let mut rows = statement.query([integer(record.sequence)])?;
        let Some(row) = rows.next()? else { return Ok(None) };
        let coding = row.get_ref(0)?.as_str().ok().and_then(Coding::parse);
        let stored = row.get_ref(1)?.as_blob().ok();
        Ok(coding.zip(stored).and_then(|(coding, stored)| coding.decode(stored, record.size)))
    }

    pub(super) fn metadata(&self, key: &SaveKey) -> Result<SaveRecord, Failure> {
        find(&self.connection, key)
    }

    /// Lists; a record that cannot be read is left out, and told by [`Self::faults`].
    pub(super) fn list(&self, filter: &SaveFilter) -> Result<Vec<SaveRecord>, Failure> {
        let (sql, values) = select(filter);
        let mut statement = self.connection.prepare_cached(&sql)?;
        let mut rows = statement.query(params_from_iter(values))?;
        let mut records = Vec::new();
        // Counted here, so that one that cannot be read does not make a page look like the last.
        while records.len() < filter.limit.unwrap_or(usize::MAX) {
            let Some(row) = rows.next()? else { break };
            match decode(row.get(0)?, row.get_ref(1)?.as_str().unwrap_or_default()) {
                Ok(record) => records.push(record),
                Err(StorageFault { place, reason }) => {
                    tracing::warn!(place, reason, "a save cannot be read");
                }
            }
        }
        Ok(records)
    }

    pub(super) fn faults(&self) -> Result<Vec<StorageFault>, Failure> {
        let mut statement = self.connection.prepare_cached("SELECT sequence, record FROM saves")?;
        let mut rows = statement.query([])?;
        let mut faults = Vec::new();
        while let Some(row) = rows.next()? {
            faults.extend(decode(row.get(0)?, row.get_ref(1)?.as_str().unwrap_or_default()).err());
        }
        Ok(faults)
    }

    pub(super) fn info(&self) -> Result<StorageInfo, Failure> {
        let sql = "SELECT count(*), coalesce(sum(sync = 'pending'), 0), coalesce(sum(size), 0) FROM saves";
        let info = self.connection.query_row(sql, [], |row| {
            let number = |column: usize| row.get(column).map(i64::unsigned_abs);
            Ok(StorageInfo {
                save_count: number(0)?,
                pending_count: number(1)?,
                logical_bytes: number(2)?,
                stored_bytes: 0,
            })
        })?;
        let length = |path: &Path| std::fs::metadata(path).map_or(0, |metadata| metadata.len());
        let stored_bytes = length(&self.path) + length(&super::log_of(&self.path));
        Ok(StorageInfo { stored_bytes, ..info })
    }

    pub(super) fn note(&self, key: &str) -> Result<Option<Bytes>, Failure> {
        let mut statement = self.connection.prepare_cached("SELECT value FROM notes WHERE key = ?1")?;
        let value: Option<Vec<u8>> = statement.query_row([key], |row| row.get(0)).optional()?;
        Ok(value.map(Bytes::from))
    }

    /// The keys from `prefix` on as long as they begin with it: text is compared by its bytes.
    pub(super) fn notes(&self, prefix: &str) -> Result<Vec<String>, Failure> {
        let sql = "SELECT key FROM notes WHERE key >= ?1 ORDER BY key";
        let mut statement = self.connection.prepare_cached(sql)?;
        let mut rows = statement.query([prefix])?;
        let mut keys = Vec::new();
        while let Some(row) = rows.next()? {
            let key: String = row.get(0)?;
            if !key.starts_with(prefix) {
                break;
            }
            keys.push(key);
        }
        Ok(keys)
    }
}

/// The record that a key stands for, which is looked for by its id alone.
pub(super) fn find(connection: &Connection, key: &SaveKey) -> Result<SaveRecord, Failure> {
    let mut statement = connection.prepare_cached("SELECT sequence, record FROM saves WHERE id = ?1")?;
    let row =
        statement.query_row(params![key.id.as_str()], |row| Ok((row.get(0)?, row.get::<_, String>(1)?)));
    let (sequence, text) = row.optional()?.ok_or_else(|| StorageError::NotFound(key.clone()))?;
    let damaged = |fault: StorageFault| StorageError::Unreadable { path: fault.place, reason: fault.reason };
    Ok(decode(sequence, &text).map_err(damaged)?)
}

fn decode(sequence: i64, text: &str) -> Result<SaveRecord, StorageFault> {
    let record: Result<SaveRecord, _> = serde_json::from_str(text);
    match record {
        Ok(record) if integer(record.sequence) == sequence => Ok(record),
        _ => Err(StorageFault {
            place: format!("row {sequence} of the table saves"),
            reason: "it is no record; restore the database from a backup, or remove the row".to_owned(),
        }),
    }
}

/// The statement for a filter, and its values.
fn select(filter: &SaveFilter) -> (String, Vec<Value>) {
    let mut conditions = Vec::new();
    let mut values = Vec::new();
    let mut also = |condition: &'static str, value: Option<Value>| {
        if let Some(value) = value {
            conditions.push(condition);
            values.push(value);
        }
    };
    also("universe_id = ?", filter.universe_id.as_ref().map(|id| Value::Text(id.as_str().to_owned())));
    also("tick >= ?", filter.from.map(|tick| integer(tick.get()).into()));
    also("tick <= ?", filter.to.map(|tick| integer(tick.get()).into()));
    also("sync = ?", filter.sync.map(|kind| Value::Text(sync_name(kind).to_owned())));
    also("sequence > ?", filter.after.map(|after| integer(after).into()));
    let order = match filter.order {
        Order::Sequence => "sequence",
        Order::NewestFirst => "tick DESC, sequence DESC",
    };
    let conditions = if conditions.is_empty() { "1".to_owned() } else { conditions.join(" AND ") };
    let sql = format!("SELECT sequence, record FROM saves WHERE {conditions} ORDER BY {order}");
    (sql, values)
}

pub(super) fn sync_name(kind: SyncKind) -> &'static str {
    match kind {
        SyncKind::Local => "local",
        SyncKind::Pending => "pending",
        SyncKind::Synced => "synced",
        SyncKind::Refused => "refused",
    }
}

/// SQLite's integers are signed; nothing of ours comes near their end but by mistake.
pub(super) fn integer(value: u64) -> i64 {
    i64::try_from(value).unwrap_or(i64::MAX)
}
