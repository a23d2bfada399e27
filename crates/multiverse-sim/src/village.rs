//! The village as a whole, and how its time goes by.

use bytes::Bytes;
use multiverse_client::{SerializeError, TravelMark, World};
use multiverse_model::{Day, Tick};

use crate::agenda::{Actor, Agenda};
use crate::buildings::{BuildingKind, Town};
use crate::calendar::{DAY, Moment, Season};
use crate::census::Census;
use crate::config::VillageConfig;
use crate::events::{News, Tale, VillageEvent};
use crate::ids::{BuildingId, PersonId};
use crate::people::{Person, Populace};
use crate::plants::Flora;
use crate::random::Random;
use crate::travel::Door;
use crate::world::{First, WorldState};

/// A village that lives: people, plants and buildings, and all that happens to them.
///
/// The same seed gives the same village and, tick for tick, the same future, on every platform; so does a village that
/// was read from a save. Time stands still but in [`step`](Self::step) and [`run`](Self::run), which cost by what
/// happens, not by how many live there.
#[derive(Debug, Clone)]
pub struct Village {
    pub(crate) config: VillageConfig,
    pub(crate) now: Moment,
    pub(crate) people: Populace,
    pub(crate) plants: Flora,
    pub(crate) buildings: Town,
    pub(crate) world: WorldState,
    pub(crate) doors: Vec<Door>,
    pub(crate) travels: TravelMark,
    /// Follows from the above, and is not saved.
    pub(crate) agenda: Agenda,
    pub(crate) news: News,
}

/// Where the clock stops: no tick is later than 2^53 − 1, and what is planned has to fit before that.
pub(crate) const END: i64 = (1 << 53) - 1 - 100_000 * DAY;

impl Village {
    /// Lets one tick go by.
    pub fn step(&mut self) {
        self.run(1);
    }

    /// Lets so many ticks go by, exactly as if each had been a [`step`](Self::step), and answers how many did: fewer
    /// only at the end of the clock, after 14 million years of play.
    pub fn run(&mut self, ticks: u64) -> u64 {
        self.run_until(ticks, |_| false)
    }

    /// As [`run`](Self::run), but stops at the end of the tick of the first event of which `stop` says so, so that the
    /// world can be saved as it was then.
    pub fn run_until(&mut self, ticks: u64, mut stop: impl FnMut(&VillageEvent) -> bool) -> u64 {
        let began = self.now;
        let end = began.plus(i64::try_from(ticks).unwrap_or(i64::MAX)).min(Moment::at(END));
        while self.agenda.next().is_some_and(|next| next <= end) {
            let told = self.news.told();
            self.live();
            if self.news.after(told).any(&mut stop) {
                return self.now.since(began).unsigned_abs();
            }
        }
        self.now = end;
        end.since(began).unsigned_abs()
    }

