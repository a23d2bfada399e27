//! Weather.

use serde::{Deserialize, Serialize};

use crate::calendar::{Moment, Season};
use crate::gauge::{FULL, Gauge};
use crate::random::Random;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Weather {
    pub(crate) sky: Sky,
    /// How wet the ground is: 0 is dust, 1000 is mud.
    pub(crate) moisture: Gauge,
    /// Until when it will not rain.
    pub(crate) drought_until: Option<Moment>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Sky {
    Clear,
    Cloudy,
    Fog,
    Rain,
    Snow,
    Storm,
}

/// By how much the ground dries in a day.
const DRYING: i64 = -90;

impl Weather {
    pub(crate) fn founded(now: Moment) -> Self {
        Self { sky: Sky::Clear, moisture: Gauge::new(600, now, DRYING), drought_until: None }
    }

    pub(crate) fn is_drought(&self, now: Moment) -> bool {
        self.drought_until.is_some_and(|until| until > now)
    }

    /// The weather of a new day.
    pub(crate) fn turn(&mut self, now: Moment, random: &mut Random) {
        self.sky = if self.is_drought(now) { Sky::Clear } else { draw(now.season(), random) };
        match self.sky {
            Sky::Rain => self.moisture.add(now, random.within(180, 340)),
            Sky::Storm => self.moisture.add(now, 300),
            Sky::Snow | Sky::Fog => self.moisture.add(now, 120),
            Sky::Clear | Sky::Cloudy => {}
        }
    }

    /// What a harvest yields in this weather, in thousandths of the usual.
    pub(crate) fn yields(&self, now: Moment) -> i64 {
        let moisture = self.moisture.level(now);
        match moisture {
            ..400 => 350 + moisture * 650 / 400,
            400..800 => 1_000 + (moisture - 400) / 4,
            _ => 1_100 - (moisture - 800),
        }
    }

    pub(super) fn check(&self, now: Moment) -> Result<(), &'static str> {
        self.moisture.check(now)
    }
}

fn draw(season: Season, random: &mut Random) -> Sky {
    let [clear, cloudy, fog, rain] = match season {
        Season::Spring => [350, 250, 50, 350],
        Season::Summer => [550, 150, 0, 300],
        Season::Autumn => [250, 250, 150, 350],
        Season::Winter => [250, 250, 100, 100],
    };
    let drawn = random.below(FULL);
    if drawn < clear {
        Sky::Clear
    } else if drawn < clear + cloudy {
        Sky::Cloudy
    } else if drawn < clear + cloudy + fog {
        Sky::Fog
    } else if drawn < clear + cloudy + fog + rain {
        Sky::Rain
    } else {
        Sky::Snow
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::DAY;

    #[test]
    fn it_does_not_rain_in_a_drought_and_harvests_suffer() {
        let (mut weather, mut random) = (Weather::founded(Moment::ZERO), Random::seeded(1));
        weather.drought_until = Some(Moment::at(9 * DAY));
        let usual = weather.yields(Moment::ZERO);
        for day in 1..7 {
            weather.turn(Moment::at(day * DAY), &mut random);
            assert_eq!(weather.sky, Sky::Clear);
        }
        assert!(weather.yields(Moment::at(6 * DAY)) < usual / 2);
    }

    #[test]
    fn yields_are_bounded() {
        for moisture in 0..=FULL {
            let mut weather = Weather::founded(Moment::ZERO);
            weather.moisture = Gauge::new(moisture, Moment::ZERO, 0);
            assert!((350..=1_100).contains(&weather.yields(Moment::ZERO)), "{moisture}");
        }
    }
}
