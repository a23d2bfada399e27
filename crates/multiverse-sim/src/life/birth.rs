//! Expecting and bearing children.

use crate::calendar::{DAY, HOUR};
use crate::events::{EventKind, Tale};
use crate::founding::Newcomer;
use crate::gauge::FULL;
use crate::ids::PersonId;
use crate::life::Cause;
use crate::people::{Activity, Doing, Expecting, Sex, What};
use crate::random::MILLION;
use crate::village::Village;
use crate::world::{Discovery, First};

/// Months until a child comes, each a day.
const TERM: i64 = 9 * DAY;
/// How many couples in a million begin to expect a child in a day, where there is room and food for many.
const WISHED: i64 = 55_000;
/// How many births in a million are of twins, and how many cost the mother's life.
const TWINS: i64 = 15_000;
const FATAL: i64 = 6_000;

impl Village {
    /// Begins to expect a child, or not: couples have more of them where beds are free and stores are full, so that a
    /// village neither dies out nor outgrows its land.
    pub(super) fn conceive(&mut self, id: PersonId) {
        let now = self.now;
        let Some(person) = self.person(id) else { return };
        let age = person.age(now);
        let able = person.identity.sex == Sex::Female
            && (17..45).contains(&age)
            && person.family.expecting.is_none()
            && person.family.may_have_more()
            && person.health.illness.is_none();
        let Some(father) = person.family.spouse.filter(|spouse| able && self.people.contains(*spouse)) else {
            return;
        };
        let chance = WISHED * self.room() / FULL * self.plenty() / FULL;
        if self.random().chance(if age < 36 { chance } else { chance / 2 })
            && let Some(person) = self.people.get_mut(id)
        {
            person.family.expecting = Some(Expecting { father, due: now.plus(TERM) });
        }
    }

    /// How free houses are, 0–1000: full when one bed in seven is.
    fn room(&self) -> i64 {
        let (beds, people) = (self.buildings.beds(), self.people.count());
        ((beds - people) * 7 * FULL / beds.max(1)).clamp(0, FULL)
    }

    /// How full stores are, 0–1000: full when they last for five days.
    fn plenty(&self) -> i64 {
        (self.buildings.stock().food() * FULL / (self.people.count().max(1) * 10)).clamp(0, FULL)
    }

    /// Bears the child that is due.
    pub(super) fn give_birth(&mut self, id: PersonId) {
        let now = self.now;
        let Some(person) = self.people.get_mut(id) else { return };
        let Some(expecting) = person.family.expecting.filter(|expecting| expecting.due <= now) else {
            return;
        };
        person.family.expecting = None;
        let twins = self.random().chance(TWINS);
        let born: Vec<_> = (0..1 + u8::from(twins)).filter_map(|_| self.bear(id, expecting.father)).collect();
        self.tell_birth(id, expecting.father, &born);
        let helped = self.world.knows(Discovery::Midwifery);
        if self.random().chance(if helped { FATAL / 4 } else { FATAL }) {
            self.die(id, Cause::Childbirth);
        }
    }

    fn bear(&mut self, mother: PersonId, father: PersonId) -> Option<PersonId> {
        let now = self.now;
        let sex = if self.random().chance(MILLION / 2) { Sex::Female } else { Sex::Male };
        let parent = self.person(mother)?;
        let (spot, home, family) = (parent.spot(now), parent.livelihood.home, parent.identity.family.clone());
        // A child has the father's name.
        let family = self.person(father).map_or(family, |father| father.identity.family.clone());
        let child = self.add_person(Newcomer { sex, family, born: now, spot })?;
        self.move_to(child, home);
        let until = now.next_hour(6).plus(HOUR);
        self.occupy(child, Activity { doing: Doing::Sleeping, until });
        if let Some(person) = self.people.get_mut(child) {
            person.family.mother = Some(mother);
            person.family.father = Some(father);
        }
        for parent in [mother, father] {
            if let Some(person) = self.people.get_mut(parent)
                && person.family.may_have_more()
            {
                person.family.children.push(child);
            }
            self.remember(parent, What::ChildBorn, Some(child), 85);
        }
        self.world.tallies.births += 1;
        Some(child)
    }

    fn tell_birth(&mut self, mother: PersonId, father: PersonId, born: &[PersonId]) {
        let names: Vec<_> = born.iter().map(|child| self.name_of(*child)).collect();
        if names.is_empty() {
            return;
        }
        let verb = if names.len() > 1 { "are born, twins" } else { "is born" };
        let fame = |id| self.person(id).map_or(0, |person| person.standing.fame);
        let fame = fame(mother).max(fame(father));
        let count = self.world.tallies.births;
        let importance = if self.is_first(First::Birth) {
            65
        } else if is_round(count) {
            55
        } else {
            20 + 10 * i64::from(names.len() > 1) + fame / 2
        };
        let parents = format!("To {} and {}.", self.name_of(mother), self.name_of(father));
        let more = format!("{parents} It is birth {count} since the founding.");
        let title = format!("{} {verb}", names.join(" and "));
        let tale = Tale::new(EventKind::Birth, importance, title).more(more);
        let tale = born.iter().fold(tale, |tale, child| tale.of(child));
        self.tell(tale.of(mother).of(father));
    }
}

/// 100, 200 … 900, 1000, 2000 … : ever rarer, so that a large village has not ten times the history of a small one.
pub(crate) fn is_round(count: i64) -> bool {
    let mut unit = 100;
    while count >= unit * 10 {
        unit *= 10;
    }
    count >= unit && count % unit == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn round_numbers_get_rarer() {
        let round: Vec<_> = (0..3_001).filter(|count| is_round(*count)).collect();
        assert_eq!(round, [100, 200, 300, 400, 500, 600, 700, 800, 900, 1_000, 2_000, 3_000]);
    }
}
