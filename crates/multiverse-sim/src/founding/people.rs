//! The first people, and those who come later.

use crate::agenda::Actor;
use crate::calendar::{HOUR, Moment, YEAR};
use crate::ids::{BuildingId, PersonId};
use crate::people::{
    AGED, Activity, Doing, FAMILIES, Family, GROWN, Health, Identity, Inventory, Livelihood, Memories, Mood,
    Movement, Needs, Occupation, Person, Position, Relations, Sex, Skill, Skills, Standing, first_name,
};
use crate::random::MILLION;
use crate::spot::Spot;
use crate::village::Village;

/// Somebody who was not there before.
#[derive(Debug, Clone)]
pub(crate) struct Newcomer {
    pub(crate) sex: Sex,
    pub(crate) family: String,
    pub(crate) born: Moment,
    pub(crate) spot: Spot,
}

/// A family that comes together.
struct Settlers<'a> {
    name: &'a str,
    spot: Spot,
    home: Option<BuildingId>,
}

/// The founders of the first houses are known to everybody from the beginning.
const HEADS: i64 = 8;
const HEAD_FAME: i64 = 25;

impl Village {
    pub(super) fn found_families(&mut self) {
        let people = i64::try_from(self.config.people).unwrap_or(i64::MAX);
        while self.people.count() < people {
            let room = people - self.people.count();
            let head = self.people.count() < HEADS;
            for id in self.settle_family(room) {
                if head && let Some(person) = self.people.get_mut(id) {
                    person.standing = Standing::new(HEAD_FAME);
                }
            }
        }
    }

    /// Lets a family of at most `most` come, and answers who they are.
    pub(crate) fn settle_family(&mut self, most: i64) -> Vec<PersonId> {
        let name = self.random().pick(&FAMILIES);
        let home = self.buildings.roomiest(1);
        let spot = home.and_then(|home| self.buildings.spot(home)).unwrap_or(Spot { x: 0, y: 0 });
        let settlers = Settlers { name, spot, home };
        let elder = self.random().within(18, 60);
        let sexes = if self.random().chance(MILLION / 2) {
            [Sex::Female, Sex::Male]
        } else {
            [Sex::Male, Sex::Female]
        };
        let couple = self.random().chance(750_000);
        let mut settled = Vec::new();
        for sex in sexes.into_iter().take(1 + usize::from(couple)).take(usize::try_from(most).unwrap_or(2)) {
            let age = (elder + self.random().within(-4, 4)).max(GROWN);
            settled.extend(self.settle(sex, &settlers, age));
        }
        if let [one, other] = settled[..] {
            self.wed_settlers(one, other);
            for _ in 0..self.random().within(0, 3).min(most - 2) {
                // Nobody is a parent before they are fourteen, and few before they are eighteen.
                let age = self.random().within(0, GROWN - 1).min(elder - 18);
                if age >= 0 {
                    settled.extend(self.settle_child(one, other, &settlers, age));
                }
            }
        }
        settled
    }

    fn settle(&mut self, sex: Sex, of: &Settlers<'_>, age: i64) -> Option<PersonId> {
        let born = self.now.plus(-(age * YEAR + self.random().below(YEAR)));
        let id = self.add_person(Newcomer { sex, family: of.name.to_owned(), born, spot: of.spot })?;
        self.move_to(id, of.home);
        Some(id)
    }

    fn wed_settlers(&mut self, one: PersonId, other: PersonId) {
        for (one, two) in [(one, other), (other, one)] {
            self.warm(one, two, 700);
            if let Some(person) = self.people.get_mut(one) {
                person.family.spouse = Some(two);
            }
        }
    }

    fn settle_child(
        &mut self,
        one: PersonId,
        other: PersonId,
        of: &Settlers<'_>,
        age: i64,
    ) -> Option<PersonId> {
        let sex = if self.random().chance(MILLION / 2) { Sex::Female } else { Sex::Male };
        let child = self.settle(sex, of, age)?;
        let is_woman =
            |id: PersonId| self.person(id).is_some_and(|person| person.identity.sex == Sex::Female);
        let (mother, father) = if is_woman(one) { (one, other) } else { (other, one) };
        if let Some(person) = self.people.get_mut(child) {
            (person.family.mother, person.family.father) = (Some(mother), Some(father));
        }
        for parent in [one, other] {
            if let Some(person) = self.people.get_mut(parent) {
                person.family.children.push(child);
            }
        }
        Some(child)
    }

    /// Adds somebody, with the trade that is needed most if they are grown. They sleep until the next morning.
    pub(crate) fn add_person(&mut self, newcomer: Newcomer) -> Option<PersonId> {
        let serial = self.world.serials.person;
        self.world.serials.person = serial.checked_add(1)?;
        let id = PersonId { serial, tag: self.world.serials.tag };
        let now = self.now;
        let name = first_name(self.random(), newcomer.sex).to_owned();
        let [hunger, fatigue, loneliness] = [(); 3].map(|()| self.random().within(100, 400));
        let mut person = Person {
            id,
            identity: Identity {
                name,
                family: newcomer.family,
                sex: newcomer.sex,
                born: newcomer.born,
                origin: self.config.name.clone(),
            },
            position: Position::new(newcomer.spot, now),
            movement: Movement::new(newcomer.spot, now),
            activity: Activity { doing: Doing::Sleeping, until: now.next_hour(5).plus(HOUR) },
            needs: Needs::new(now, hunger, fatigue, loneliness),
            mood: Mood::new(600, now),
            health: Health::new(now, 900),
            inventory: Inventory::default(),
            skills: Skills::default(),
            livelihood: Livelihood { occupation: Occupation::Child, since: now, workplace: None, home: None },
            family: Family::default(),
            standing: Standing::default(),
            relations: Relations::default(),
            memories: Memories::default(),
        };
        person.needs.fall_asleep(now);
        self.apprentice(&mut person);
        let until = person.activity.until;
        self.people.insert(person);
        self.agenda.note(until, Actor::Person(id));
        Some(id)
    }

    /// Gives a grown newcomer a trade, and the practice of their years.
    fn apprentice(&mut self, person: &mut Person) {
        let age = person.age(self.now);
        let late = self.random().within(0, 2 * HOUR);
        person.activity.until = person.activity.until.plus(late);
        if age < GROWN {
            return;
        }
        let trade = if age >= AGED { Occupation::Elder } else { self.needed_trade() };
        person.livelihood.occupation = trade;
        let points = (age - GROWN) * self.random().within(40, 75);
        person.skills.practise(trade.skill(), points);
        person.skills.practise(Skill::Speech, age);
    }
}
