//! Growing up, and growing old.

use crate::buildings::BuildingKind;
use crate::events::{EventKind, Tale};
use crate::goods::Item;
use crate::ids::PersonId;
use crate::people::{AGED, GROWN, Occupation, Skill, What};
use crate::village::Village;
use crate::world::Discovery;

impl Village {
    /// Learns at school, or of a parent.
    pub(super) fn learn(&mut self, id: PersonId) {
        let schooled = self.buildings.count(BuildingKind::School) > 0;
        let points = 1 + i64::from(schooled) + i64::from(self.world.knows(Discovery::Writing));
        let Some(family) = self.person(id).map(|person| &person.family) else { return };
        let teacher = [family.mother, family.father].into_iter().flatten().find_map(|id| self.person(id));
        let skill = teacher.map_or(Skill::Lore, |teacher| teacher.livelihood.occupation.skill());
        let learns_lore = self.random().chance(400_000);
        if let Some(person) = self.people.get_mut(id) {
            person.skills.practise(if learns_lore { Skill::Lore } else { skill }, points);
        }
    }

    /// Plays with whoever is there.
    pub(super) fn play(&mut self, id: PersonId) {
        let now = self.now;
        if let Some(person) = self.people.get_mut(id) {
            person.needs.loneliness.add(now, -350);
        }
        if self.random().chance(150_000) {
            self.talk(id);
        }
    }

    /// Takes up a trade when grown, and lays it down when old.
    pub(super) fn come_of_age(&mut self, id: PersonId) {
        let Some(person) = self.person(id) else { return };
        let (age, occupation) = (person.age(self.now), person.livelihood.occupation);
        if age >= GROWN && occupation == Occupation::Child {
            self.take_up_trade(id);
        } else if age >= AGED && occupation.is_trade() {
            self.follow(id, Occupation::Elder);
        }
    }

    fn take_up_trade(&mut self, id: PersonId) {
        let Some(person) = self.person(id) else { return };
        let name = person.name();
        let parent =
            [person.family.mother, person.family.father].into_iter().flatten().find_map(|id| self.person(id));
        let inherited = parent.map(|parent| parent.livelihood.occupation).filter(|trade| trade.is_trade());
        let needed = self.needed_trade();
        let trade = match inherited {
            Some(trade) if self.random().chance(350_000) => trade,
            _ => needed,
        };
        self.follow(id, trade);
        if self.buildings.spend(Item::Tools, 1) {
            self.carry(id, Item::Tools, 1);
        }
        self.remember(id, What::CameOfAge, None, 45);
        let title = format!("{name} comes of age and becomes a {}", trade.as_str());
        self.tell(Tale::new(EventKind::ComingOfAge, 8, title).of(id));
    }

    /// The trade that lacks the most people by its share; more farmers are wanted when stores are low.
    pub(crate) fn needed_trade(&self) -> Occupation {
        let people = self.people.count().max(1);
        let hungry = self.buildings.stock().food() < people * 4;
        let lack = |(trade, share): &(Occupation, i64)| {
            let share = if hungry && *trade == Occupation::Farmer { share * 3 / 2 } else { *share };
            share * people / 1_000 - self.people.following(*trade) * 2
        };
        // Of equals the first, so that three people are farmers before one is a smith.
        let most = Occupation::TRADES.iter().map(lack).max().unwrap_or(0);
        let chosen = Occupation::TRADES.iter().find(|trade| lack(trade) == most);
        chosen.map_or(Occupation::Farmer, |(trade, _)| *trade)
    }

    pub(crate) fn follow(&mut self, id: PersonId, occupation: Occupation) {
        let now = self.now;
        self.people.change(id, |person| {
            person.livelihood.occupation = occupation;
            person.livelihood.since = now;
            person.livelihood.workplace = None;
        });
    }
}
