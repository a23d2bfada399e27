//! What lies in the stores: harvests come in, food spoils, and there may be too little.

use crate::calendar::DAY;
use crate::events::{EventKind, Tale};
use crate::goods::Item;
use crate::ids::BuildingId;
use crate::village::Village;
use crate::world::{Discovery, MOST_COUNTED};

/// How many thousandths of a kind of food spoil in a day.
const SPOILING: [(Item, i64); 5] =
    [(Item::Fish, 90), (Item::Berries, 80), (Item::Apples, 40), (Item::Turnips, 25), (Item::Wheat, 8)];
/// With fewer portions for each person there is a famine; it is over when there are so many.
const FAMINE: i64 = 1;
const ENOUGH: i64 = 4;

impl Village {
    pub(super) fn tell_harvest(&mut self) {
        let today = std::mem::take(&mut self.world.harvest.today);
        self.world.harvest.this_year = (self.world.harvest.this_year + today).min(MOST_COUNTED);
        if today >= self.people.count().max(1) * 3 {
            let title = format!("{today} baskets of food come in on one day");
            self.tell(Tale::new(EventKind::Harvest, 10, title));
        }
    }

    pub(super) fn spoil(&mut self) {
        let knows = |discovery| i64::from(self.world.knows(discovery));
        let kept = 1 + knows(Discovery::Smoking) + knows(Discovery::Cellars);
        let stores: Vec<_> = self.buildings.storehouses().collect();
        for id in stores {
            self.buildings.change(id, |building| {
                for (item, thousandths) in SPOILING {
                    let spoilt = building.store.items.of(item) * thousandths / kept / 1_000;
                    building.store.items.take(item, spoilt);
                }
            });
        }
    }

    pub(super) fn watch_famine(&mut self) {
        let (food, people) = (self.buildings.stock().food(), self.people.count());
        match self.world.famine_since {
            None if food < people * FAMINE => {
                self.world.famine_since = Some(self.now);
                let title = format!("Famine in {}: the stores are empty", self.config.name);
                let more = format!("{food} portions are left for {people} people.");
                self.tell(Tale::new(EventKind::Famine, 60, title).more(more));
            }
            Some(since) if food >= people * ENOUGH => {
                self.world.famine_since = None;
                let days = self.now.since(since) / DAY;
                let title = format!("The famine in {} is over after {days} days", self.config.name);
                self.tell(Tale::new(EventKind::Famine, 42, title));
            }
            _ => {}
        }
    }

    /// Takes a share of all food, in thousandths, and answers how much that was.
    pub(super) fn lose_food(&mut self, thousandths: i64) -> i64 {
        let stores: Vec<BuildingId> = self.buildings.storehouses().collect();
        let before = self.buildings.stock().food();
        for id in stores {
            self.buildings.change(id, |building| {
                for item in Item::FOOD {
                    let lost = building.store.items.of(item) * thousandths / 1_000;
                    building.store.items.take(item, lost);
                }
            });
        }
        before - self.buildings.stock().food()
    }
}
