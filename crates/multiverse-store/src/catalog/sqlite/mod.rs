//! The embedded engine: SQLite in a directory of ours.
//!
//! One thread writes and commits what has queued as one group, so that a hundred concurrent saves share an fsync;
//! readers run in parallel, each on a connection of its own, over WAL's snapshots.

mod check;
mod connection;
mod lock;
mod transaction;
mod writer;

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use futures::FutureExt;
use futures::future::BoxFuture;
use rusqlite::Connection;
use tokio::sync::Semaphore;

use super::{Catalog, CatalogError, Job, migrate};
use connection::{open_reader, open_writer};
use lock::DirectoryLock;
use transaction::SqliteTransaction;
use writer::Writer;

/// The name of the database in the store's directory.
const FILE: &str = "catalog.sqlite";

/// How many reads run at once. Each has a connection and its page cache.
const READERS: usize = 4;

/// The catalog of a store in a directory.
pub struct SqliteCatalog {
    writer: Option<Writer>,
    readers: Readers,
    // Held until the last write is done; the operating system lets go of it even after `kill -9`.
    _lock: Option<DirectoryLock>,
}

impl SqliteCatalog {
    /// Opens the catalog in `directory` for reading and writing, makes it if it is not there, and migrates it.
    ///
    /// # Errors
    /// [`CatalogError::InUse`] while another process has it open so, [`CatalogError::Newer`] if a newer program
    /// wrote it.
    pub fn open(directory: &Path) -> Result<Self, CatalogError> {
        let lock = DirectoryLock::acquire(directory)?;
        let path = directory.join(FILE);
        let mut connection = open_writer(&path)?;
        SqliteTransaction::run(&mut connection, migrate::migrate)?;
        Ok(Self {
            writer: Some(Writer::start(connection)?),
            readers: Readers::open(&path)?,
            _lock: Some(lock),
        })
    }

    /// Looks whether there is a catalog in `directory`.
    ///
    /// # Errors
    /// [`CatalogError::Unavailable`] if there is none.
    pub(crate) fn find(directory: &Path) -> Result<(), CatalogError> {
        let found = std::fs::metadata(directory.join(FILE)).map(drop);
        found.map_err(|error| CatalogError::Unavailable(Box::new(error)))
    }

    /// Opens the catalog in `directory` for reading only, also while a server writes to it.
    ///
    /// # Errors
    /// [`CatalogError::Unavailable`] if there is none, [`CatalogError::Newer`] or [`CatalogError::Older`] if a program
    /// of another version wrote it.
    pub fn open_read_only(directory: &Path) -> Result<Self, CatalogError> {
        let path = directory.join(FILE);
        let mut connection = open_reader(&path)?;
        let version = SqliteTransaction::run(&mut connection, migrate::version)?;
        migrate::check_current(version)?;
        Ok(Self { writer: None, readers: Readers::open(&path)?, _lock: None })
    }
}

impl Catalog for SqliteCatalog {
    fn read(&self, job: Job) -> BoxFuture<'_, Result<(), CatalogError>> {
        self.readers.run(job).boxed()
    }

    fn write(&self, job: Job) -> BoxFuture<'_, Result<(), CatalogError>> {
        match &self.writer {
            Some(writer) => writer.run(job).boxed(),
            None => futures::future::ready(Err(CatalogError::Closed)).boxed(),
        }
    }

    fn check(&self) -> BoxFuture<'_, Result<Vec<String>, CatalogError>> {
        check::check(&self.readers).boxed()
    }

    fn is_exclusive(&self) -> bool {
        self.writer.is_some()
    }
}

/// A pool of connections that read.
struct Readers {
    path: PathBuf,
    idle: Arc<Mutex<Vec<Connection>>>,
    permits: Arc<Semaphore>,
}

impl Readers {
    fn open(path: &Path) -> Result<Self, CatalogError> {
        let first = open_reader(path)?;
        Ok(Self {
            path: path.to_owned(),
            idle: Arc::new(Mutex::new(vec![first])),
            permits: Arc::new(Semaphore::new(READERS)),
        })
    }

    async fn run(&self, mut job: Job) -> Result<(), CatalogError> {
        let permit = Arc::clone(&self.permits).acquire_owned().await.map_err(|_| CatalogError::Closed)?;
        let (path, idle) = (self.path.clone(), Arc::clone(&self.idle));
        let work = move || {
            let taken = idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
            let mut connection = taken.map_or_else(|| open_reader(&path), Ok)?;
            let done = SqliteTransaction::run(&mut connection, |tx| {
                job(tx);
                Ok(())
            });
            // A connection that failed is not used again; the next reader opens a new one.
            if done.is_ok() {
                idle.lock().unwrap_or_else(PoisonError::into_inner).push(connection);
            }
            drop(permit);
            done
        };
        tokio::task::spawn_blocking(work).await.map_err(|_| CatalogError::Closed)?
    }
}
