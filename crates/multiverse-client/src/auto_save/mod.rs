//! Saving by itself: by the clock, at canon events, at milestones.

mod events;
mod milestones;
mod rhythm;

use std::future::Future;

use multiverse_model::{CanonEvent, Day, Tick, UniverseId};

use crate::save::{SaveError, SaveLoadService, SaveOptions, Saved};
use crate::storage::StorageError;
use crate::world::World;

pub use events::EventMerge;
pub use rhythm::{Rhythm, Step};

/// Saves a universe by itself.
///
/// Tell it of canon events as they happen, and of the end of each tick. At the end of a tick it saves
/// - canon events of that tick, and day milestones (days 1, 7, 30, 100, 365 and each further 365), as canonical;
/// - else, if the [`Rhythm`] says so, the world as `auto`.
///
/// Any save counts for the rhythm. Since the end of a tick is told by `&mut self`, there is never more than one save of
/// the universe on its way. An event that could not be saved is kept, and saved at the end of the next tick.
///
/// ```no_run
/// # async fn play(service: multiverse_client::SaveLoadService, village: multiverse_model::UniverseId)
/// # -> Result<(), Box<dyn std::error::Error>> {
/// use multiverse_client::{AutoSave, JsonWorld};
/// use multiverse_model::{Day, Tick};
///
/// let mut auto_save = AutoSave::resume(service, village).await?;
/// for tick in 1..=28_800 {
///     // … the game's own tick …
///     let world = JsonWorld::new(Tick::new(tick)?, Day::new(1)?, 0, &());
///     auto_save.end_tick(&world).await?;
/// }
/// # Ok(()) }
/// ```
#[derive(Debug)]
pub struct AutoSave {
    service: SaveLoadService,
    universe: UniverseId,
    rhythm: Rhythm,
    merge: EventMerge,
    /// The world at its last save.
    last_tick: Tick,
    last_day: Day,
    events: Vec<CanonEvent>,
}

impl AutoSave {
    /// Begins, or goes on from the newest save of the universe on this machine: for a fork that has none of its own
    /// yet, the one that it starts with.
    ///
    /// # Errors
    /// [`StorageError`].
    pub async fn resume(service: SaveLoadService, universe: UniverseId) -> Result<Self, StorageError> {
        let newest = service.newest(&universe).await?;
        let (last_tick, last_day) = newest.map_or_else(Default::default, |save| (save.tick, save.day));
        Ok(Self {
            service,
            universe,
            rhythm: Rhythm::default(),
            merge: EventMerge::default(),
            last_tick,
            last_day,
            events: Vec::new(),
        })
    }

    /// The same with another rhythm.
    #[must_use]
    pub fn with_rhythm(self, rhythm: Rhythm) -> Self {
        Self { rhythm, ..self }
    }

    /// The same with another rule for events of one tick.
    #[must_use]
    pub fn with_merge(self, merge: EventMerge) -> Self {
        Self { merge, ..self }
    }

    /// The universe that it saves: not the one that it began with, once that goes on in a fork.
    #[must_use]
    pub fn universe(&self) -> &UniverseId {
        &self.universe
    }

    /// Tells of a canon event of this tick. It is saved at the tick's end, which is the first moment at which the
    /// world has all of what happened.
    pub fn on_canon_event(&mut self, event: CanonEvent) {
        self.events.push(event);
    }

    /// Saves whether there is a reason or not, as the clock would: before something that the save must not miss, such as that
    /// somebody [departs](crate::Traveller::depart).
    ///
    /// # Errors
    /// [`SaveError`].
    pub async fn save_now<W: World + ?Sized>(&mut self, world: &W) -> Result<Saved, SaveError> {
        let tick = world.tick();
        let saved = self.service.save(&self.universe, world, SaveOptions::auto()).await?;
        self.universe.clone_from(&saved.record.universe_id);
        // What the day is a milestone for is still to be told by the end of the tick.
        self.last_tick = tick;
        Ok(saved)
    }

    /// Tells that a tick has ended, and saves if there is a reason. Answers what was saved, the most important last.
    ///
    /// Costs nothing where nothing is to be saved: the world is not written then.
    ///
    /// # Errors
    /// [`SaveError`]; what could not be saved is tried again at the end of the next tick.
    pub fn end_tick<'a, W: World + ?Sized>(
        &'a mut self,
        world: &W,
    ) -> impl Future<Output = Result<Vec<Saved>, SaveError>> + Send + use<'a, W> {
        let (tick, day) = (world.tick(), world.day());
        let mut due = self.events.clone();
        due.extend(milestones::reached(self.last_day, day));
        let saves: Vec<SaveOptions> = match self.merge.merge(due) {
            events if !events.is_empty() => events.into_iter().map(SaveOptions::canonical).collect(),
            _ if self.rhythm.is_due(self.last_tick, tick) => vec![SaveOptions::auto()],
            _ => Vec::new(),
        };
        // Each is written now: the world may change as soon as this has returned.
        let saves: Vec<_> =
            saves.into_iter().map(|options| self.service.save(&self.universe, world, options)).collect();
        async move {
            let mut saved = Vec::with_capacity(saves.len());
            for save in saves {
                let done = save.await?;
                self.universe.clone_from(&done.record.universe_id);
                saved.push(done);
                match self.merge {
                    EventMerge::MostImportant => self.events.clear(),
                    EventMerge::Each => drop(self.events.drain(..self.events.len().min(1))),
                }
                self.last_tick = tick;
            }
            if !saved.is_empty() {
                self.last_day = day;
            }
            Ok(saved)
        }
    }
}
