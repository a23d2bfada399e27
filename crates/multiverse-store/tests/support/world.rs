//! A store in a directory that goes away with the test.

use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use multiverse_model::Actor;
use multiverse_store::catalog::sqlite::SqliteCatalog;
use multiverse_store::vault::ObjectVault;
use multiverse_store::{Caller, Store, StoreSettings};
use rusqlite::{Connection, OpenFlags};
use tempfile::TempDir;

use super::{Clock, Person};

/// A store and its clock. Clones share both, also after it was opened anew.
#[derive(Clone)]
pub(crate) struct World {
    directory: Arc<TempDir>,
    pub(crate) clock: Clock,
    settings: StoreSettings,
    store: Arc<Mutex<Option<Store>>>,
}

impl World {
    /// Rows hold next to nothing and no content stays in memory, so that the vault and the checks are exercised.
    pub(crate) fn new() -> Self {
        Self::with(|_| {})
    }

    pub(crate) fn with(change: impl FnOnce(&mut StoreSettings)) -> Self {
        Self::in_directory(tempfile::tempdir().unwrap(), change)
    }

    /// One whose files are in memory where the system has a place for that: for who makes thousands of worlds, and
    /// does not cut the power.
    pub(crate) fn fleeting(change: impl FnOnce(&mut StoreSettings)) -> Self {
        let directory = tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir());
        Self::in_directory(directory.unwrap(), change)
    }

    fn in_directory(directory: TempDir, change: impl FnOnce(&mut StoreSettings)) -> Self {
        let mut settings =
            StoreSettings { inline_bytes: 200, content_cache_bytes: 0, ..StoreSettings::default() };
        change(&mut settings);
        let world =
            Self { directory: Arc::new(directory), clock: Clock::new(), settings, store: Arc::default() };
        world.reopen();
        world
    }

    /// Closes the store and opens it again, as a restarted server does.
    pub(crate) fn reopen(&self) {
        let mut store = self.store.lock().unwrap();
        drop(store.take());
        let catalog = SqliteCatalog::open(self.directory.path()).unwrap();
        let vault = ObjectVault::in_directory(&self.vault()).unwrap();
        *store = Some(Store::new(
            Box::new(catalog),
            Box::new(vault),
            Box::new(self.clock.clone()),
            self.settings.clone(),
        ));
    }

    pub(crate) fn store(&self) -> Store {
        self.store.lock().unwrap().clone().unwrap()
    }

    pub(crate) fn vault(&self) -> PathBuf {
        self.directory.path().join("vault")
    }

    /// The files of the vault, with their paths.
    pub(crate) fn vault_files(&self) -> Vec<PathBuf> {
        let mut files = Vec::new();
        for folder in std::fs::read_dir(self.vault()).unwrap() {
            for file in std::fs::read_dir(folder.unwrap().path()).unwrap() {
                files.push(file.unwrap().path());
            }
        }
        files.sort();
        files
    }

    /// The database, to look into.
    pub(crate) fn tables(&self) -> Connection {
        let path = self.directory.path().join("catalog.sqlite");
        Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY).unwrap()
    }

    /// A number that a query answers.
    pub(crate) fn count(&self, sql: &str) -> i64 {
        self.tables().query_row(sql, [], |row| row.get(0)).unwrap()
    }

    /// Changes the database behind the store's back.
    pub(crate) fn tampers(&self, sql: &str) {
        let path = self.directory.path().join("catalog.sqlite");
        assert!(Connection::open(path).unwrap().execute(sql, []).unwrap() > 0, "{sql}");
    }

    /// Somebody whose token was checked; not yet registered.
    pub(crate) fn player(&self, name: &str) -> Person {
        Person::new(self.clone(), Caller::new(Actor::Player(name.parse().unwrap())))
    }

    /// Somebody without a token.
    pub(crate) fn anonymous(&self) -> Person {
        Person::new(self.clone(), Caller::new(Actor::Anonymous))
    }

    /// Somebody on a server that trusts everybody.
    pub(crate) fn trusted(&self) -> Person {
        Person::new(self.clone(), Caller::new(Actor::Trusted(None)))
    }
}
