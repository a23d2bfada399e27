//! Saving for programs without an async runtime.

use std::fmt;
use std::sync::Arc;

use multiverse_model::{CanonEvent, UniverseId};

use super::{Background, Traveller, block_on};
use crate::storage::{LocalStorage, SaveFilter, SaveKey, SaveRecord, StorageError};
use crate::{
    EventMerge, Forked, LoadError, Loaded, MultiverseClient, NewUniverse, Resolution, Rhythm, SaveError,
    SaveOptions, Saved, ServiceSettings, Source, SyncStatus, Which, World,
};

/// Saves worlds on this machine first, and uploads them in the background:
/// [`SaveLoadService`](crate::SaveLoadService) with methods that block until this machine has the save, which takes
/// milliseconds. None waits for the network but [`flush`](Self::flush), and loads of what is not on this machine.
///
/// ```no_run
/// use std::sync::Arc;
/// use multiverse_client::storage::SqliteStorage;
/// use multiverse_client::{JsonWorld, MultiverseClient, SaveOptions, ServiceSettings, blocking};
/// use multiverse_model::{Day, Tick, UniverseId};
///
/// let storage = Arc::new(SqliteStorage::open("saves.sqlite")?);
/// let client = MultiverseClient::builder("http://127.0.0.1:3001").token("mv_1").build()?;
/// let service = blocking::SaveLoadService::open(storage, Some(client), ServiceSettings::default())?;
/// let village: UniverseId = "universe:village".parse()?;
/// let world = JsonWorld::new(Tick::new(1200)?, Day::new(1)?, 2, &["Ada", "Bob"]);
/// service.save(&village, &world, SaveOptions::default())?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct SaveLoadService {
    // Before the runtime: its background work ends with it.
    pub(super) service: crate::SaveLoadService,
    background: Arc<Background>,
}

impl SaveLoadService {
    /// Opens the service: see [`SaveLoadService::open`](crate::SaveLoadService::open).
    ///
    /// # Errors
    /// [`StorageError`] if the outbox cannot be read, or the system gives us no thread.
    pub fn open(
        storage: Arc<dyn LocalStorage>,
        client: Option<MultiverseClient>,
        settings: ServiceSettings,
    ) -> Result<Self, StorageError> {
        let background = Arc::new(Background::start().map_err(StorageError::from_io)?);
        let opened = {
            let _entered = background.handle().enter();
            block_on(crate::SaveLoadService::open(storage, client, settings))
        };
        Ok(Self { service: opened?, background })
    }

    pub(super) fn wait<T>(&self, answer: impl Future<Output = T>) -> T {
        let _entered = self.background.handle().enter();
        block_on(answer)
    }

    /// Makes a universe: see [`SaveLoadService::create_universe`](crate::SaveLoadService::create_universe).
    ///
    /// # Errors
    /// [`StorageError`].
    pub fn create_universe(&self, new: NewUniverse) -> Result<UniverseId, StorageError> {
        self.wait(self.service.create_universe(new))
    }

    /// Saves a world: see [`SaveLoadService::save`](crate::SaveLoadService::save).
    ///
    /// # Errors
    /// [`SaveError`]; what was saved before is untouched.
    pub fn save<W: World + ?Sized>(
        &self,
        universe: &UniverseId,
        world: &W,
        options: SaveOptions,
    ) -> Result<Saved, SaveError> {
        self.wait(self.service.save(universe, world, options))
    }

    /// Loads a save: see [`SaveLoadService::load`](crate::SaveLoadService::load).
    ///
    /// # Errors
    /// [`LoadError`].
    pub fn load(&self, universe: &UniverseId, which: Which, source: Source) -> Result<Loaded, LoadError> {
        self.wait(self.service.load(universe, which, source))
    }

    /// Loads a listed save: see [`SaveLoadService::load_save`](crate::SaveLoadService::load_save).
    ///
    /// # Errors
    /// [`LoadError`].
    pub fn load_save(&self, key: &SaveKey) -> Result<Loaded, LoadError> {
        self.wait(self.service.load_save(key))
    }

    /// Travels in time: see [`SaveLoadService::fork`](crate::SaveLoadService::fork).
    ///
    /// # Errors
    /// [`LoadError`].
    pub fn fork(&self, source: &UniverseId, which: Which, new: NewUniverse) -> Result<Forked, LoadError> {
        self.wait(self.service.fork(source, which, new))
    }

