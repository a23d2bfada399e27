//! The weather of the day, seasons and droughts.

use crate::calendar::{DAY, Season};
use crate::events::{EventKind, Tale};
use crate::village::Village;
use crate::world::Sky;

/// How many summers in a million are dry.
const DROUGHTS: i64 = 130_000;

impl Village {
    pub(super) fn turn_weather(&mut self) {
        let (now, before) = (self.now, self.world.weather.sky);
        self.end_drought();
        let summer_begins = now.day() % 12 == 3 && !self.world.weather.is_drought(now);
        if summer_begins && self.random().chance(DROUGHTS) {
            self.begin_drought();
        }
        self.world.weather.turn(now, &mut self.world.random);
        let title = match (before, self.world.weather.sky) {
            (Sky::Snow, Sky::Snow) => return,
            (_, Sky::Snow) => "Snow falls",
            (_, Sky::Fog) => "Fog lies over the fields",
            _ => return,
        };
        self.tell(Tale::new(EventKind::Weather, 4, title));
    }

    pub(super) fn begin_drought(&mut self) {
        let days = self.random().within(4, 6);
        self.world.weather.drought_until = Some(self.now.plus(days * DAY));
        let title = format!("Drought: no rain falls on {}", self.config.name);
        self.tell(
            Tale::new(EventKind::Drought, 56, title).more("The fields dry out, and houses burn easily."),
        );
    }

    fn end_drought(&mut self) {
        if self.world.weather.drought_until.is_some_and(|until| until <= self.now) {
            self.world.weather.drought_until = None;
            let title = match self.now.season() {
                Season::Winter => "The dry months end in snow",
                _ => "Rain at last: the drought is over",
            };
            self.tell(Tale::new(EventKind::Drought, 30, title));
        }
    }
}
