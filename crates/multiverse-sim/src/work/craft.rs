//! Forging, weaving, and the priests' work.

use crate::goods::Item;
use crate::ids::PersonId;
use crate::people::{Skill, What};
use crate::random::MILLION;
use crate::village::Village;
use crate::world::Discovery;

impl Village {
    /// Makes tools of wood and stone as long as not everybody has one.
    pub(super) fn forge(&mut self, id: PersonId) {
        if self.wanted(Item::Tools) > 0 && self.spend([(Item::Wood, 1), (Item::Stone, 1)]) {
            let ability = self.ability(id, Skill::Smithing);
            let count = self.outcome(2, ability);
            self.bring_in(id, Item::Tools, count);
        }
    }

    /// Makes cloth of flax.
    pub(super) fn weave(&mut self, id: PersonId) {
        if self.wanted(Item::Cloth) > 0 && self.spend([(Item::Flax, 2)]) {
            let loom = if self.world.knows(Discovery::TreadleLoom) { 4 } else { 2 };
            let ability = self.ability(id, Skill::Weaving);
            let count = self.outcome(loom, ability);
            self.bring_in(id, Item::Cloth, count);
        }
    }

    /// Comforts somebody, and now and then gives them a charm.
    pub(super) fn worship(&mut self, id: PersonId) {
        let Some(comforted) = self.people.anybody(&mut self.world.random) else { return };
        self.remember(comforted, What::Talked, Some(id), 20);
        if self.random().chance(MILLION / 20) {
            self.carry(comforted, Item::Charms, 1);
        }
    }

    /// Takes all of these out of the storehouses, or none.
    pub(crate) fn spend<const N: usize>(&mut self, goods: [(Item, i64); N]) -> bool {
        let there = goods.iter().all(|(item, count)| self.buildings.stock().of(*item) >= *count);
        there && goods.into_iter().all(|(item, count)| self.buildings.spend(item, count))
    }
}
