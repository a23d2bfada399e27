//! Somebody who plays.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use bytes::Bytes;
use futures::Stream;
use multiverse_client::storage::{LocalStorage, SaveFilter, SaveRecord, SqliteStorage, SyncKind};
use multiverse_client::{
    AutoSave, LoadError, Loaded, MultiverseClient, Rhythm, SaveLoadService, ServiceSettings, Source,
    SyncEvent, Traveller, Which,
};
use multiverse_model::wire::PatchUniverse;
use multiverse_model::{Checksum, Description, UniverseId};
use multiverse_sim::Village;

use super::life::Life;
use super::start::{Origin, Start};

/// Goes before the id of a universe in the keys of what the player's machine remembers of it.
const VILLAGE: &str = "village:";

/// Goes before the number of a trip in the keys of what the player's machine remembers of it.
const TRIP: &str = "trip:";

/// How many uploaded saves of a universe stay on the player's machine: the newest is what the next is sent as a change
/// of, and the other is there if that is damaged.
const KEPT: usize = 2;

/// A player: a client that is them, and saves on a machine of their own.
pub(crate) struct Player {
    /// The player's number in a plan.
    pub(crate) number: usize,
    pub(crate) client: MultiverseClient,
    service: SaveLoadService,
    storage: Arc<dyn LocalStorage>,
    manner: Manner,
}

/// How somebody plays.
#[derive(Debug, Clone)]
pub(crate) struct Manner {
    /// How often they save by the clock.
    pub rhythm: Rhythm,
    /// So many saves of a universe may be on their way to the server while its village lives on; then all of them go
    /// first.
    pub ahead: u64,
    /// How long they wait for that; for ever if nothing is said.
    pub patience: Option<Duration>,
    /// Whether people travel from and to the villages that they founded.
    pub travels: bool,
}

impl Player {
    /// Starts the game of the player that `client` is, with the saves in a file, and uploads what is left of the last
    /// time.
    ///
    /// # Errors
    /// The file cannot be used.
    pub(crate) async fn open(
        number: usize,
        client: MultiverseClient,
        saves: &Path,
        manner: Manner,
    ) -> anyhow::Result<Self> {
        let storage: Arc<dyn LocalStorage> = Arc::new(SqliteStorage::open(saves)?);
        let settings = ServiceSettings {
            keep_synced: Some(KEPT),
            keep_canonical: false,
            first_retry: Duration::from_millis(200),
            longest_retry: Duration::from_secs(5),
            ..ServiceSettings::default()
        };
        let service = SaveLoadService::open(Arc::clone(&storage), Some(client.clone()), settings).await?;
        Ok(Self { number, client, service, storage, manner })
    }

    /// What happens to the player's saves from now on; it ends when the player and all their villages are gone.
    pub(crate) fn events(&self) -> impl Stream<Item = SyncEvent> + Send + use<> {
        self.service.events()
    }

    /// Makes a universe and its village, or goes on with them where they were: at any instant before, the program may
    /// have died.
    ///
    /// # Errors
    /// The machine's storage fails, a save is damaged or of another game, or what is to be forked is not there.
    pub(crate) async fn begin(&self, start: &Start) -> anyhow::Result<Life> {
        self.remember(start).await?;
        let latest = self.service.load(&start.id, Which::Latest, Source::LocalFirst).await;
        let (mut village, last) = match latest {
            Ok(Loaded { record, bytes, .. }) => (read(&bytes)?, Some(record)),
            Err(LoadError::NotFound(_)) => self.make(start).await?,
            Err(error) => return Err(error.into()),
        };
        let is_at_start = last.as_ref().is_none_or(|last| last.tick == start.tick());
        if let Origin::Forked { seed, .. } = &start.origin
            && is_at_start
        {
            // Its own saves all have a later tick, so this is done once.
            village.diverge(*seed);
        }
        let traveller = self.traveller(start, &mut village).await?;
        let auto_save = AutoSave::resume(self.service.clone(), start.id.clone()).await?;
        let auto_save = auto_save.with_rhythm(self.manner.rhythm.clone());
        let saved_at = last.map(|last| last.tick.get());
        let life = Life::new(village, auto_save, self.service.clone(), saved_at, &self.manner);
        Ok(life.with_traveller(traveller))
    }

