//! The store: a file for each thing it does.

mod access;
mod authorize;
mod caller;
mod chain;
mod collect;
mod compact;
mod content;
mod create;
mod cursor;
mod decay;
mod delta_base;
mod edit;
mod events;
mod export;
mod fallback;
mod fork;
mod import;
mod janitor;
mod lineage;
mod list;
mod passages;
mod place;
mod players;
mod read;
mod run;
mod save;
mod stats;
mod timeline;
mod tokens;
mod travel;
mod tree;
mod upkeep;
mod verify;
mod view;

use std::path::Path;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use multiverse_model::{Checksum, EventId, Millis, PassageLifetimes, PlayerId, UniverseId};
use quick_cache::sync::Cache;
use quick_cache::{UnitWeighter, Weighter};
use tokio::sync::{Semaphore, watch};

use crate::cache::CoherentCache;
use crate::catalog::sqlite::SqliteCatalog;
use crate::catalog::tables::universes::UniverseRow;
use crate::codecs::Codecs;
use crate::vault::ObjectVault;
use crate::{Catalog, Environment, StoreError, SystemEnvironment, Vault};
use events::{Audience, MAX_READERS, Readers};

pub use caller::{Caller, IdempotencyKey};
pub use collect::Collected;
pub use compact::Compacted;
pub use delta_base::DeltaBase;
pub use edit::TagTest;
pub use events::{Event, EventPage, EventSpan};
pub use export::{Damaged, ExportReport};
pub use import::{Counts, ImportReport, Skipped};
pub use janitor::{Chore, Lease};
pub use list::{ListQuery, Page};
pub use passages::PassageQuery;
pub use players::{Registration, Usage};
pub use read::Snapshot;
pub use save::{NewSnapshot, SaveOutcome};
pub use timeline::{Timeline, TimelineQuery};
pub use tokens::TokenGrant;
pub use travel::{ArrivalsQuery, Departure, JourneyQuery};
pub use tree::{Phase, Progress, TreeError};
pub use verify::{Fault, FaultKind, VerifyReport};
pub use view::UniverseView;

/// How a store behaves.
#[derive(Debug, Clone)]
pub struct StoreSettings {
    /// Stored bytes up to which a content lives in its row; above, in the vault.
    pub inline_bytes: usize,
    /// The zstd level of keyframes.
    pub level: i32,
    /// The most deltas that a read has to decode; 0 stores every content whole. Each copies the document once, so
    /// that this bounds how much slower a cold read is: see `service/chain.rs`.
    pub max_chain_depth: u64,
    /// Bytes of rebuilt contents that are kept in memory.
    pub content_cache_bytes: u64,
    /// Bytes of metadata that are kept in memory.
    pub metadata_cache_bytes: u64,
    /// Universes that one player may own.
    pub max_universes_per_player: u64,
    /// Stored bytes that one player's universes may take.
    pub max_bytes_per_player: u64,
    /// Tokens that one player may have.
    pub max_tokens_per_player: u64,
    /// Players on one universe's access list.
    pub max_access_per_universe: u64,
    /// Passages from one universe that are not deleted.
    pub max_passages_per_universe: u64,
    /// Passages that one player may have made, of those that are not deleted.
    pub max_passages_per_player: u64,
    /// Bytes of an entity that travels.
    pub max_entity_bytes: u64,
    /// How long passages last without maintenance.
    pub passage_lifetimes: PassageLifetimes,
    /// After which time a traveller whom nobody receives turns back.
    pub transit_lifetime: Duration,
    /// How long an entity is kept after its trip was settled.
    pub entity_retention: Duration,
}

impl Default for StoreSettings {
    fn default() -> Self {
        Self {
            inline_bytes: 64 * 1024,
            level: 3,
            max_chain_depth: 8,
            content_cache_bytes: 64 * 1024 * 1024,
            metadata_cache_bytes: 16 * 1024 * 1024,
            max_universes_per_player: 100_000,
            max_bytes_per_player: 100 * 1024 * 1024 * 1024,
            max_tokens_per_player: 100,
            max_access_per_universe: 1_000,
            max_passages_per_universe: 1_000,
            max_passages_per_player: 10_000,
            max_entity_bytes: 1024 * 1024,
            passage_lifetimes: PassageLifetimes::default(),
            transit_lifetime: Duration::from_secs(30 * 24 * 60 * 60),
            entity_retention: Duration::from_secs(30 * 24 * 60 * 60),
        }
    }
}

/// All universes, and all that can be done with them. Cheap to clone; clones share everything.
#[derive(Clone)]
pub struct Store {
    inner: Arc<Inner>,
    /// Under which it writes, if it was given one: see [`Store::under`].
    lease: Option<Lease>,
}