    /// Hands out what happened since the last time, in order.
    ///
    /// It is not part of a save: ask before saving. Of more than 65,536 the oldest are lost.
    pub fn drain_events(&mut self) -> impl Iterator<Item = VillageEvent> + '_ {
        self.news.drain()
    }

    /// Gives the village, as it is, another future. Villages of one save that diverge by the same seed stay the same.
    ///
    /// Who is born from now on has ids that no other future of it has.
    pub fn diverge(&mut self, seed: u64) {
        self.world.random = self.world.random.diverged(seed);
        self.world.serials.tag = tag_of(self.world.serials.tag, &self.world.random);
        // Beyond all who are here, of whatever history: of the new tag too there may be somebody.
        let last = self.people.last().map_or(0, |id| id.serial);
        self.world.serials.person = self.world.serials.person.max(last.saturating_add(1));
    }

    /// What it is called.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.config.name
    }

    /// How it was founded.
    #[must_use]
    pub fn config(&self) -> &VillageConfig {
        &self.config
    }

    /// The season now.
    #[must_use]
    pub fn season(&self) -> Season {
        self.now.season()
    }

    /// The last things that people talk about, oldest first.
    pub fn chronicle(&self) -> impl Iterator<Item = &VillageEvent> {
        self.world.chronicle.iter()
    }

    /// Lets happen what is due next, all of that tick.
    fn live(&mut self) {
        let Some(next) = self.agenda.next() else { return };
        self.now = next;
        while let Some((at, actor)) = self.agenda.due(next) {
            match actor {
                Actor::Midnight => self.turn_day(),
                Actor::Building(id) if self.inspection_of(id) == Some(at) => self.inspect(id),
                Actor::Plant(id)
                    if self.plants.get(id).is_some_and(|plant| plant.growth.next == Some(at)) =>
                {
                    self.grow(id);
                }
                Actor::Person(id)
                    if self.people.get(id).is_some_and(|person| person.activity.until == at) =>
                {
                    self.act(id);
                }
                // Something came between: the actor has another moment by now, or is gone.
                Actor::Building(_) | Actor::Plant(_) | Actor::Person(_) => {}
            }
        }
    }

    fn inspection_of(&self, id: BuildingId) -> Option<Moment> {
        self.buildings.get(id).and_then(|building| building.structure.inspection)
    }

    /// Notes everything that is due, of a village that was founded or read.
    pub(crate) fn note_all(&mut self) {
        self.agenda.note(Moment::at((self.now.day() + 1) * DAY), Actor::Midnight);
        for building in self.buildings.iter() {
            if let Some(at) = building.structure.inspection {
                self.agenda.note(at, Actor::Building(building.id));
            }
        }
        for plant in self.plants.iter() {
            if let Some(at) = plant.growth.next {
                self.agenda.note(at, Actor::Plant(plant.id));
            }
        }
        for person in self.people.iter() {
            self.agenda.note(person.activity.until, Actor::Person(person.id));
        }
    }

    pub(crate) fn tell(&mut self, tale: Tale) {
        let event = tale.at(self.tick(), self.day());
        self.world.chronicle.add(&event);
        self.news.push(event);
    }

    /// Notes that something was done; true for the first time.
    pub(crate) fn is_first(&mut self, first: First) -> bool {
        let new = !self.world.firsts.contains(&first);
        if new {
            self.world.firsts.push(first);
        }
        new
    }

    pub(crate) fn random(&mut self) -> &mut Random {
        &mut self.world.random
    }

    pub(crate) fn person(&self, id: PersonId) -> Option<&Person> {
        self.people.get(id)
    }

    /// What somebody is called; nobody, if they are not here.
    pub(crate) fn name_of(&self, id: PersonId) -> String {
        self.person(id).map_or_else(|| "somebody".to_owned(), Person::name)
    }

    /// Where people meet.
    pub(crate) fn meeting_place(&self, near: BuildingId) -> Option<BuildingId> {
        self.buildings
            .next_open(BuildingKind::Tavern, near)
            .or_else(|| self.buildings.next_open(BuildingKind::Well, near))
    }
}

/// The tag of a history that began with this generator.
pub(crate) fn tag_of(before: u32, random: &Random) -> u32 {
    let drawn = random.diverged(u64::from(before)).draw();
    u32::try_from(drawn >> 32).expect("32 bits")
}

impl World for Village {
    fn tick(&self) -> Tick {
        Tick::new(self.now.tick().unsigned_abs()).expect("the clock stops before")
    }

    /// The first day is day 1.
    fn day(&self) -> Day {
        Day::new((self.now.day() + 1).unsigned_abs()).expect("fewer than ticks")
    }

    /// The [snapshot](Village::snapshot).
    fn serialize(&self) -> Result<Bytes, SerializeError> {
        Ok(Bytes::from(self.snapshot()))
    }

    fn entity_count(&self) -> u64 {
        let Census { people, plants, buildings, .. } = self.census();
        people + plants + buildings
    }
}
