//! Founding a village.

mod ground;
mod land;
mod people;
mod town;

pub(crate) use ground::site_spot;
pub(crate) use people::Newcomer;

use multiverse_client::TravelMark;

use crate::agenda::Agenda;
use crate::buildings::Town;
use crate::calendar::Moment;
use crate::config::{InvalidVillageConfig, VillageConfig};
use crate::events::{EventKind, News, Tale};
use crate::people::Populace;
use crate::plants::Flora;
use crate::random::Random;
use crate::village::{Village, tag_of};
use crate::world::{Chronicle, Harvest, Records, Serials, Tallies, Weather, WorldState};

impl Village {
    /// Founds a village: at midnight of its first day, a spring day, with people in its houses, plants on its land and
    /// some food in its stores.
    ///
    /// # Errors
    /// [`InvalidVillageConfig`], with what to change.
    pub fn found(config: VillageConfig) -> Result<Self, InvalidVillageConfig> {
        config.check()?;
        let world = bare_world(&config);
        let mut village = Self {
            config,
            now: Moment::ZERO,
            people: Populace::default(),
            plants: Flora::default(),
            buildings: Town::default(),
            world,
            doors: Vec::new(),
            travels: TravelMark::default(),
            agenda: Agenda::default(),
            news: News::default(),
        };
        village.found_town();
        village.found_land();
        village.found_families();
        village.world.records.people = village.people.count();
        village.agenda = Agenda::default();
        village.note_all();
        let people = village.people.count();
        let title = format!("{} is founded", village.config.name);
        village
            .tell(Tale::new(EventKind::Founding, 60, title).more(format!("{people} people come to stay.")));
        Ok(village)
    }
}

fn bare_world(config: &VillageConfig) -> WorldState {
    // The same seed in villages of other names is another history.
    let seed =
        config.name.bytes().fold(config.seed, |seed, byte| Random::seeded(seed ^ u64::from(byte)).draw());
    let random = Random::seeded(seed);
    let tag = tag_of(0, &random);
    WorldState {
        random,
        serials: Serials { tag, person: 1, plant: 1, building: 1 },
        weather: Weather::founded(Moment::ZERO),
        plague: None,
        famine_since: None,
        leader: None,
        deity: None,
        harvest: Harvest::default(),
        records: Records::default(),
        tallies: Tallies::default(),
        firsts: Vec::new(),
        discoveries: Vec::new(),
        chronicle: Chronicle::default(),
    }
}
