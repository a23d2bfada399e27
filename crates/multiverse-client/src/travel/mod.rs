//! Travelling from world to world, with a journal.

mod arrive;
mod depart;
mod error;
mod journal;
mod line;
mod mark;
mod refusal;
mod settle;
mod world;

use std::collections::HashMap;

use multiverse_model::{EntityId, PassageId, UniverseId};

use crate::save::SaveLoadService;

pub use arrive::Arrival;
pub use depart::{DepartOptions, Departure};
pub use error::TravelError;
pub use mark::TravelMark;
pub use settle::{Outcome, Settled};
pub use world::{Coming, TravelWorld};

use journal::{Journal, JournalId};
use line::Line;

/// The most passages whose ends are remembered.
const MOST_PASSAGES: usize = 1_000;

/// Lets the entities of one world travel to others and back, so that each is in exactly one place.
///
/// - [`depart`](Self::depart) takes an entity out of the world and registers its trip, or neither;
///   [`arrive`](Self::arrive) settles a trip and puts the entity into the world, or neither.
/// - Both survive a crash between any two lines, answers that are lost, and days without a network. What is about to
///   be done stands in a journal beside the saves before the world changes; the world's [`TravelMark`] tells what of it a
///   save has.
///
/// A game implements [`TravelWorld`] and does two things: it calls [`resume`](Self::resume) after each load, before
/// anything else, and [`settle`](Self::settle) now and then. One traveller at a time, on one machine at a time, is
/// used for a universe.
///
/// ```no_run
/// use std::collections::BTreeMap;
/// use std::sync::Arc;
/// use multiverse_client::storage::SqliteStorage;
/// use multiverse_client::{
///     Coming, DepartOptions, Departure, MultiverseClient, SaveLoadService, SaveOptions, SerializeError,
///     ServiceSettings, Source, TravelError, TravelMark, TravelWorld, Traveller, Which, World,
/// };
/// use multiverse_model::{Day, EntityId, PassageId, RawJson, Tick, UniverseId};
/// use serde::{Deserialize, Serialize};
///
/// #[derive(Serialize, Deserialize)]
/// struct Village {
///     tick: Tick,
///     people: BTreeMap<EntityId, RawJson>,
///     lying_around: Vec<RawJson>,
///     #[serde(default)]
///     travels: TravelMark,
/// }
///
/// impl World for Village {
///     fn tick(&self) -> Tick { self.tick }
///     fn day(&self) -> Day { Day::default() }
///     fn serialize(&self) -> Result<bytes::Bytes, SerializeError> {
///         serde_json::to_vec(self).map(Into::into).map_err(SerializeError::new)
///     }
///     fn entity_count(&self) -> u64 { self.people.len() as u64 }
/// }
///
/// impl TravelWorld for Village {
///     fn entity(&self, id: &EntityId) -> Option<RawJson> { self.people.get(id).cloned() }
///     fn take(&mut self, id: &EntityId) { self.people.remove(id); }
///     fn put(&mut self, id: &EntityId, entity: &RawJson, _: Coming) {
///         self.people.insert(id.clone(), entity.clone());
///     }
///     fn take_back(&mut self, _: &EntityId, items: &[RawJson]) { self.lying_around.extend_from_slice(items); }
///     fn travel_mark(&self) -> TravelMark { self.travels.clone() }
///     fn set_travel_mark(&mut self, mark: TravelMark) { self.travels = mark; }
/// }
///
/// # async fn play() -> Result<(), Box<dyn std::error::Error>> {
/// let client = MultiverseClient::builder("http://127.0.0.1:3001").token("mv_…").build()?;
/// let storage = Arc::new(SqliteStorage::open("saves.sqlite")?);
/// let service = SaveLoadService::open(storage, Some(client), ServiceSettings::default()).await?;
/// let eschbach: UniverseId = "eschbach".parse()?;
///
/// // After each load, before anything else:
/// let loaded = service.load(&eschbach, Which::Latest, Source::LocalFirst).await?;
/// let mut village: Village = serde_json::from_slice(&loaded.bytes)?;
/// let mut traveller = Traveller::new(service.clone(), eschbach.clone());
/// traveller.resume(&mut village).await?;
///
/// // Somebody leaves. What they have now is what the save just before has.
/// service.save(&eschbach, &village, SaveOptions::default()).await?;
/// let (gate, tom): (PassageId, EntityId) = ("passage:01K…".parse()?, EntityId::new("eschbach/tom")?);
/// match traveller.depart(&mut village, &gate, &tom, DepartOptions::default()).await {
///     Ok(Departure::Left { transit, .. }) => println!("Tom is on his way to {}", transit.to_universe_id),
///     Ok(Departure::Pending { .. }) => println!("Tom waits at the gate"),
///     Err(TravelError::Refused { cause, .. }) => {
///         println!("Tom stays: {cause}");
///         cause.refused_items().iter().for_each(|item| println!("{}: {}", item.path, item.reason));
///     }
///     Err(error) => return Err(error.into()),
/// }
///
/// // Now and then: who has waited goes, and who is due comes.
/// traveller.settle(&mut village).await?;
/// for transit in traveller.arrivals().await? {
///     match traveller.arrive(&mut village, &transit.id).await {
///         Err(TravelError::Unfit { .. }) => drop(traveller.reject(&transit.id, None).await?),
///         arrived => drop(arrived?),
///     }
/// }
/// service.save(&eschbach, &village, SaveOptions::default()).await?;
/// # Ok(()) }
/// ```
///
/// # Which world
///
/// A journal belongs to a line of worlds, each of which goes on from the one before. If the line gets another universe because
/// histories diverged, the journal goes with it, and trips from the universe that it had are finished as they were begun.
/// A world that goes on from an earlier save is another line: whoever left or came since is as in that save, there and
/// on the server. It has to be saved once, which makes its universe, before somebody travels.
///
/// # Bounds
///
/// A trip stays in the journal until it is over and a later save has what it did. There are 1,000 at most, each with an entity
/// of 8 MiB at most; then [`TravelError::JournalFull`] asks for a save.
#[derive(Debug)]
pub struct Traveller {
    service: SaveLoadService,
    /// The universe as the game calls it: its line may have got another.
    universe: UniverseId,
    /// The journal of the world that was resumed.
    line: Option<JournalId>,
    /// The journal, unless something failed or was dropped half-way: then it is read again.
    journal: Option<Journal>,
    /// The id of the next journal that begins; else a random one.
    next_id: Option<JournalId>,
    /// The source and target of passages.
    passages: HashMap<PassageId, [UniverseId; 2]>,
}

