//! Sowing, tending and harvesting.

use crate::agenda::Actor;
use crate::buildings::BuildingKind;
use crate::events::{EventKind, Tale};
use crate::gauge::FULL;
use crate::goods::Item;
use crate::ids::{BuildingId, PersonId, PlantId, Workplace};
use crate::people::{Skill, What};
use crate::plants::{Habit, MOST_HARVESTS, Plant, Species, Stage};
use crate::village::Village;
use crate::world::{Discovery, First};

/// How many harvests in a million are talked about.
const BUMPER: i64 = 2_500;

impl Village {
    /// What is ripe comes first, then what lies fallow, then any field; in winter farmers help the builders.
    pub(super) fn next_field(&self, after: PlantId, luck: usize, building: BuildingId) -> Option<Workplace> {
        let sowing = if self.is_winter() { None } else { self.plants.fallow(after, luck) };
        let field = self.plants.ripe_crop(after, luck).or(sowing).map(Workplace::Plant);
        field.or_else(|| self.next_site(building)).or(Some(Workplace::Plant(after)))
    }

    /// Does at a plot what it wants.
    pub(super) fn work_field(&mut self, id: PersonId, plot: PlantId) {
        let Some(plant) = self.plants.get(plot) else { return };
        if plant.kind.species.habit() != Habit::Crop {
            return;
        }
        match plant.growth.stage {
            Stage::Ripe => self.harvest(id, plot),
            Stage::Fallow if self.is_winter() => {}
            Stage::Fallow => self.sow(id, plot),
            _ => self.tend(id, plot),
        }
    }

    fn sow(&mut self, id: PersonId, plot: PlantId) {
        let Some(species) = self.plants.get(plot).map(|plant| plant.kind.species) else { return };
        if self.world.knows(Discovery::CropRotation) {
            let other = match species {
                Species::Wheat => Species::Turnip,
                Species::Turnip => Species::Wheat,
                same => same,
            };
            self.plants.rotate(plot, other, self.now);
        }
        if let Some(tending) = self.plants.tending_mut(plot) {
            tending.care = if self.world.knows(Discovery::StarCalendar) { 35 } else { 20 };
            tending.by = Some(id);
        }
        self.enter(plot, Stage::Sown);
    }

    fn tend(&mut self, id: PersonId, plot: PlantId) {
        let care = self.ability(id, Skill::Farming) / 30;
        if let Some(tending) = self.plants.tending_mut(plot) {
            tending.care = (tending.care + care).min(100);
            tending.by = Some(id);
        }
    }

    fn harvest(&mut self, id: PersonId, plot: PlantId) {
        let Some(plant) = self.plants.get(plot) else { return };
        let (species, care) = (plant.kind.species, plant.tending.care);
        let (item, usual) = species.harvest();
        let yields = self.yields(species) * (850 + 3 * care) / FULL * self.ability(id, Skill::Farming) / FULL;
        let count = self.outcome(usual, yields);
        self.enter(plot, Stage::Fallow);
        self.reap(plot, id);
        let stored = self.bring_in(id, item, count);
        self.tell_first(First::Harvest, id, "brings in the first harvest");
        if stored > 0 && self.random().chance(BUMPER) {
            let title =
                format!("{} brings in {count} baskets of {} at once", self.name_of(id), species.as_str());
            self.remember(id, What::GoodHarvest, None, 45);
            self.tell(Tale::new(EventKind::Harvest, 11, title).of(id).of(plot));
        }
    }

    /// Notes a harvest at a plant.
    pub(super) fn reap(&mut self, plant: PlantId, by: PersonId) {
        if let Some(tending) = self.plants.tending_mut(plant) {
            tending.care = 0;
            tending.harvests = (tending.harvests + 1).min(MOST_HARVESTS);
            tending.by = Some(by);
        }
    }

    /// What a species yields now, in thousandths of the usual: weather, and what the village knows.
    pub(super) fn yields(&self, species: Species) -> i64 {
        let weather = self.world.weather.yields(self.now);
        let watered = self.world.knows(Discovery::Irrigation);
        let weather = if watered { weather.max((weather + FULL) / 2) } else { weather };
        let knows = |discovery| i64::from(self.world.knows(discovery));
        let ploughed = 100 * (knows(Discovery::HeavyPlough) + knows(Discovery::CropRotation));
        let milled = 80 * i64::from(self.buildings.next_open(BuildingKind::Mill, BuildingId(0)).is_some());
        let known = match species.harvest().0 {
            Item::Wheat => ploughed + milled,
            Item::Turnips => ploughed,
            Item::Apples | Item::Berries => 200 * knows(Discovery::Grafting),
            _ => 0,
        };
        weather * (FULL + known) / FULL
    }

    /// Lets a plant enter a stage, and notes when it comes to the next.
    pub(crate) fn enter(&mut self, id: PlantId, stage: Stage) {
        if let Some(at) = self.plants.enter(id, stage, self.now) {
            self.agenda.note(at, Actor::Plant(id));
        }
    }

    /// A plant comes to its next stage by itself.
    pub(crate) fn grow(&mut self, id: PlantId) {
        if let Some((next, _)) = self.plants.get(id).and_then(Plant::ahead) {
            self.enter(id, next);
        }
    }
}
