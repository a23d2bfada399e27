//! Felling trees and breaking stone.

use crate::goods::Item;
use crate::ids::{PersonId, PlantId};
use crate::people::Skill;
use crate::plants::Stage;
use crate::village::Village;
use crate::world::{Discovery, First};

/// Pieces of stone that somebody breaks in one go.
const STONE: i64 = 5;

impl Village {
    /// Fells a tree and plants another in its place; breaks stone beside it if there is wood enough.
    pub(super) fn fell(&mut self, id: PersonId, tree: PlantId) {
        let ability = self.ability(id, Skill::Woodcraft);
        let grown =
            self.plants.get(tree).filter(|tree| matches!(tree.growth.stage, Stage::Grown | Stage::Ancient));
        if self.wanted(Item::Wood) > 0
            && let Some(plant) = grown
        {
            let (species, spot) = (plant.kind.species, plant.position);
            let (item, usual) = species.harvest();
            let sawn = if self.world.knows(Discovery::TwoManSaw) { ability * 4 / 3 } else { ability };
            let count = self.outcome(usual, sawn);
            self.plants.remove(tree);
            self.plant(species, spot);
            self.bring_in(id, item, count);
            self.tell_first(First::Felling, id, "fells the first tree");
        } else {
            let count = self.outcome(STONE, ability);
            self.bring_in(id, Item::Stone, count);
        }
    }
}
