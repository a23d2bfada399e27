//! All people, and lists that follow from them.

use std::collections::BTreeSet;
use std::ops::Bound;

use super::{Occupation, Person};
use crate::ids::PersonId;
use crate::random::Random;
use crate::roll::Roll;

/// All people by id. The lists beside them follow from the people, and are not saved.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Populace {
    people: Roll<PersonId, Person>,
    ill: BTreeSet<PersonId>,
    /// How many follow each occupation.
    occupations: [i64; Occupation::COUNT],
}

impl Populace {
    pub(crate) fn get(&self, id: PersonId) -> Option<&Person> {
        self.people.get(id)
    }

    /// One to be changed in anything but illness and occupation, which have methods of their own.
    pub(crate) fn get_mut(&mut self, id: PersonId) -> Option<&mut Person> {
        self.people.get_mut(id)
    }

    pub(crate) fn iter(&self) -> impl ExactSizeIterator<Item = &Person> {
        self.people.iter()
    }

    pub(crate) fn count(&self) -> i64 {
        i64::try_from(self.people.len()).unwrap_or(i64::MAX)
    }

    pub(crate) fn contains(&self, id: PersonId) -> bool {
        self.people.contains(id)
    }

    /// The one with the highest serial.
    pub(crate) fn last(&self) -> Option<PersonId> {
        self.people.last()
    }

    /// How many follow an occupation.
    pub(crate) fn following(&self, occupation: Occupation) -> i64 {
        self.occupations[occupation as usize]
    }

    /// The next who is ill after another; from the first again, if that was the last.
    pub(crate) fn next_ill(&self, after: PersonId) -> Option<PersonId> {
        let later = self.ill.range((Bound::Excluded(after), Bound::Unbounded)).next();
        later.or_else(|| self.ill.first()).copied()
    }

    /// Anybody: the first whose serial is not below a drawn one.
    pub(crate) fn anybody(&self, random: &mut Random) -> Option<PersonId> {
        let last = self.people.last()?.serial;
        let serial = random.below(i64::from(last) + 1);
        let drawn = PersonId { serial: u32::try_from(serial).unwrap_or(u32::MAX), tag: 0 };
        self.people.at_or_after(drawn)
    }

    pub(crate) fn insert(&mut self, person: Person) {
        self.occupations[person.livelihood.occupation as usize] += 1;
        if person.health.illness.is_some() {
            self.ill.insert(person.id);
        }
        self.people.insert(person.id, person);
    }

    pub(crate) fn remove(&mut self, id: PersonId) -> Option<Person> {
        let person = self.people.remove(id)?;
        self.occupations[person.livelihood.occupation as usize] -= 1;
        self.ill.remove(&id);
        Some(person)
    }

    /// Changes somebody, illness and occupation included; the lists follow.
    pub(crate) fn change(&mut self, id: PersonId, change: impl FnOnce(&mut Person)) {
        if let Some(mut person) = self.remove(id) {
            change(&mut person);
            self.insert(person);
        }
    }
}

impl FromIterator<Person> for Populace {
    fn from_iter<T: IntoIterator<Item = Person>>(people: T) -> Self {
        let mut populace = Self::default();
        people.into_iter().for_each(|person| populace.insert(person));
        populace
    }
}
