//! Gathering fruit.

use crate::goods::Item;
use crate::ids::{PersonId, PlantId};
use crate::people::Skill;
use crate::plants::{Habit, Stage};
use crate::village::Village;

/// What is found where nothing is ripe, in portions.
const FOUND: i64 = 2;

impl Village {
    pub(super) fn gather(&mut self, id: PersonId, from: PlantId) {
        let ability = self.ability(id, Skill::Foraging);
        let ripe = self.plants.get(from).filter(|plant| {
            plant.kind.species.habit() == Habit::Bearing && plant.growth.stage == Stage::Ripe
        });
        if let Some(plant) = ripe {
            let species = plant.kind.species;
            let (item, usual) = species.harvest();
            let count = self.outcome(usual, self.yields(species) * ability / 1_000);
            self.enter(from, Stage::Resting);
            self.reap(from, id);
            self.bring_in(id, item, count);
        } else if !self.is_winter() {
            let count = self.outcome(FOUND, ability);
            self.bring_in(id, Item::Berries, count);
            self.bring_in(id, Item::Herbs, 1);
        }
    }
}
