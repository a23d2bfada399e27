//! Saving locally first and syncing in the background.

mod diverged;
mod drain;
mod error;
mod forking;
mod leads;
mod line;
mod loading;
mod making;
mod notes;
mod options;
mod place;
mod retention;
mod saving;
mod status;
mod upload;

use std::collections::{BTreeSet, HashMap};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use futures::Stream;
use multiverse_model::UniverseId;
use tokio::sync::{Notify, broadcast, watch};
use tokio::task::JoinHandle;

use crate::client::MultiverseClient;
use crate::storage::{LocalStorage, SaveFilter, SaveRecord, StorageError};

pub use error::{LoadError, SaveError};
pub use forking::Forked;
use leads::Leads;
use line::Line;
pub use loading::{Loaded, LoadedFrom};
pub use options::{NewUniverse, OnDivergence, Resolution, SaveOptions, ServiceSettings, Source, Which};
pub(crate) use place::Place;
pub use saving::Saved;
pub use status::{Divergence, SyncEvent, SyncPhase, SyncStatus, UniverseStatus};

/// Events that a slow reader may be behind before it misses some.
const EVENTS_KEPT: usize = 1024;

/// Saves worlds on this machine first, and uploads them when the server can be reached.
///
/// - [`save`](Self::save) answers once the save is on this machine's storage, whatever the network does. It is in the
///   outbox from the same instant on, also over restarts and days without a network.
/// - Saves of one universe are uploaded in the order in which they were made, as what changed since the one before.
///   A save is on the server once, however often its upload was interrupted.
/// - If somebody else has saved to the universe meanwhile, what is queued goes into a fork at the save that both have in
///   common ([`OnDivergence`] has other ways), and later saves go there too.
/// - Loading an earlier save and saving on from it makes a fork as well: history is never rewritten.
///
/// Cheap to clone; the last clone that goes ends the background work, and what is still queued stays in the outbox.
///
/// ```no_run
/// # async fn play() -> Result<(), Box<dyn std::error::Error>> {
/// use std::sync::Arc;
/// use multiverse_client::{
///     JsonWorld, MultiverseClient, NewUniverse, SaveLoadService, SaveOptions, ServiceSettings, Source, Which,
///     storage::MemoryStorage,
/// };
/// use multiverse_model::{Day, Tick, UniverseName};
///
/// let client = MultiverseClient::builder("http://127.0.0.1:3001").token("mv_…").build()?;
/// let service = SaveLoadService::open(
///     Arc::new(MemoryStorage::new()), Some(client), ServiceSettings::default()).await?;
/// let village = service.create_universe(NewUniverse::named(UniverseName::new("My village")?)).await?;
/// let world = JsonWorld::new(Tick::new(1200)?, Day::new(1)?, 3, &["Ada", "Bob", "a tree"]);
/// service.save(&village, &world, SaveOptions::default()).await?;
/// let loaded = service.load(&village, Which::Latest, Source::LocalFirst).await?;
/// # Ok(()) }
/// ```
#[derive(Clone)]
pub struct SaveLoadService {
    shared: Arc<Shared>,
    worker: Arc<Worker>,
}

/// What the service's handles and its background work share.
struct Shared {
    storage: Arc<dyn LocalStorage>,
    client: RwLock<Option<MultiverseClient>>,
    settings: ServiceSettings,
    /// A lock for each universe: what moves its end, or its saves, holds it.
    lines: Mutex<HashMap<UniverseId, Arc<tokio::sync::Mutex<Line>>>>,
    /// Where the saves of universes go that were led on to others.
    leads: Leads,
    /// Universes that the server is still to be told of.
    unmade: Mutex<BTreeSet<UniverseId>>,
    /// What the game chose for universes whose histories diverged.
    resolutions: Mutex<HashMap<UniverseId, Resolution>>,
    /// Something is to be uploaded.
    wake: Notify,
    /// Somebody waits for it, or something has changed that may help: do not wait for the next retry.
    urgent: Notify,
    /// How often somebody has asked to upload at once.
    requests: AtomicU64,
    status: watch::Sender<SyncStatus>,
    events: broadcast::Sender<SyncEvent>,
}

/// The background work, which ends with the last handle.
struct Worker {
    stop: watch::Sender<bool>,
    task: Mutex<Option<JoinHandle<()>>>,
}

impl Drop for Worker {
    fn drop(&mut self) {
        self.stop.send_replace(true);
    }
}

