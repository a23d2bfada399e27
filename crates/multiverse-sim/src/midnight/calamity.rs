//! Whether one of the things comes tonight that nobody wishes for.

use crate::calendar::Season;
use crate::ids::BuildingId;
use crate::village::Village;

/// How often, in a million nights. Storms come mostly in the cold half of the year, fires when it is dry.
const STORMS: (i64, i64) = (14_000, 48_000);
const FIRES: (i64, i64) = (11_000, 44_000);
const PLAGUES: i64 = 2_000;
const RAIDS: i64 = 5_000;

impl Village {
    pub(super) fn suffer_calamities(&mut self) {
        let cold = matches!(self.now.season(), Season::Autumn | Season::Winter);
        let dry = self.world.weather.is_drought(self.now);
        if self.random().chance(if cold { STORMS.1 } else { STORMS.0 }) {
            self.storm();
        }
        if self.random().chance(if dry { FIRES.1 } else { FIRES.0 }) {
            self.burn();
        }
        self.end_plague();
        if self.world.plague.is_none() && self.random().chance(PLAGUES) {
            self.break_out();
        }
        if self.random().chance(RAIDS) {
            self.raid();
        }
    }

    /// The id of some building, or of one that is gone.
    pub(super) fn any_building(&mut self) -> BuildingId {
        let serials = i64::from(self.world.serials.building);
        BuildingId(u32::try_from(self.random().below(serials)).unwrap_or(0))
    }

    pub(super) fn buildings_count(&self) -> i64 {
        i64::try_from(self.buildings.len()).unwrap_or(i64::MAX)
    }
}
