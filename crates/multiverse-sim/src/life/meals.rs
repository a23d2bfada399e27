//! Eating.

use crate::goods::{Goods, Item};
use crate::ids::{BuildingId, PersonId};
use crate::village::Village;

/// How much a portion stills.
const PORTION: i64 = 320;
/// The most portions in one meal, and how many are packed for the way.
const MEAL: i64 = 3;
const PACKED: i64 = 2;
/// How many portions for each resident are fetched when the larder is empty.
const FETCHED: i64 = 4;

impl Village {
    /// Eats of what they carry, else of the larder at home, which is filled from the storehouses.
    pub(super) fn eat(&mut self, id: PersonId) {
        let now = self.now;
        let Some(person) = self.person(id) else { return };
        let home = person.livelihood.home;
        let wanted = ((person.needs.hunger.level(now) + PORTION / 2) / PORTION).clamp(1, MEAL);
        let carried = person.inventory.items.food().min(wanted);
        let works = person.livelihood.occupation.is_trade();
        let served = self.serve(home, wanted - carried);
        let packed = if works && carried == 0 { self.serve(home, PACKED) } else { Goods::default() };
        let eaten = carried + served.food();
        let Some(person) = self.people.get_mut(id) else { return };
        for _ in 0..carried {
            if let Some(item) = person.inventory.items.next_food() {
                person.inventory.items.take(item, 1);
            }
        }
        for pile in packed.piles() {
            person.inventory.items.add(pile.item, pile.count);
        }
        person.needs.hunger.add(now, -eaten * PORTION);
    }

    /// Takes up to so many portions out of a larder, filled before if it is empty; who has no home is fed from the
    /// storehouses.
    fn serve(&mut self, home: Option<BuildingId>, portions: i64) -> Goods {
        let mut served = Goods::default();
        if portions <= 0 {
            return served;
        }
        let Some(home) = home else {
            self.buildings.fetch_food(BuildingId(0), portions, &mut served);
            return served;
        };
        if self.buildings.get(home).is_some_and(|building| building.store.items.food() == 0) {
            let residents = i64::try_from(self.buildings.residents(home).count()).unwrap_or(1).max(1);
            let mut fetched = Goods::default();
            self.buildings.fetch_food(home, residents * FETCHED, &mut fetched);
            self.buildings.change(home, |building| {
                for pile in fetched.piles() {
                    building.store.items.add(pile.item, pile.count);
                }
            });
        }
        self.buildings.change(home, |building| {
            for _ in 0..portions {
                let Some(item) = building.store.items.next_food() else { break };
                served.add(item, building.store.items.take(item, 1));
            }
        });
        served
    }

    /// Puts goods into the storehouses; of food, who brings it keeps something to eat. Answers how much was stored.
    pub(crate) fn bring_in(&mut self, id: PersonId, item: Item, count: i64) -> i64 {
        let wanted = self.wanted(item).min(count);
        let Some(person) = self.person(id) else { return 0 };
        let near = person.livelihood.home.unwrap_or(BuildingId(0));
        let keeps = if item.is_food() { (PACKED - person.inventory.items.food()).clamp(0, count) } else { 0 };
        if keeps > 0 {
            self.carry(id, item, keeps);
        }
        let stored = self.buildings.deposit(near, item, wanted - keeps);
        if item.is_food() {
            self.world.harvest.today += stored + keeps;
        }
        stored
    }

    /// How much more of something the village wants to have; of food it never has enough.
    pub(crate) fn wanted(&self, item: Item) -> i64 {
        match item.kept() {
            Some(each) => (each * self.people.count() - self.buildings.stock().of(item)).max(0),
            None => i64::MAX,
        }
    }
}
