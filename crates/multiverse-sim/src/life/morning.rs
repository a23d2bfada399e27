//! The morning: a month of the year goes by with each, so it is when bodies change.

use crate::ids::PersonId;
use crate::life::Cause;
use crate::people::{Mood, What};
use crate::village::Village;

/// From this hunger on somebody starves, and loses so much vigor in a day.
const STARVING: i64 = 940;
const STARVATION: i64 = 230;

impl Village {
    pub(super) fn wake(&mut self, id: PersonId) {
        let now = self.now;
        let Some(person) = self.people.get_mut(id) else { return };
        person.needs.wake(now);
        self.starve(id);
        self.ail(id);
        self.age(id);
        self.give_birth(id);
        self.come_of_age(id);
        self.conceive(id);
        self.find_home(id);
        self.feel(id);
    }

    fn starve(&mut self, id: PersonId) {
        let now = self.now;
        let Some(person) = self.people.get_mut(id) else { return };
        if person.needs.hunger.level(now) < STARVING {
            return;
        }
        person.health.vigor.add(now, -STARVATION);
        let dead = person.health.vigor.level(now) == 0;
        self.remember(id, What::Hungered, None, -70);
        if dead {
            self.die(id, Cause::Hunger);
        }
    }

    /// Dies of age, or not.
    fn age(&mut self, id: PersonId) {
        let Some(person) = self.person(id) else { return };
        let hazard = hazard(person.age(self.now));
        if self.random().chance(hazard) {
            self.die(id, Cause::Age);
        }
    }

    /// Sums up how somebody feels.
    fn feel(&mut self, id: PersonId) {
        let now = self.now;
        let Some(person) = self.people.get_mut(id) else { return };
        let needs = person.needs.hunger.level(now) / 4 + person.needs.loneliness.level(now) / 4;
        let ease = person.health.vigor.level(now) / 4 + i64::from(person.livelihood.home.is_some()) * 100;
        let value = 450 + ease - needs + person.memories.recent_feeling();
        person.mood = Mood::new(value, now);
    }
}

/// How many of a million people of an age die within a month, with nothing else to blame.
fn hazard(age: i64) -> i64 {
    match age {
        0 => 4_000,
        1..=4 => 700,
        5..=44 => 100,
        45..=54 => 700,
        55..=59 => 1_800,
        60..=64 => 3_500,
        65..=69 => 6_500,
        70..=74 => 11_000,
        75..=79 => 18_000,
        80..=84 => 30_000,
        85..=89 => 48_000,
        90..=99 => 80_000,
        _ => 150_000,
    }
}