    /// The traveller of a village that was founded, which is brought to where its journal is.
    async fn traveller(&self, start: &Start, village: &mut Village) -> anyhow::Result<Option<Traveller>> {
        if !self.manner.travels || !matches!(start.origin, Origin::Founded(_)) {
            return Ok(None);
        }
        let traveller = Traveller::new(self.service.clone(), start.id.clone());
        // The same saves each time that it is lived: of one village, on one machine, there is one journal.
        let id =
            u128::from_str_radix(&Checksum::of(start.id.as_str().as_bytes()).hex().to_string()[..32], 16)?;
        let mut traveller = traveller.with_journal_id(id.to_be_bytes());
        traveller.resume(village).await?;
        Ok(Some(traveller))
    }

    /// Makes the universe, here at once and soon on the server, and its village with the save that it starts with.
    async fn make(&self, start: &Start) -> anyhow::Result<(Village, Option<SaveRecord>)> {
        let universe = start.universe.clone().with_id(start.id.clone());
        match &start.origin {
            Origin::Founded(config) => {
                let village = Village::found(config.clone())?;
                self.service.create_universe(universe).await?;
                Ok((village, None))
            }
            Origin::Forked { source, tick, .. } => {
                let forked = self.service.fork(source, Which::Tick(*tick), universe).await;
                let start = forked.with_context(|| format!("cannot fork {source} at tick {tick}"))?.start;
                Ok((read(&start.bytes)?, Some(start.record)))
            }
        }
    }

    /// Gives a fork that is on the server its description, which no fork begins with.
    ///
    /// # Errors
    /// The server refuses or does not answer.
    pub(crate) async fn describe(&self, id: &UniverseId, about: &Description) -> anyhow::Result<()> {
        if self.client.universe(id).await?.description.as_ref() != Some(about) {
            let change = PatchUniverse { description: Some(Some(about.clone())), ..PatchUniverse::default() };
            self.client.change_universe(id, change).await?;
        }
        Ok(())
    }

    /// The universes that the player has begun, in the order of their ids.
    ///
    /// # Errors
    /// The machine's storage fails.
    pub(crate) async fn starts(&self) -> anyhow::Result<Vec<Start>> {
        let mut starts = Vec::new();
        for key in self.storage.notes(VILLAGE).await? {
            starts.extend(self.start_at(&key).await?);
        }
        Ok(starts)
    }

    /// How a universe began, if the player has begun it.
    ///
    /// # Errors
    /// The machine's storage fails.
    pub(crate) async fn start(&self, id: &UniverseId) -> anyhow::Result<Option<Start>> {
        self.start_at(&format!("{VILLAGE}{id}")).await
    }

    async fn start_at(&self, key: &str) -> anyhow::Result<Option<Start>> {
        let Some(note) = self.storage.note(key).await? else { return Ok(None) };
        let start = serde_json::from_slice(&note);
        start.map(Some).with_context(|| format!("what is noted of {key} cannot be read"))
    }

    async fn remember(&self, start: &Start) -> anyhow::Result<()> {
        let note = serde_json::to_vec(start).context("the start of a universe cannot be written")?;
        Ok(self.storage.set_note(&format!("{VILLAGE}{}", start.id), Some(Bytes::from(note))).await?)
    }

    /// What the player's machine remembers of a trip.
    ///
    /// # Errors
    /// The machine's storage fails.
    pub(crate) async fn trip(&self, number: usize) -> anyhow::Result<Option<String>> {
        let note = self.storage.note(&format!("{TRIP}{number}")).await?;
        Ok(note.map(|note| String::from_utf8_lossy(&note).into_owned()))
    }

    /// Lets the player's machine remember something of a trip.
    ///
    /// # Errors
    /// The machine's storage fails.
    pub(crate) async fn remember_trip(&self, number: usize, what: &str) -> anyhow::Result<()> {
        let what = Bytes::copy_from_slice(what.as_bytes());
        Ok(self.storage.set_note(&format!("{TRIP}{number}"), Some(what)).await?)
    }

    /// Removes all saves from the player's machine that the server has, to make room: nothing that was lived so far is
    /// lived on there.
    ///
    /// # Errors
    /// The machine's storage fails.
    pub(crate) async fn make_room(&self) -> anyhow::Result<()> {
        let synced = SaveFilter { sync: Some(SyncKind::Synced), ..SaveFilter::default() };
        for record in self.storage.list(synced).await? {
            self.storage.delete(&record.key()).await?;
        }
        Ok(())
    }

    /// Ends the game after the upload that is on its way. What is queued stays on the machine for the next time.
    pub(crate) async fn close(&self) {
        self.service.close().await;
    }
}

fn read(document: &[u8]) -> anyhow::Result<Village> {
    Village::from_snapshot(document).context("the village of a save cannot be read")
}
