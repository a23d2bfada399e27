//! What the laws are tried on.

use futures::FutureExt;
use futures::future::BoxFuture;
use multiverse_model::UniverseId;

use super::super::{SaveRecord, StorageBackend, StorageError};

/// A storage that can be opened, closed by dropping it, and opened again.
pub trait Fixture: Send + Sync {
    /// What is opened.
    type Storage: StorageBackend;

    /// What it can be asked to do.
    fn abilities(&self) -> Abilities {
        Abilities::all()
    }

    /// Opens it. It is empty the first time; later, what was kept is there.
    fn open(&self) -> BoxFuture<'_, Result<Self::Storage, StorageError>>;

    /// Makes a universe of exactly that id, where one must be there before something is saved into it.
    fn make_universe<'a>(&'a self, id: &'a UniverseId) -> BoxFuture<'a, ()> {
        let _ = id;
        async {}.boxed()
    }

    /// Changes bytes of a document where they are stored. The storage is closed meanwhile.
    fn damage<'a>(&'a self, record: &'a SaveRecord) -> BoxFuture<'a, ()> {
        let _ = record;
        async {}.boxed()
    }
}

/// What a storage can be asked to do. Laws about the rest are skipped.
///
/// ```
/// use multiverse_client::storage::conformance::Abilities;
///
/// // Of a server, which keeps what it was given.
/// let mut abilities = Abilities::all();
/// abilities.deletes = false;
/// abilities.can_be_damaged = false;
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Abilities {
    /// What is kept is there when it is opened again.
    pub persists: bool,
    /// It deletes what it is asked to.
    pub deletes: bool,
    /// It is one storage over all universes: numbers grow from any save to the next, and a filter without a universe
    /// lists those of all. Else that holds for each universe.
    pub spans_universes: bool,
    /// A universe may be called `.` or `..`, which no URL can name.
    pub takes_dots: bool,
    /// [`Fixture::damage`] works.
    pub can_be_damaged: bool,
}

impl Abilities {
    /// All that there are.
    #[must_use]
    pub const fn all() -> Self {
        Self { persists: true, deletes: true, spans_universes: true, takes_dots: true, can_be_damaged: true }
    }
}

impl Default for Abilities {
    fn default() -> Self {
        Self::all()
    }
}

/// Opens a fixture's storage, which must work.
pub(super) async fn open<F: Fixture>(fixture: &F) -> F::Storage {
    fixture.open().await.expect("the storage opens")
}

/// Opens a fixture's storage, with universes of those ids in it.
pub(super) async fn open_with<F: Fixture>(fixture: &F, ids: &[UniverseId]) -> F::Storage {
    let storage = open(fixture).await;
    for id in ids {
        fixture.make_universe(id).await;
    }
    storage
}
