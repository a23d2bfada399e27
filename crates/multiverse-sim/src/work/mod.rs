//! Work, by trade.

mod building;
mod catching;
mod craft;
mod felling;
mod field;
mod gathering;
mod healing;

use crate::buildings::BuildingKind;
use crate::calendar::Season;
use crate::events::{EventKind, Tale};
use crate::gauge::FULL;
use crate::goods::Item;
use crate::ids::{BuildingId, PersonId, PlantId, Workplace};
use crate::life::Cause;
use crate::people::{Ailment, Occupation, Skill, What};
use crate::random::MILLION;
use crate::village::Village;
use crate::world::{Discovery, First};

/// More than there are plants.
const LUCK: i64 = 1 << 30;

impl Village {
    /// Where somebody works next: at what wants it most of what comes after the place where they were last, so that
    /// those of one trade spread over the village.
    pub(crate) fn next_workplace(&mut self, id: PersonId) -> Option<Workplace> {
        let livelihood = self.person(id)?.livelihood;
        let plant = match livelihood.workplace {
            Some(Workplace::Plant(plant)) => plant,
            _ => self.any_plant(),
        };
        let building = match livelihood.workplace {
            Some(Workplace::Building(building)) => building,
            _ => livelihood.home.unwrap_or(BuildingId(0)),
        };
        let luck = usize::try_from(self.random().below(LUCK)).unwrap_or(0);
        let open = |kind| self.buildings.next_open(kind, building).map(Workplace::Building);
        match livelihood.occupation {
            Occupation::Farmer => self.next_field(plant, luck, building),
            Occupation::Forager => self.plants.ripe_fruit(plant, luck).or(Some(plant)).map(Workplace::Plant),
            Occupation::Woodcutter => self.plants.timber(plant, luck).map(Workplace::Plant),
            Occupation::Builder => self.next_site(building),
            Occupation::Fisher => open(BuildingKind::Landing),
            Occupation::Smith => open(BuildingKind::Smithy),
            Occupation::Weaver => open(BuildingKind::Weavery),
            Occupation::Healer => self.next_patient(id),
            Occupation::Priest => open(BuildingKind::Temple).or_else(|| open(BuildingKind::Well)),
            Occupation::Child | Occupation::Elder => None,
        }
    }

    pub(crate) fn any_plant(&mut self) -> PlantId {
        let serials = i64::from(self.world.serials.plant);
        PlantId(u32::try_from(self.random().below(serials)).unwrap_or(0))
    }

    /// What somebody gets done.
    pub(crate) fn work(&mut self, id: PersonId) {
        let Some(livelihood) = self.person(id).map(|person| person.livelihood) else { return };
        match (livelihood.occupation, livelihood.workplace) {
            (Occupation::Farmer, Some(Workplace::Plant(plant))) => self.work_field(id, plant),
            (Occupation::Forager, Some(Workplace::Plant(plant))) => self.gather(id, plant),
            (Occupation::Woodcutter, Some(Workplace::Plant(plant))) => self.fell(id, plant),
            (Occupation::Farmer | Occupation::Builder, Some(Workplace::Building(site))) => {
                self.build(id, site);
            }
            (Occupation::Fisher, _) => self.fish(id),
            (Occupation::Smith, _) => self.forge(id),
            (Occupation::Weaver, _) => self.weave(id),
            (Occupation::Healer, _) => self.heal(id),
            (Occupation::Priest, _) => self.worship(id),
            _ => {}
        }
        self.gain_practice(id, livelihood.occupation);
        self.risk(id, livelihood.occupation);
    }

    /// How well somebody works, in thousandths: practice counts, and tools do if there is one for every other.
    pub(crate) fn ability(&self, id: PersonId, skill: Skill) -> i64 {
        let level = self.person(id).map_or(0, |person| person.skills.level(skill));
        let equipped = self.buildings.stock().of(Item::Tools) * 2 >= self.people.count();
        let tools = if equipped { 60 + 60 * i64::from(self.world.knows(Discovery::Steel)) } else { 0 };
        780 + level * 5 + tools
    }

    /// So much of something as comes out of it, give or take a tenth.
    pub(crate) fn outcome(&mut self, usual: i64, thousandths: i64) -> i64 {
        let luck = self.random().within(900, 1_100);
        (usual * thousandths / FULL * luck + FULL / 2) / FULL
    }

    fn gain_practice(&mut self, id: PersonId, occupation: Occupation) {
        let points = self.random().within(1, 2);
        let Some(person) = self.people.get_mut(id) else { return };
        if !person.skills.practise(occupation.skill(), points) {
            return;
        }
        let name = person.name();
        let title = format!("{name} becomes a master {}", occupation.as_str());
        self.honour(id, 6, &title);
        self.remember(id, What::Mastered, None, 70);
        let importance = if self.is_first(First::Master) { 55 } else { 20 };
        self.tell(Tale::new(EventKind::Mastery, importance, title).of(id));
    }

    /// Work is dangerous, some more than other.
    fn risk(&mut self, id: PersonId, occupation: Occupation) {
        let (hazard, how) = match occupation {
            Occupation::Woodcutter => (500, "under a falling tree"),
            Occupation::Builder => (400, "falling from a scaffold"),
            Occupation::Fisher => (350, "in the river"),
            Occupation::Smith => (250, "at the forge"),
            _ => (60, "in an accident"),
        };
        if !self.random().chance(hazard) {
            return;
        }
        if self.random().chance(MILLION / 5) {
            self.die(id, Cause::Accident(how));
        } else {
            self.fall_ill(id, Ailment::Injury);
            let title = format!("{} is hurt {how}", self.name_of(id));
            self.tell(Tale::new(EventKind::Accident, 12, title).of(id));
        }
    }

    pub(crate) fn is_winter(&self) -> bool {
        self.now.season() == Season::Winter
    }

    /// Tells of something that was done for the first time.
    fn tell_first(&mut self, first: First, id: PersonId, what: &str) {
        if self.is_first(first) {
            let title = format!("{} {what}", self.name_of(id));
            self.tell(Tale::new(EventKind::First, 55, title).more("It is the first of the village.").of(id));
        }
    }
}
