//! All plants, and lists of those that want something done.

use std::collections::BTreeMap;

use super::queue::Queue;
use super::{Habit, Plant, Species, Stage, Tending};
use crate::calendar::Moment;
use crate::ids::PlantId;
use crate::spot::Spot;

/// All plants by id. The lists beside them follow from the plants, and are not saved.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Flora {
    plants: BTreeMap<PlantId, Plant>,
    fallow: Queue,
    ripe_crops: Queue,
    ripe_fruit: Queue,
    timber: Queue,
}

impl Flora {
    pub(crate) fn get(&self, id: PlantId) -> Option<&Plant> {
        self.plants.get(&id)
    }

    /// What people do for a plant may be changed; its stage only by [`Self::enter`].
    pub(crate) fn tending_mut(&mut self, id: PlantId) -> Option<&mut Tending> {
        self.plants.get_mut(&id).map(|plant| &mut plant.tending)
    }

    pub(crate) fn iter(&self) -> impl ExactSizeIterator<Item = &Plant> {
        self.plants.values()
    }

    pub(crate) fn len(&self) -> usize {
        self.plants.len()
    }

    pub(crate) fn last(&self) -> Option<PlantId> {
        self.plants.last_key_value().map(|(id, _)| *id)
    }

    pub(crate) fn insert(&mut self, plant: Plant) {
        self.enlist(plant.id, plant.kind.species.habit(), plant.growth.stage);
        self.plants.insert(plant.id, plant);
    }

    pub(crate) fn remove(&mut self, id: PlantId) -> Option<Plant> {
        self.strike(id);
        self.plants.remove(&id)
    }

    /// Lets a plant enter a stage, and answers when it comes to the next.
    pub(crate) fn enter(&mut self, id: PlantId, stage: Stage, now: Moment) -> Option<Moment> {
        self.strike(id);
        let plant = self.plants.get_mut(&id)?;
        plant.enter(stage, now);
        let (habit, next) = (plant.kind.species.habit(), plant.growth.next);
        self.enlist(id, habit, stage);
        next
    }

    /// Another crop on a plot that lies fallow.
    pub(crate) fn rotate(&mut self, id: PlantId, species: Species, now: Moment) {
        if let Some(plant) = self.plants.get_mut(&id) {
            plant.kind.species = species;
            plant.kind.planted = now;
        }
    }

    /// A ripe crop, one of the next after the plant at which somebody worked last; `luck` decides which.
    pub(crate) fn ripe_crop(&self, after: PlantId, luck: usize) -> Option<PlantId> {
        self.ripe_crops.next(after, luck)
    }

    /// A plot to sow, likewise.
    pub(crate) fn fallow(&self, after: PlantId, luck: usize) -> Option<PlantId> {
        self.fallow.next(after, luck)
    }

    /// A bush or a tree with ripe fruit, likewise.
    pub(crate) fn ripe_fruit(&self, after: PlantId, luck: usize) -> Option<PlantId> {
        self.ripe_fruit.next(after, luck)
    }

    /// A tree to fell, likewise.
    pub(crate) fn timber(&self, after: PlantId, luck: usize) -> Option<PlantId> {
        self.timber.next(after, luck)
    }

    /// Any plant: the first at or after a place in the order of ids, which a draw decides.
    pub(crate) fn from(&self, id: PlantId) -> Option<&Plant> {
        self.plants.range(id..).next().or_else(|| self.plants.first_key_value()).map(|(_, plant)| plant)
    }

    /// Where a plant stands.
    pub(crate) fn spot(&self, id: PlantId) -> Option<Spot> {
        self.get(id).map(|plant| plant.position)
    }

    fn enlist(&mut self, id: PlantId, habit: Habit, stage: Stage) {
        match (habit, stage) {
            (_, Stage::Fallow) => self.fallow.insert(id),
            (Habit::Crop, Stage::Ripe) => self.ripe_crops.insert(id),
            (Habit::Bearing, Stage::Ripe) => self.ripe_fruit.insert(id),
            (_, Stage::Grown | Stage::Ancient) => self.timber.insert(id),
            _ => {}
        }
    }

    fn strike(&mut self, id: PlantId) {
        for list in [&mut self.fallow, &mut self.ripe_crops, &mut self.ripe_fruit, &mut self.timber] {
            list.remove(id);
        }
    }
}

impl FromIterator<Plant> for Flora {
    fn from_iter<T: IntoIterator<Item = Plant>>(plants: T) -> Self {
        let mut flora = Self::default();
        plants.into_iter().for_each(|plant| flora.insert(plant));
        flora
    }
}
