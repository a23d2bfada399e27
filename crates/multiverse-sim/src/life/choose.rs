//! Choosing what to do next, by the hour and by what is needed most.

use crate::buildings::BuildingKind;
use crate::calendar::{HOUR, Moment};
use crate::ids::{BuildingId, PersonId, Workplace};
use crate::people::{Activity, Ailment, Doing, GROWN, Person};
use crate::spot::Spot;
use crate::village::Village;

/// From these levels on a need decides.
const HUNGRY: i64 = 450;
const LONELY: i64 = 350;
/// Below this vigor even a cough keeps somebody in bed.
const FRAIL: i64 = 400;

/// What somebody is going to do, where, and for how many ticks once they are there.
struct Plan {
    doing: Doing,
    goal: Spot,
    ticks: i64,
}

impl Village {
    pub(super) fn choose(&mut self, id: PersonId) {
        let Some(plan) = self.plan(id) else { return };
        let now = self.now;
        let Some(person) = self.people.get_mut(id) else { return };
        let arrives = person.walk(now, plan.goal);
        let until = if plan.doing == Doing::Sleeping {
            person.needs.fall_asleep(now);
            now.next_hour(5).plus(plan.ticks).max(arrives.plus(1))
        } else {
            arrives.plus(plan.ticks.max(1))
        };
        self.occupy(id, Activity { doing: plan.doing, until });
    }

    fn plan(&mut self, id: PersonId) -> Option<Plan> {
        let (now, hour) = (self.now, self.now.hour());
        let person = self.person(id)?;
        let home = self.home_spot(person);
        let age = person.age(now);
        let hungry = person.needs.hunger.level(now) >= HUNGRY && self.has_food(person);
        let lonely = person.needs.loneliness.level(now) >= LONELY;
        let works = person.livelihood.occupation.is_trade() && (6..18).contains(&hour);
        if !(4..21).contains(&hour) {
            Some(self.at(home, Doing::Sleeping, 0, 2))
        } else if hungry {
            let carries = person.inventory.items.food() > 0;
            let table = if carries { person.spot(now) } else { home };
            Some(self.at(table, Doing::Eating, 0, 1))
        } else if must_stay_in_bed(person, now) {
            Some(self.at(home, Doing::Ailing, 3, 6))
        } else if age < GROWN {
            Some(self.childs_plan(id, age, home))
        } else if works {
            let goal = self.go_to_work(id).unwrap_or(home);
            Some(self.at(goal, Doing::Working, 2, 4))
        } else if lonely {
            let near = person.livelihood.home.unwrap_or(BuildingId(0));
            let place = self.meeting_place(near).and_then(|place| self.buildings.spot(place));
            Some(self.at(place.unwrap_or(home), Doing::Talking, 1, 2))
        } else {
            Some(self.at(home, Doing::Resting, 1, 2))
        }
    }

    fn childs_plan(&mut self, id: PersonId, age: i64, home: Spot) -> Plan {
        let near = self.person(id).and_then(|person| person.livelihood.home).unwrap_or(BuildingId(0));
        let school = self.buildings.next_open(BuildingKind::School, near);
        let well = self.buildings.next_open(BuildingKind::Well, near);
        let spot = |village: &Self, place: Option<BuildingId>| {
            place.and_then(|place| village.buildings.spot(place)).unwrap_or(home)
        };
        if age < 3 {
            self.at(home, Doing::Resting, 3, 5)
        } else if age >= 6 && (8..13).contains(&self.now.hour()) {
            let goal = spot(self, school);
            self.at(goal, Doing::Learning, 2, 4)
        } else {
            let goal = spot(self, well);
            self.at(goal, Doing::Playing, 2, 4)
        }
    }

    /// Something that takes between so many hours.
    fn at(&mut self, goal: Spot, doing: Doing, least: i64, most: i64) -> Plan {
        let ticks = self.random().within(least * HOUR, most * HOUR);
        Plan { doing, goal, ticks }
    }

    /// Where somebody lives; who has no home stays where they are.
    fn home_spot(&self, person: &Person) -> Spot {
        person
            .livelihood
            .home
            .and_then(|home| self.buildings.spot(home))
            .unwrap_or_else(|| person.spot(self.now))
    }

    /// Whether there is anything to eat; who looks for food in vain all day would not work for the next harvest.
    fn has_food(&self, person: &Person) -> bool {
        let larder = person.livelihood.home.and_then(|home| self.buildings.get(home));
        person.inventory.items.food() > 0
            || larder.is_some_and(|home| home.store.items.food() > 0)
            || self.buildings.stock().food() > 0
    }

    /// Decides where somebody works next, which they keep in mind, and answers where that is.
    fn go_to_work(&mut self, id: PersonId) -> Option<Spot> {
        let workplace = self.next_workplace(id)?;
        let person = self.people.get_mut(id)?;
        person.livelihood.workplace = Some(workplace);
        match workplace {
            Workplace::Plant(plant) => self.plants.spot(plant),
            Workplace::Building(building) => self.buildings.spot(building),
        }
    }
}

fn must_stay_in_bed(person: &Person, now: Moment) -> bool {
    let frail = person.health.vigor.level(now) < FRAIL;
    person.health.illness.is_some_and(|illness| frail || illness.ailment != Ailment::Cough)
}