struct Inner {
    catalog: Box<dyn Catalog>,
    vault: Box<dyn Vault>,
    environment: Box<dyn Environment>,
    settings: StoreSettings,
    universes: CoherentCache<UniverseId, Arc<UniverseRow>, RowBytes>,
    tokens: CoherentCache<[u8; 32], PlayerId, UnitWeighter>,
    audiences: CoherentCache<UniverseId, Arc<Audience>, Readers>,
    fetching_audience: tokio::sync::Mutex<()>,
    /// The last event that is known to be committed, for those who wait for more.
    newest_event: watch::Sender<EventId>,
    contents: Cache<Checksum, bytes::Bytes, ContentBytes>,
    seen: Cache<PlayerId, Millis>,
    codecs: Codecs,
    /// What this store is called as a holder of leases.
    holder: OnceLock<String>,
    /// Threads that hash and compress, as many as there are cores: more would only share them.
    processors: Arc<Semaphore>,
}

impl Store {
    /// Opens the store in `directory` for reading and writing, and makes it if there is none.
    ///
    /// # Errors
    /// [`CatalogError::InUse`](crate::CatalogError::InUse) while another process has it open so,
    /// [`CatalogError::Newer`](crate::CatalogError::Newer) if a newer program wrote it.
    pub fn open(directory: &Path, settings: StoreSettings) -> Result<Self, StoreError> {
        let unavailable = |error: std::io::Error| crate::CatalogError::Unavailable(Box::new(error));
        crate::private::make_directory(directory).map_err(unavailable)?;
        let catalog = SqliteCatalog::open(directory)?;
        let vault = ObjectVault::in_directory(&directory.join("vault"))?;
        Ok(Self::new(Box::new(catalog), Box::new(vault), Box::new(SystemEnvironment), settings))
    }

    /// Opens the store in `directory` for reading and writing, if there is one.
    ///
    /// # Errors
    /// As [`open`](Store::open), and [`CatalogError::Unavailable`](crate::CatalogError::Unavailable) if there is none:
    /// a mistyped path must not become an empty store that is in best order.
    pub fn open_existing(directory: &Path, settings: StoreSettings) -> Result<Self, StoreError> {
        SqliteCatalog::find(directory)?;
        Self::open(directory, settings)
    }

    /// Opens the store in `directory` for reading only, also while a server writes to it.
    ///
    /// # Errors
    /// [`CatalogError::Unavailable`](crate::CatalogError::Unavailable) if there is none.
    pub fn open_read_only(directory: &Path, settings: StoreSettings) -> Result<Self, StoreError> {
        let catalog = SqliteCatalog::open_read_only(directory)?;
        let vault = ObjectVault::read_only(&directory.join("vault"))?;
        Ok(Self::new(Box::new(catalog), Box::new(vault), Box::new(SystemEnvironment), settings))
    }

    /// Joins engines to a store.
    #[must_use]
    pub fn new(
        catalog: Box<dyn Catalog>,
        vault: Box<dyn Vault>,
        environment: Box<dyn Environment>,
        settings: StoreSettings,
    ) -> Self {
        let cached = catalog.is_exclusive();
        let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        Self {
            lease: None,
            inner: Arc::new(Inner {
                universes: CoherentCache::new(cached, 10_000, settings.metadata_cache_bytes, RowBytes),
                tokens: CoherentCache::new(cached, TOKENS, TOKENS as u64, UnitWeighter),
                audiences: CoherentCache::new(cached, 10_000, MAX_READERS, Readers),
                fetching_audience: tokio::sync::Mutex::new(()),
                newest_event: watch::Sender::new(EventId::START),
                contents: Cache::with_weighter(100, settings.content_cache_bytes, ContentBytes),
                seen: Cache::new(10_000),
                codecs: Codecs::new(cores),
                processors: Arc::new(Semaphore::new(cores)),
                catalog,
                vault,
                environment,
                settings,
                holder: OnceLock::new(),
            }),
        }
    }

    /// The settings it was opened with.
    #[must_use]
    pub fn settings(&self) -> &StoreSettings {
        &self.inner.settings
    }
}

/// Tokens that are kept in memory, of some 100 bytes: those of ten thousand open event streams, each of which is looked up
/// at every event, and of those who come and go meanwhile.
const TOKENS: usize = 40_000;

/// Weighs a universe's row by its texts, which are what varies.
#[derive(Debug, Clone)]
struct RowBytes;

impl Weighter<UniverseId, Arc<UniverseRow>> for RowBytes {
    fn weight(&self, id: &UniverseId, row: &Arc<UniverseRow>) -> u64 {
        let universe = &row.universe;
        let config = universe.config.as_ref().map_or(0, |config| config.as_str().len());
        let description = universe.description.as_ref().map_or(0, |text| text.as_str().len());
        (size_of::<UniverseRow>() + 3 * id.as_str().len() + config + description) as u64
    }
}

/// Weighs a content by its bytes.
#[derive(Debug, Clone)]
struct ContentBytes;

impl Weighter<Checksum, bytes::Bytes> for ContentBytes {
    fn weight(&self, _: &Checksum, bytes: &bytes::Bytes) -> u64 {
        bytes.len() as u64 + 100
    }
}
