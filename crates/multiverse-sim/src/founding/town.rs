//! The first buildings.

use crate::buildings::{Building, BuildingKind, INSPECTION};
use crate::founding::site_spot;
use crate::gauge::{FULL, Gauge};
use crate::goods::Item;
use crate::ids::BuildingId;
use crate::village::Village;

/// What lies in the stores for each person.
const PROVISIONS: [(Item, i64); 8] = [
    (Item::Wheat, 7),
    (Item::Turnips, 4),
    (Item::Apples, 2),
    (Item::Herbs, 1),
    (Item::Wood, 3),
    (Item::Stone, 2),
    (Item::Tools, 1),
    (Item::Cloth, 1),
];

impl Village {
    pub(super) fn found_town(&mut self) {
        let people = i64::try_from(self.config.people).unwrap_or(i64::MAX);
        let buildings = i64::try_from(self.config.buildings).unwrap_or(i64::MAX);
        let mut left = buildings;
        for (kind, count) in self.services(people) {
            // At least half are houses.
            let count = count.min(left - buildings / 2);
            for _ in 0..count.max(0) {
                self.found_building(kind);
                left -= 1;
            }
        }
        for _ in 0..left {
            self.found_building(BuildingKind::House);
        }
        for (item, each) in PROVISIONS {
            self.buildings.deposit(BuildingId(0), item, each * people);
        }
    }

    /// How many of each kind so many people need beside houses.
    pub(crate) fn services(&self, people: i64) -> impl Iterator<Item = (BuildingKind, i64)> + use<> {
        BuildingKind::SERVICES.into_iter().map(move |(kind, each)| {
            let vital = matches!(kind, BuildingKind::Storehouse);
            (kind, (people / each).max(i64::from(vital)))
        })
    }

    fn found_building(&mut self, kind: BuildingKind) {
        let Some(id) = self.lay_out(kind) else { return };
        let now = self.now;
        let (wear, age) = (self.wear(), self.random().within(0, 400));
        self.buildings.build(id, kind.labour(), now, wear);
        let inspection = now.plus(self.random().within(1, INSPECTION));
        self.buildings.change(id, |building| {
            building.structure.condition = Gauge::new(FULL - age, now, -wear);
            building.structure.inspection = Some(inspection);
        });
    }

    /// Lays out a site.
    pub(crate) fn lay_out(&mut self, kind: BuildingKind) -> Option<BuildingId> {
        let serial = self.world.serials.building;
        self.world.serials.building = serial.checked_add(1)?;
        let spot = site_spot(&self.config, serial, &mut self.world.random);
        let building = Building::site(BuildingId(serial), kind, spot, self.now);
        self.buildings.insert(building);
        Some(BuildingId(serial))
    }
}
