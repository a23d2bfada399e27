//! Dying.

use crate::events::{EventKind, Tale};
use crate::ids::PersonId;
use crate::people::{Ailment, Person, What};
use crate::village::Village;
use crate::world::First;

/// What somebody dies of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Cause {
    Age,
    Hunger,
    Illness(Ailment),
    Accident(&'static str),
    Childbirth,
    Fire,
    Storm,
    Raid,
}

impl Cause {
    fn as_str(self) -> &'static str {
        match self {
            Self::Age => "of age",
            Self::Hunger => "of hunger",
            Self::Illness(ailment) => match ailment {
                Ailment::Fever => "of a fever",
                Ailment::Cough => "of a cough",
                Ailment::Injury => "of an injury",
                Ailment::Plague => "of the plague",
            },
            Self::Accident(how) => how,
            Self::Childbirth => "in childbirth",
            Self::Fire => "in a fire",
            Self::Storm => "in a storm",
            Self::Raid => "in a raid",
        }
    }
}

/// Nobody younger is old enough for a record, in years.
const VENERABLE: i64 = 85;

impl Village {
    pub(crate) fn die(&mut self, id: PersonId, cause: Cause) {
        self.move_to(id, None);
        let Some(dead) = self.people.remove(id) else { return };
        self.world.tallies.deaths += 1;
        if cause == Cause::Illness(Ailment::Plague)
            && let Some(plague) = &mut self.world.plague
        {
            plague.dead += 1;
        }
        if self.world.leader == Some(id) {
            self.world.leader = None;
        }
        self.mourn(&dead);
        self.tell_death(&dead, cause);
    }

    fn mourn(&mut self, dead: &Person) {
        for id in dead.family.closest() {
            self.remember(id, What::Bereaved, Some(dead.id), -90);
            if let Some(person) = self.people.get_mut(id)
                && person.family.spouse == Some(dead.id)
            {
                person.family.spouse = None;
            }
        }
    }

    fn tell_death(&mut self, dead: &Person, cause: Cause) {
        let age = dead.age(self.now);
        let oldest = age >= VENERABLE && age > self.world.records.oldest;
        let mut importance = 18 + dead.standing.fame * 2 / 3;
        let mut more: Vec<_> =
            dead.standing.last_deed().map(|deed| format!("Known for this: {deed}.")).into_iter().collect();
        if oldest {
            self.world.records.oldest = age;
            importance = importance.max(56);
            more.push("Nobody here was ever older.".to_owned());
        }
        if self.is_first(First::Death) {
            importance = importance.max(58);
            more.push("It is the first grave of the village.".to_owned());
        }
        if self.founders_are_gone() && self.is_first(First::Founderless) {
            importance = importance.max(72);
            more.push("With this death, nobody is left who founded the village.".to_owned());
        }
        let title = format!("{} dies {} at {age}", dead.name(), cause.as_str());
        self.tell(Tale::new(EventKind::Death, importance, title).more(more.join(" ")).of(dead.id));
    }

    /// The founders have the first serials.
    fn founders_are_gone(&self) -> bool {
        let founders = i64::try_from(self.config.people).unwrap_or(i64::MAX);
        self.people.iter().next().is_none_or(|person| i64::from(person.id.serial) > founders)
    }
}
