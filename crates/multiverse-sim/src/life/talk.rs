//! Talking: friends are made, and enemies.

use crate::events::{EventKind, Tale};
use crate::ids::PersonId;
use crate::people::{Skill, What};
use crate::village::Village;

/// From these on two are friends, or enemies.
const FRIENDS: i64 = 700;
const ENEMIES: i64 = -500;

impl Village {
    pub(super) fn talk(&mut self, id: PersonId) {
        let now = self.now;
        if let Some(person) = self.people.get_mut(id) {
            person.needs.loneliness.add(now, -450);
            person.skills.practise(Skill::Speech, 1);
        }
        if self.court(id) {
            return;
        }
        let Some(other) = self.partner(id) else { return };
        let mood = self.person(id).map_or(0, |person| person.mood.value);
        let by = self.random().within(-85, 85) + mood / 60;
        let (before, after) = self.warm(id, other, by);
        self.warm(other, id, by);
        if before < FRIENDS && after >= FRIENDS {
            self.befriend(id, other);
        } else if before > ENEMIES && after <= ENEMIES {
            self.fall_out(id, other);
        } else if by < -45 {
            self.remember(id, What::Quarrelled, Some(other), by / 2);
        } else if self.random().chance(250_000) {
            self.remember(id, What::Talked, Some(other), by / 4);
        }
    }

    /// Somebody they know, or anybody who is there.
    fn partner(&mut self, id: PersonId) -> Option<PersonId> {
        let known = i64::try_from(self.person(id)?.relations.iter().len()).unwrap_or(0);
        if known > 0 && self.random().chance(700_000) {
            let chosen = usize::try_from(self.random().below(known)).unwrap_or(0);
            let with = self.person(id)?.relations.iter().nth(chosen)?.with;
            if self.people.contains(with) {
                return Some(with);
            }
            // Dead, or gone through a passage.
            self.people.get_mut(id)?.relations.forget(with);
        }
        let met = self.people.anybody(&mut self.world.random)?;
        let talks = self.person(met).is_some_and(|met| met.age(self.now) >= 3);
        (met != id && talks).then_some(met)
    }

    /// Lets somebody feel more or less for another, and answers what they felt before and feel now.
    pub(crate) fn warm(&mut self, id: PersonId, other: PersonId, by: i64) -> (i64, i64) {
        let now = self.now;
        self.people.get_mut(id).map_or((0, 0), |person| person.relations.feel(now, other, by))
    }

    fn befriend(&mut self, id: PersonId, other: PersonId) {
        self.remember(id, What::Befriended, Some(other), 50);
        self.remember(other, What::Befriended, Some(id), 50);
        let title = format!("{} and {} become friends", self.name_of(id), self.name_of(other));
        self.tell(Tale::new(EventKind::Friendship, 9, title).of(id).of(other));
    }

    fn fall_out(&mut self, id: PersonId, other: PersonId) {
        self.remember(id, What::FellOut, Some(other), -60);
        self.remember(other, What::FellOut, Some(id), -60);
        let title = format!("{} and {} fall out for good", self.name_of(id), self.name_of(other));
        self.tell(Tale::new(EventKind::Feud, 14, title).of(id).of(other));
    }
}
