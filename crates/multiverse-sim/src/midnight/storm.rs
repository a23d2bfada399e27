//! Storms.

use crate::events::{EventKind, Tale};
use crate::gauge::FULL;
use crate::life::Cause;
use crate::plants::{Habit, Stage};
use crate::village::Village;
use crate::world::Sky;

impl Village {
    pub(super) fn storm(&mut self) {
        self.world.weather.sky = Sky::Storm;
        let severity = self.random().within(100, 600);
        let damaged = self.damage_buildings(severity);
        let (fallen, ruined) = self.damage_plants(severity);
        let victim = if self.random().chance(severity * 1_200) {
            self.people.anybody(&mut self.world.random)
        } else {
            None
        };
        let title = if severity > 450 { "A storm such as nobody remembers" } else { "A storm in the night" };
        let title = format!("{title} hits {}", self.config.name);
        let more = format!("It damages {damaged} buildings, fells {fallen} trees and ruins {ruined} fields.");
        self.tell(Tale::new(EventKind::Storm, 30 + severity / 18, title).more(more));
        if let Some(victim) = victim {
            self.die(victim, Cause::Storm);
        }
    }

    fn damage_buildings(&mut self, severity: i64) -> i64 {
        let (now, hits) = (self.now, self.buildings_count() * severity / (8 * FULL));
        let mut damaged = 0;
        for _ in 0..hits {
            let (id, loss) = (self.any_building(), self.random().within(severity / 4, severity));
            let hit = self.buildings.change(id, |building| building.structure.condition.add(now, -loss));
            damaged += i64::from(hit.is_some());
        }
        damaged
    }

    /// Fells trees and ruins what grows on fields; answers how many of each.
    fn damage_plants(&mut self, severity: i64) -> (i64, i64) {
        let plants = i64::try_from(self.plants.len()).unwrap_or(i64::MAX);
        let (mut fallen, mut ruined) = (0, 0);
        for _ in 0..plants * severity / (30 * FULL) {
            let drawn = self.any_plant();
            let Some(plant) = self.plants.from(drawn) else { break };
            let (id, spot, species) = (plant.id, plant.position, plant.kind.species);
            match (species.habit(), plant.growth.stage) {
                (Habit::Timber, Stage::Grown | Stage::Ancient) => {
                    self.plants.remove(id);
                    self.plant(species, spot);
                    fallen += 1;
                }
                (Habit::Crop, Stage::Sprouting | Stage::Growing | Stage::Ripe) => {
                    self.enter(id, Stage::Fallow);
                    ruined += 1;
                }
                _ => {}
            }
        }
        (fallen, ruined)
    }
}
