//! Connections, and how they are set.

use std::path::Path;
use std::time::Duration;

use rusqlite::{Connection, OpenFlags, TransactionBehavior};

use super::super::StorageError;
use super::SqliteOptions;
use super::failure::Failure;
use super::reader::integer;

/// Says of a database that it is ours: "MvSv".
const APPLICATION: i64 = 0x4d76_5376;

/// The version of the schema that this library writes.
const VERSION: i64 = 1;

/// Bytes of a page.
pub(super) const PAGE: i64 = 16 * 1024;

/// Prepared statements that a connection keeps.
const STATEMENTS: usize = 32;

pub(super) fn open_writer(path: &Path, options: &SqliteOptions) -> Result<Connection, Failure> {
    let mut connection = open(path, OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE)?;
    let is_new = is_new(&connection, path)?;
    if is_new {
        connection.pragma_update(None, "page_size", PAGE)?;
        connection.pragma_update(None, "auto_vacuum", "INCREMENTAL")?;
    }
    connection.pragma_update(None, "journal_mode", "WAL")?;
    set_durable(&connection)?;
    connection.pragma_update(None, "journal_size_limit", super::checkpoint::KEPT_LOG)?;
    connection.pragma_update(None, "foreign_keys", true)?;
    if let Some(bytes) = options.max_bytes {
        connection.pragma_update(None, "max_page_count", (integer(bytes) / PAGE).max(1))?;
    }
    if is_new {
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        transaction.execute_batch(include_str!("schema.sql"))?;
        transaction.pragma_update(None, "user_version", VERSION)?;
        transaction.pragma_update(None, "application_id", APPLICATION)?;
        transaction.commit()?;
    }
    Ok(connection)
}

pub(super) fn open_reader(path: &Path) -> Result<Connection, Failure> {
    Ok(open(path, OpenFlags::SQLITE_OPEN_READ_ONLY)?)
}

/// A connection that only copies the log into the database.
pub(super) fn open_checkpointer(path: &Path) -> Result<Connection, Failure> {
    let connection = open(path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    set_durable(&connection)?;
    Ok(connection)
}

fn set_durable(connection: &Connection) -> rusqlite::Result<()> {
    // FULL syncs the log at every commit: what was answered survives a power cut.
    connection.pragma_update(None, "synchronous", "FULL")?;
    // On macOS a sync leaves the bytes in the drive's cache, unless it is asked for in full.
    connection.pragma_update(None, "fullfsync", true)?;
    connection.pragma_update(None, "checkpoint_fullfsync", true)?;
    // Checkpoints are the checkpointer's.
    connection.pragma_update(None, "wal_autocheckpoint", 0)
}

fn open(path: &Path, flags: OpenFlags) -> rusqlite::Result<Connection> {
    let connection = Connection::open_with_flags(path, flags | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
    // Only our own checkpointer can be in the way, and briefly.
    connection.busy_timeout(Duration::from_secs(10))?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS);
    Ok(connection)
}

/// Whether the database is still empty; refuses one that another program or a newer version wrote.
fn is_new(connection: &Connection, path: &Path) -> Result<bool, Failure> {
    let number = |sql| connection.query_row(sql, [], |row| row.get::<_, i64>(0));
    let application = number("PRAGMA application_id")?;
    let version = number("PRAGMA user_version")?;
    let tables = number("SELECT count(*) FROM sqlite_schema")?;
    let path = path.display().to_string();
    match (application, version, tables) {
        (0, 0, 0) => Ok(true),
        (APPLICATION, VERSION, _) => Ok(false),
        (APPLICATION, newer, _) if newer > VERSION => Err(StorageError::Newer { path }.into()),
        _ => {
            let reason = "it is the database of another program".to_owned();
            Err(StorageError::Unreadable { path, reason }.into())
        }
    }
}