impl SaveLoadService {
    /// Opens the service over a storage, and begins to upload what is left in its outbox.
    ///
    /// Without a client everything is saved and queued on this machine; see [`set_client`](Self::set_client).
    /// Must be called within a tokio runtime.
    ///
    /// # Errors
    /// [`StorageError`] if the outbox cannot be read.
    pub async fn open(
        storage: Arc<dyn LocalStorage>,
        client: Option<MultiverseClient>,
        settings: ServiceSettings,
    ) -> Result<Self, StorageError> {
        let leads = Leads::read(storage.as_ref()).await?;
        let unmade = notes::unmade(storage.as_ref()).await?;
        let shared = Arc::new(Shared {
            storage,
            client: RwLock::new(client),
            settings,
            lines: Mutex::default(),
            leads,
            unmade: Mutex::new(unmade),
            resolutions: Mutex::default(),
            wake: Notify::new(),
            urgent: Notify::new(),
            requests: AtomicU64::new(0),
            status: watch::Sender::default(),
            events: broadcast::Sender::new(EVENTS_KEPT),
        });
        let (stop, stopped) = watch::channel(false);
        let task = tokio::spawn(drain::run(Arc::clone(&shared), stopped));
        let worker = Arc::new(Worker { stop, task: Mutex::new(Some(task)) });
        Ok(Self { shared, worker })
    }

    /// Connects to a server from now on, say after a login, or to none. What was held back is tried again.
    pub fn set_client(&self, client: Option<MultiverseClient>) {
        *self.shared.client.write().unwrap_or_else(PoisonError::into_inner) = client;
        self.shared.urgent.notify_one();
    }

    /// How far the sync is; the receiver always has the newest state, and wakes when it changes.
    #[must_use]
    pub fn status(&self) -> watch::Receiver<SyncStatus> {
        self.shared.status.subscribe()
    }

    /// What happens to saves from now on. Who reads too slowly misses the oldest.
    pub fn events(&self) -> impl Stream<Item = SyncEvent> + Send + use<> {
        futures::stream::unfold(self.shared.events.subscribe(), |mut events| async move {
            loop {
                match events.recv().await {
                    Ok(event) => return Some((event, events)),
                    Err(broadcast::error::RecvError::Lagged(_)) => {}
                    Err(broadcast::error::RecvError::Closed) => return None,
                }
            }
        })
    }

    /// Uploads what is queued, and what was held back before, until nothing is left or nothing more can be done now.
    ///
    /// Answers how far that is.
    pub async fn flush(&self) -> SyncStatus {
        let mut status = self.status();
        let request = self.shared.requests.fetch_add(1, Ordering::SeqCst) + 1;
        self.shared.urgent.notify_one();
        let served = status.wait_for(|status| status.served >= request).await;
        served.map_or_else(|_| SyncStatus::default(), |status| status.clone())
    }

    /// Chooses what becomes of saves that wait because histories [diverged](SyncPhase::Diverged).
    pub fn resolve(&self, universe: &UniverseId, resolution: Resolution) {
        lock(&self.shared.resolutions).insert(universe.clone(), resolution);
        self.shared.urgent.notify_one();
    }

    /// The saves on this machine that pass a filter.
    ///
    /// # Errors
    /// [`StorageError`].
    pub async fn list(&self, filter: SaveFilter) -> Result<Vec<SaveRecord>, StorageError> {
        self.shared.storage.list(filter).await
    }

    /// The save on this machine that a universe's next one follows in time: its newest, or for a fork without any the
    /// one that it starts with. Of a universe that was led on to another, that of the other.
    pub(crate) async fn newest(&self, universe: &UniverseId) -> Result<Option<SaveRecord>, StorageError> {
        let id = self.follow(universe);
        match self.shared.tip(&id).await? {
            None => self.shared.start(&id).await,
            tip => Ok(tip),
        }
    }

    /// Ends the background work after the upload that is on its way. What is queued stays in the outbox.
    pub async fn close(&self) {
        self.worker.stop.send_replace(true);
        let task = lock(&self.worker.task).take();
        if let Some(task) = task {
            // It ends by itself, and a panic in it was reported where it happened.
            let _ = task.await;
        }
    }
}

impl std::fmt::Debug for SaveLoadService {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SaveLoadService").field("settings", &self.shared.settings).finish_non_exhaustive()
    }
}

impl Shared {
    fn client(&self) -> Option<MultiverseClient> {
        self.client.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn tell(&self, event: SyncEvent) {
        // Nobody may be listening.
        let _ = self.events.send(event);
    }

    fn set_phase(&self, universe: &UniverseId, phase: SyncPhase) {
        self.status.send_if_modified(|status| {
            let known = status.universes.entry(universe.clone());
            let known = known.or_insert(UniverseStatus { pending: 0, state: SyncPhase::Synced });
            let changed = known.state != phase;
            known.state = phase;
            changed
        });
    }
}

/// The content of a lock, also after a panic elsewhere: each is changed in one step.
fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
