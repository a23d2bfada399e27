//! The council: what is to be built, and who speaks for the village.

use crate::buildings::BuildingKind;
use crate::events::{EventKind, Tale};
use crate::goods::Item;
use crate::ids::PersonId;
use crate::village::Village;

/// How many are looked at when a speaker is chosen.
const CANDIDATES: usize = 40;
/// A speaker has at least this age.
const WISE: i64 = 30;

impl Village {
    pub(super) fn hold_council(&mut self) {
        if self.world.leader.is_none() {
            self.choose_leader();
        }
        if self.may_build() {
            self.plan_building();
        }
    }

    /// No more is begun than builders can finish.
    fn may_build(&self) -> bool {
        let under_way = i64::try_from(self.buildings.wanting()).unwrap_or(i64::MAX);
        under_way <= 1 + self.buildings_count() / 25
    }

    /// What is lacking most: services first, then houses while hardly a bed is free and there is land.
    fn plan_building(&mut self) {
        let people = self.people.count();
        let lacking = self.services(people).find(|(kind, count)| self.buildings.count(*kind) < *count);
        let kind = match lacking {
            Some((kind, _)) => kind,
            None if self.lacks_houses(people) => BuildingKind::House,
            None => return,
        };
        let (wood, stone) = kind.materials();
        // The first of these comes even where there is nothing to build it of: who has neither store nor roof would
        // never have anything.
        let vital = matches!(kind, BuildingKind::Storehouse | BuildingKind::House);
        let bare = vital && self.buildings.count(kind) == 0;
        if bare || self.spend([(Item::Wood, wood), (Item::Stone, stone)]) {
            self.lay_out(kind);
        }
    }

    fn lacks_houses(&self, people: i64) -> bool {
        let founded = i64::try_from(self.config.buildings).unwrap_or(i64::MAX);
        let (houses, beds) = (self.buildings.count(BuildingKind::House), self.buildings.beds());
        // Land for a seventh more houses than the village was founded with buildings, less its services.
        let most = founded * 8 / 7 + 1 - self.services(people).map(|(_, count)| count).sum::<i64>();
        houses < most.max(founded / 2) && beds < people + people / 8 + 2
    }

    fn choose_leader(&mut self) {
        let candidates: Vec<_> =
            (0..CANDIDATES).filter_map(|_| self.people.anybody(&mut self.world.random)).collect();
        let wise = |id: &PersonId| self.person(*id).is_some_and(|person| person.age(self.now) >= WISE);
        let fame = |id: &PersonId| self.person(*id).map_or(0, |person| person.standing.fame);
        let Some(chosen) = candidates.into_iter().filter(wise).max_by_key(|id| (fame(id), *id)) else {
            return;
        };
        self.world.leader = Some(chosen);
        let title = format!("{} is chosen to speak for {}", self.name_of(chosen), self.config.name);
        self.honour(chosen, 30, &title);
        self.tell(Tale::new(EventKind::Leader, 50, title).of(chosen));
    }
}
