//! Fishing.

use crate::events::{EventKind, Tale};
use crate::goods::Item;
use crate::ids::PersonId;
use crate::people::{Skill, What};
use crate::village::Village;
use crate::world::{Discovery, First};

/// Portions of a usual catch.
const CATCH: i64 = 3;
/// How many catches in a million have a fish that is weighed.
const LARGE: i64 = 12_000;
/// A fish of so many grams has to be this much heavier than the last to be talked about for ever.
const HEAVIER: i64 = 500;

impl Village {
    pub(super) fn fish(&mut self, id: PersonId) {
        let ability = self.ability(id, Skill::Fishing);
        let season = if self.is_winter() { ability / 2 } else { ability };
        let weirs = if self.world.knows(Discovery::Weirs) { season * 4 / 3 } else { season };
        let count = self.outcome(CATCH, weirs);
        self.bring_in(id, Item::Fish, count);
        self.tell_first(First::Catch, id, "lands the first catch");
        if self.random().chance(LARGE) {
            self.weigh(id);
        }
    }

    /// Half of large fish are under two kilos; ten kilos are one in a thousand.
    fn weigh(&mut self, id: PersonId) {
        let mut grams = 1_000 + self.random().below(1_000);
        while grams < 60_000 && self.random().chance(550_000) {
            grams += self.random().within(400, 1_600);
        }
        let record = self.world.records.fish;
        if grams <= record {
            return;
        }
        self.world.records.fish = grams;
        let kilos = format!("{}.{}", grams / 1_000, grams % 1_000 / 100);
        let fish = if grams > 9_000 {
            "catfish"
        } else if grams > 4_000 {
            "pike"
        } else {
            "trout"
        };
        let title = format!("{} lands a {fish} of {kilos} kilos", self.name_of(id));
        self.remember(id, What::GoodCatch, None, 60);
        let importance = if grams > 6_000 && grams > record + HEAVIER { 51 } else { 14 };
        if importance > 50 {
            self.honour(id, 8, &title);
        }
        self.tell(
            Tale::new(EventKind::Record, importance, title)
                .more("No heavier fish was ever caught here.")
                .of(id),
        );
    }
}
