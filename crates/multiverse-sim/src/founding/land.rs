//! The first plants.

use crate::agenda::Actor;
use crate::founding::ground::{field_spot, wood_spot};
use crate::ids::PlantId;
use crate::plants::{Habit, Plant, Species, Stage};
use crate::spot::Spot;
use crate::village::Village;

/// How many of a thousand plants are of which species: fields first, then the wood.
const SHARES: [(Species, i64); 8] = [
    (Species::Wheat, 240),
    (Species::Turnip, 140),
    (Species::Flax, 40),
    (Species::Herb, 40),
    (Species::Berry, 110),
    (Species::Apple, 90),
    (Species::Oak, 170),
    (Species::Birch, 170),
];

impl Village {
    pub(super) fn found_land(&mut self) {
        let plants = i64::try_from(self.config.plants).unwrap_or(i64::MAX);
        let (mut index, mut shares) = (0, 0);
        let fields: i64 =
            SHARES.iter().filter(|(species, _)| species.habit() != Habit::Timber).map(|(_, s)| s).sum();
        let fields = plants * fields / 1_000;
        for (species, share) in SHARES {
            shares += share;
            while index < plants * shares / 1_000 {
                let spot = if species.habit() == Habit::Timber {
                    wood_spot(&self.config, index - fields, &mut self.world.random)
                } else {
                    field_spot(&self.config, index, fields, &mut self.world.random)
                };
                self.found_plant(species, spot);
                index += 1;
            }
        }
    }

    /// Plants one that has grown for some time already, so that not all ripen at once.
    fn found_plant(&mut self, species: Species, spot: Spot) {
        let drawn = self.random().below(10);
        let stage = match (species.habit(), drawn) {
            (Habit::Crop, 0..6) => Stage::Fallow,
            (Habit::Crop, 6..9) => Stage::Sown,
            (Habit::Crop, _) => Stage::Sprouting,
            (Habit::Bearing, 0..7) => Stage::Resting,
            (Habit::Bearing, _) => Stage::Flowering,
            (Habit::Timber, 0..2) => Stage::Seedling,
            (Habit::Timber, 2..6) => Stage::Sapling,
            (Habit::Timber, _) => Stage::Grown,
        };
        let share = self.random().within(50, 1_000);
        if let Some(id) = self.next_plant() {
            self.plants.insert(Plant::grown(id, species, spot, self.now, stage, share));
        }
    }

    /// A new plant where another stood.
    pub(crate) fn plant(&mut self, species: Species, spot: Spot) {
        if let Some(id) = self.next_plant() {
            let plant = Plant::grown(id, species, spot, self.now, species.first_stage(), 1_000);
            if let Some(at) = plant.growth.next {
                self.agenda.note(at, Actor::Plant(id));
            }
            self.plants.insert(plant);
        }
    }

    fn next_plant(&mut self) -> Option<PlantId> {
        let serial = self.world.serials.plant;
        self.world.serials.plant = serial.checked_add(1)?;
        Some(PlantId(serial))
    }
}
