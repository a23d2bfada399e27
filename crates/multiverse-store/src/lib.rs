//! Stores universes: every save stays reachable, and any save can become the start of a new universe.
//!
//! [`Catalog`] is the metadata in a transactional database, [`Vault`] is bytes by key, and [`Store`] is the service
//! over both: register players, save snapshots, read them back, fork, list, decay, collect, verify. Each of its methods takes the
//! [`Caller`], decides whether they may, and is one transaction.
//!
//! ```
//! use multiverse_model::{Actor, wire::CreateUniverse};
//! use multiverse_store::{Caller, Document, NewSnapshot, Store, StoreSettings};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # tokio::runtime::Runtime::new()?.block_on(async {
//! let directory = tempfile::tempdir()?;
//! let store = Store::open(directory.path(), StoreSettings::default())?;
//! let ada = Caller::new(Actor::Trusted(Some("ada".parse()?)));
//! let village: CreateUniverse = serde_json::from_str(r#"{"name": "Village"}"#)?;
//! let village = store.create_universe(&ada, village).await?;
//! let world = Document::new(br#"{"people": 3}"#.as_slice().into());
//! store.save(&ada, &village.id, NewSnapshot::at("1".parse()?), world).await?;
//! let read = store.latest(&ada, &village.id).await?;
//! assert_eq!(read.bytes, br#"{"people": 3}"#.as_slice());
//! # Ok(()) })
//! # }
//! ```

mod cache;
pub mod catalog;
mod codecs;
mod content;
mod environment;
mod error;
mod private;
mod rebuild;
mod service;
pub mod vault;

pub use catalog::tables::universe_lists::SortBy;
pub use catalog::{Catalog, CatalogError};
pub use content::{Document, OfferedDelta};
pub use environment::{Environment, SystemEnvironment};
pub use error::{Rule, StoreError};
pub use service::{
    ArrivalsQuery, Caller, Chore, Collected, Compacted, Counts, Damaged, DeltaBase, Departure, Event,
    EventPage, EventSpan, ExportReport, Fault, FaultKind, IdempotencyKey, ImportReport, JourneyQuery, Lease,
    ListQuery, NewSnapshot, Page, PassageQuery, Phase, Progress, Registration, SaveOutcome, Skipped,
    Snapshot, Store, StoreSettings, TagTest, Timeline, TimelineQuery, TokenGrant, TreeError, UniverseView,
    Usage, VerifyReport,
};
pub use vault::{Vault, VaultError};
