//! A world and its journal, brought together.

use multiverse_model::UniverseId;

use super::error::TravelError;
use super::journal::{Effect, Journal, effects};
use super::world::TravelWorld;
use crate::save::Place;
use crate::storage::{SaveRecord, StorageError};

/// A line of worlds that nobody else changes meanwhile: its journal, and where it is saved.
pub(super) struct Line {
    pub journal: Journal,
    /// The universe that the world is.
    pub universe: UniverseId,
    /// The newest save.
    newest: Option<SaveRecord>,
}

impl Line {
    /// Brings a world up to its journal.
    pub(super) async fn of<W: TravelWorld + ?Sized>(
        mut journal: Journal,
        place: Place,
        world: &mut W,
    ) -> Result<Self, TravelError> {
        if place.begins_line {
            return Err(TravelError::Unsaved(place.universe));
        }
        if world.travel_mark().number(&journal.id).is_none() {
            return Err(TravelError::NotResumed);
        }
        journal.bind(&place.universe).await?;
        journal.prune(place.newest.as_ref()).await?;
        let mut line = Self { journal, universe: place.universe, newest: place.newest };
        line.bring(world).await?;
        Ok(line)
    }

    /// Does to a world what it does not have yet of what stands in the journal.
    ///
    /// Each effect and its mark are done without a pause between them: whoever saves, or drops this, has both or none.
    pub(super) async fn bring<W: TravelWorld + ?Sized>(&mut self, world: &mut W) -> Result<(), StorageError> {
        let before = self.reached(world);
        for (number, trip, effect) in effects(&self.journal, before) {
            self.apply(world, trip, effect).await?;
            let mut mark = world.travel_mark();
            mark.reach(&self.journal.id, number);
            world.set_travel_mark(mark);
        }
        let reached = self.reached(world);
        if reached > before || self.journal.is_fresh() {
            self.journal.has_effects(reached, world.tick(), self.newest.as_ref());
        }
        Ok(())
    }

    async fn apply<W: TravelWorld + ?Sized>(
        &self,
        world: &mut W,
        trip: u64,
        effect: Effect,
    ) -> Result<(), StorageError> {
        let entry = self.journal.entry(trip).expect("an effect is that of a trip in the journal");
        match effect {
            Effect::Out => world.take(&entry.entity),
            Effect::In(why) => {
                let document = self.journal.document(trip, entry).await?;
                world.put(&entry.entity, &document, why);
            }
            Effect::Items(kept) => {
                let items = self.journal.items(trip, kept).await?;
                world.take_back(&entry.entity, &items);
            }
        }
        Ok(())
    }

    /// The number up to which a world has all effects.
    pub(super) fn reached<W: TravelWorld + ?Sized>(&self, world: &W) -> u64 {
        world.travel_mark().number(&self.journal.id).unwrap_or(0)
    }

    /// A number for the next trip or effect.
    pub(super) fn next_number<W: TravelWorld + ?Sized>(&self, world: &W) -> u64 {
        self.journal.next_number(self.reached(world))
    }
}
