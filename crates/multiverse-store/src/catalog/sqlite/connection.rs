//! Connections, and how they are set.

use std::path::Path;
use std::time::Duration;

use rusqlite::{Connection, OpenFlags};

use crate::catalog::CatalogError;

/// Prepared statements that a connection keeps.
const STATEMENTS: usize = 256;

pub(super) fn open_writer(path: &Path) -> Result<Connection, CatalogError> {
    let connection = Connection::open_with_flags(
        path,
        OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX,
    )?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    // FULL syncs the WAL at every commit: what was acknowledged survives a power cut.
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "foreign_keys", true)?;
    // In KiB. The writer visits every index; readers look things up.
    connection.pragma_update(None, "cache_size", -32_768)?;
    // Pages; 16 MiB of WAL between checkpoints amortise their fsync over thousands of commits.
    connection.pragma_update(None, "wal_autocheckpoint", 4_000)?;
    settle(connection)
}

pub(super) fn open_reader(path: &Path) -> Result<Connection, CatalogError> {
    let connection = Connection::open_with_flags(
        path,
        OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX,
    )?;
    connection.pragma_update(None, "cache_size", -8_192)?;
    settle(connection)
}

fn settle(connection: Connection) -> Result<Connection, CatalogError> {
    // Only another process's checkpoint or recovery can be in the way, and briefly.
    connection.busy_timeout(Duration::from_secs(10))?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS);
    Ok(connection)
}
