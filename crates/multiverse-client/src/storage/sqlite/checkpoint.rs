//! Copying the log into the database, between saves.

use std::path::Path;
use std::sync::mpsc::{SyncSender, sync_channel};
use std::thread::JoinHandle;

use rusqlite::Connection;

use super::super::StorageError;
use super::connection::open_checkpointer;
use super::failure::Failure;

/// Bytes that the log's file keeps once it is copied. A save that overwrites it does not have to make it grow.
pub(super) const KEPT_LOG: i64 = 80 << 20;

/// A thread that copies the log into the database when there is something to copy.
///
/// SQLite would do that within the save that finds the log long, which then takes several times as long. This one
/// works beside the next save: the log is only locked against being begun anew, which a save does not wait for.
pub(super) struct Checkpointer {
    wake: Option<SyncSender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Checkpointer {
    pub(super) fn start(path: &Path) -> Result<Self, Failure> {
        let connection = open_checkpointer(path)?;
        let (wake, woken) = sync_channel(1);
        let thread = std::thread::Builder::new().name("save-checkpointer".to_owned());
        let thread = thread.spawn(move || {
            while woken.recv().is_ok() {
                if let Err(error) = copy(&connection) {
                    // Nothing is lost: it is in the log, and the next save tries again.
                    tracing::debug!(%error, "the log of the saves was not copied");
                }
            }
        });
        Ok(Self { wake: Some(wake), thread: Some(thread.map_err(StorageError::from_io)?) })
    }

    /// Says that something was written. Never waits.
    pub(super) fn wake(&self) {
        if let Some(wake) = &self.wake {
            // Full: it has been told already. Closed: the next one who opens the storage copies the log.
            let _ = wake.try_send(());
        }
    }
}

impl Drop for Checkpointer {
    fn drop(&mut self) {
        self.wake = None;
        if let Some(thread) = self.thread.take() {
            // It only fails if the thread panicked, and then there is nothing left to wait for.
            let _ = thread.join();
        }
    }
}

/// Copies of the log what nobody needs there any more, and waits for nobody.
pub(super) fn copy(connection: &Connection) -> rusqlite::Result<()> {
    connection.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |_| Ok(()))
}