    /// Saves to a universe itself again: see [`SaveLoadService::return_to`](crate::SaveLoadService::return_to).
    ///
    /// # Errors
    /// [`StorageError`].
    pub fn return_to(&self, universe: &UniverseId) -> Result<(), StorageError> {
        self.wait(self.service.return_to(universe))
    }

    /// The saves on this machine that pass a filter.
    ///
    /// # Errors
    /// [`StorageError`].
    pub fn list(&self, filter: SaveFilter) -> Result<Vec<SaveRecord>, StorageError> {
        self.wait(self.service.list(filter))
    }

    /// Uploads what is queued, and waits for it: see [`SaveLoadService::flush`](crate::SaveLoadService::flush).
    #[must_use]
    pub fn flush(&self) -> SyncStatus {
        self.wait(self.service.flush())
    }

    /// How far the sync is now.
    #[must_use]
    pub fn status(&self) -> SyncStatus {
        self.service.status().borrow().clone()
    }

    /// Chooses what becomes of diverged saves: see [`SaveLoadService::resolve`](crate::SaveLoadService::resolve).
    pub fn resolve(&self, universe: &UniverseId, resolution: Resolution) {
        self.service.resolve(universe, resolution);
    }

    /// Connects to a server from now on: see [`SaveLoadService::set_client`](crate::SaveLoadService::set_client).
    pub fn set_client(&self, client: Option<MultiverseClient>) {
        self.service.set_client(client);
    }

    /// Saves a universe by itself: see [`AutoSave::resume`](crate::AutoSave::resume).
    ///
    /// # Errors
    /// [`StorageError`].
    pub fn auto_save(&self, universe: UniverseId) -> Result<AutoSave, StorageError> {
        let auto_save = self.wait(crate::AutoSave::resume(self.service.clone(), universe))?;
        Ok(AutoSave { auto_save, service: self.clone() })
    }

    /// Lets the entities of a universe's worlds travel: see [`Traveller`](crate::Traveller).
    #[must_use]
    pub fn traveller(&self, universe: UniverseId) -> Traveller {
        Traveller::new(self.clone(), universe)
    }

    /// Ends the background work: see [`SaveLoadService::close`](crate::SaveLoadService::close).
    pub fn close(&self) {
        self.wait(self.service.close());
    }
}

impl fmt::Debug for SaveLoadService {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.service.fmt(f)
    }
}

/// Saves a universe by itself: [`AutoSave`](crate::AutoSave) with methods that block until this machine has the save.
#[derive(Debug)]
pub struct AutoSave {
    auto_save: crate::AutoSave,
    service: SaveLoadService,
}

impl AutoSave {
    /// The same with another rhythm.
    #[must_use]
    pub fn with_rhythm(self, rhythm: Rhythm) -> Self {
        Self { auto_save: self.auto_save.with_rhythm(rhythm), ..self }
    }

    /// The same with another rule for events of one tick.
    #[must_use]
    pub fn with_merge(self, merge: EventMerge) -> Self {
        Self { auto_save: self.auto_save.with_merge(merge), ..self }
    }

    /// The universe that it saves.
    #[must_use]
    pub fn universe(&self) -> &UniverseId {
        self.auto_save.universe()
    }

    /// Tells of a canon event of this tick.
    pub fn on_canon_event(&mut self, event: CanonEvent) {
        self.auto_save.on_canon_event(event);
    }

    /// Saves whether there is a reason or not: see [`AutoSave::save_now`](crate::AutoSave::save_now).
    ///
    /// # Errors
    /// [`SaveError`].
    pub fn save_now<W: World + ?Sized>(&mut self, world: &W) -> Result<Saved, SaveError> {
        let Self { auto_save, service } = self;
        service.wait(auto_save.save_now(world))
    }

    /// Tells that a tick has ended, and saves if there is a reason: see
    /// [`AutoSave::end_tick`](crate::AutoSave::end_tick).
    ///
    /// # Errors
    /// [`SaveError`]; what could not be saved is tried again at the end of the next tick.
    pub fn end_tick<W: World + ?Sized>(&mut self, world: &W) -> Result<Vec<Saved>, SaveError> {
        let Self { auto_save, service } = self;
        service.wait(auto_save.end_tick(world))
    }
}
