//! Several servers on one database, as a fleet has them.

use std::path::Path;
use std::sync::{Arc, Mutex};

use futures::FutureExt;
use futures::future::BoxFuture;
use multiverse_store::catalog::sqlite::SqliteCatalog;
use multiverse_store::catalog::{Catalog, CatalogError, Job};
use multiverse_store::vault::ObjectVault;
use multiverse_store::{Store, StoreSettings};
use tempfile::TempDir;

use super::Clock;

/// What happens before a write.
type Before = Box<dyn FnMut() -> BoxFuture<'static, ()> + Send>;

/// A database and a vault that several stores share.
pub(crate) struct Fleet {
    directory: TempDir,
    catalog: Arc<SqliteCatalog>,
}

/// One store's view of the catalog: others write to it too.
struct Shared {
    catalog: Arc<SqliteCatalog>,
    before: Arc<Mutex<Option<Before>>>,
}

/// A server: its store, and what is to happen before its next writes.
#[derive(Clone)]
pub(crate) struct Server {
    pub(crate) store: Store,
    before: Arc<Mutex<Option<Before>>>,
}

impl Fleet {
    pub(crate) fn new() -> Self {
        let directory = tempfile::tempdir().unwrap();
        let catalog = Arc::new(SqliteCatalog::open(directory.path()).unwrap());
        Self { directory, catalog }
    }

    /// One more server, by its own clock.
    pub(crate) fn server(&self, clock: &Clock) -> Server {
        let before = Arc::default();
        let catalog = Shared { catalog: Arc::clone(&self.catalog), before: Arc::clone(&before) };
        let vault = ObjectVault::in_directory(&self.path().join("vault")).unwrap();
        let (catalog, vault) = (Box::new(catalog), Box::new(vault));
        let store = Store::new(catalog, vault, Box::new(clock.clone()), StoreSettings::default());
        Server { store, before }
    }

    fn path(&self) -> &Path {
        self.directory.path()
    }
}

impl Server {
    /// Has something happen before each of its writes from now on.
    pub(crate) fn before_writes(&self, happens: impl FnMut() -> BoxFuture<'static, ()> + Send + 'static) {
        *self.before.lock().unwrap() = Some(Box::new(happens));
    }
}

impl Catalog for Shared {
    fn read(&self, job: Job) -> BoxFuture<'_, Result<(), CatalogError>> {
        self.catalog.read(job)
    }

    fn write(&self, job: Job) -> BoxFuture<'_, Result<(), CatalogError>> {
        let before = self.before.lock().unwrap().as_mut().map(|before| before());
        async move {
            if let Some(before) = before {
                before.await;
            }
            self.catalog.write(job).await
        }
        .boxed()
    }

    fn check(&self) -> BoxFuture<'_, Result<Vec<String>, CatalogError>> {
        self.catalog.check()
    }

    fn is_exclusive(&self) -> bool {
        false
    }
}