impl Traveller {
    /// The traveller of a universe whose worlds the service saves.
    #[must_use]
    pub fn new(service: SaveLoadService, universe: UniverseId) -> Self {
        Self { service, universe, line: None, journal: None, next_id: None, passages: HashMap::new() }
    }

    /// The same, whose journal has this id if it begins one, rather than a random one. Worlds have it in their marks: this is
    /// for worlds whose saves are to be the same bytes whenever they are played.
    ///
    /// No two machines, and no two lines of worlds, may have journals of one id.
    #[must_use]
    pub fn with_journal_id(self, id: [u8; 16]) -> Self {
        Self { next_id: Some(JournalId::from_random(id)), ..self }
    }

    /// Brings a world that was just loaded, or made, to where its journal is, and goes on with trips that wait, as
    /// [`settle`](Self::settle) does: it takes as long as the client tries.
    ///
    /// # Errors
    /// [`TravelError::Storage`].
    pub async fn resume<W: TravelWorld + ?Sized>(
        &mut self,
        world: &mut W,
    ) -> Result<Vec<Settled>, TravelError> {
        (self.line, self.journal) = (None, None);
        let place = self.service.place(&self.universe).await?;
        let mut mark = world.travel_mark();
        let known = if place.begins_line {
            None
        } else {
            let follow = |id: &UniverseId| self.service.follow(id);
            journal::find(self.service.storage().as_ref(), &place.universe, &mark, follow).await?
        };
        let id = match known.or_else(|| self.next_id.clone()) {
            Some(id) => id,
            None => JournalId::generate()?,
        };
        if place.begins_line {
            mark = TravelMark::of(&id);
        } else {
            mark.reach(&id, 0);
        }
        world.set_travel_mark(mark);
        self.line = Some(id);
        if place.begins_line { Ok(Vec::new()) } else { self.settle(world).await }
    }

    /// The entities whose trips wait for an answer, in the order in which they began.
    ///
    /// # Errors
    /// [`TravelError::NotResumed`], [`TravelError::Storage`].
    pub async fn pending(&mut self) -> Result<Vec<EntityId>, TravelError> {
        let journal = self.journal().await?;
        let waiting = journal.entries().values().filter(|entry| entry.is_open());
        let waiting = waiting.map(|entry| entry.entity.clone()).collect();
        self.journal = Some(journal);
        Ok(waiting)
    }

    /// The world's line, once the world is where its journal is.
    async fn line<W: TravelWorld + ?Sized>(&mut self, world: &mut W) -> Result<Line, TravelError> {
        let place = self.service.place(&self.universe).await?;
        let journal = self.journal().await?;
        Line::of(journal, place, world).await
    }

    /// Keeps the journal for the next call, unless the storage failed: then it is read again.
    fn keep<T>(&mut self, line: Line, done: Result<T, TravelError>) -> Result<T, TravelError> {
        if !matches!(done, Err(TravelError::Storage(_))) {
            self.journal = Some(line.journal);
        }
        done
    }
}
