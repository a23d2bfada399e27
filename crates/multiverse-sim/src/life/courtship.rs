//! Courting and marrying.

use crate::events::{EventKind, Tale};
use crate::goods::Item;
use crate::ids::PersonId;
use crate::people::{Person, What};
use crate::village::Village;
use crate::world::First;

/// Who courts: years.
const COURTING: std::ops::RangeInclusive<i64> = 16..=55;
/// As many years may lie between two who court.
const YEARS_BETWEEN: i64 = 12;
/// From this affinity of both on they marry.
const IN_LOVE: i64 = 480;
/// How many people somebody looks at before giving up for today.
const GLANCES: usize = 3;

impl Village {
    /// Courts somebody, if single; they may marry. Answers whether there was anybody.
    pub(super) fn court(&mut self, id: PersonId) -> bool {
        if !self.person(id).is_some_and(|person| self.is_single(person)) {
            return false;
        }
        let Some(other) = self.sweetheart(id).or_else(|| self.look_around(id)) else { return false };
        let (mine, theirs) = (self.random().within(-20, 160), self.random().within(-40, 150));
        let (_, loves) = self.warm(id, other, mine);
        let (_, loved) = self.warm(other, id, theirs);
        if loves >= IN_LOVE && loved >= IN_LOVE {
            self.marry(id, other);
        } else {
            self.remember(id, What::Courted, Some(other), 25);
        }
        true
    }

    fn is_single(&self, person: &Person) -> bool {
        COURTING.contains(&person.age(self.now)) && person.family.spouse.is_none()
    }

    /// The one they like best of those whom they might marry.
    fn sweetheart(&self, id: PersonId) -> Option<PersonId> {
        let person = self.person(id)?;
        let liked =
            person.relations.iter().filter(|bond| bond.affinity > 60 && self.match_of(person, bond.with));
        liked.max_by_key(|bond| bond.affinity).map(|bond| bond.with)
    }

    fn look_around(&mut self, id: PersonId) -> Option<PersonId> {
        (0..GLANCES).find_map(|_| {
            let met = self.people.anybody(&mut self.world.random)?;
            self.match_of(self.person(id)?, met).then_some(met)
        })
    }

    fn match_of(&self, person: &Person, other: PersonId) -> bool {
        self.person(other).is_some_and(|other| {
            person.id != other.id
                && person.identity.sex != other.identity.sex
                && self.is_single(other)
                && (person.age(self.now) - other.age(self.now)).abs() <= YEARS_BETWEEN
                && !person.is_kin(other)
        })
    }

    fn marry(&mut self, id: PersonId, other: PersonId) {
        for (one, two) in [(id, other), (other, id)] {
            if let Some(person) = self.people.get_mut(one) {
                person.family.spouse = Some(two);
            }
            if self.buildings.spend(Item::Cloth, 1) {
                self.carry(one, Item::Cloth, 1);
            }
            self.remember(one, What::Wed, Some(two), 95);
        }
        self.found_household(id, other);
        self.world.tallies.marriages += 1;
        let fame = |id| self.person(id).map_or(0, |person| person.standing.fame);
        let fame = fame(id).max(fame(other));
        let first = self.is_first(First::Marriage);
        let importance = if first { 60 } else { 18 + fame / 2 };
        let title = format!("{} and {} marry", self.name_of(id), self.name_of(other));
        let tale = Tale::new(EventKind::Marriage, importance, title).of(id).of(other);
        self.tell(if first { tale.more("It is the first wedding of the village.") } else { tale });
    }
}
