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
        let led = self.world.leader == Some(id);
        if led {
            self.world.leader = None;
        }
        self.mourn(&dead);
        self.tell_death(&dead, cause, led);
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

    fn tell_death(&mut self, dead: &Person, cause: Cause, led: bool) {
        let age = dead.age(self.now);
        let mut importance = 18 + dead.standing.fame * 2 / 3;
        let mut more = Vec::new();
        let mut note = |holds: bool, at_least: i64, text: String| {
            if holds {
                importance = importance.max(at_least);
                more.push(text);
            }
        };
        if let Some(deed) = dead.standing.last_deed() {
            note(true, 0, format!("Known for this: {deed}."));
        }
        note(led, 54, format!("{} spoke for the village.", dead.identity.name));
        let oldest = age >= VENERABLE && age > self.world.records.oldest;
        note(oldest, 56, "Nobody here was ever older.".to_owned());
        if oldest {
            self.world.records.oldest = age;
        }
        note(self.is_first(First::Death), 58, "It is the first grave of the village.".to_owned());
        let last = self.founders_are_gone() && self.is_first(First::Founderless);
        note(last, 72, "With this death, nobody is left who founded the village.".to_owned());
        let title = format!("{} dies {} at {age}", dead.name(), cause.as_str());
        self.tell(Tale::new(EventKind::Death, importance, title).more(more.join(" ")).of(dead.id));
    }

    /// The founders have the first serials.
    fn founders_are_gone(&self) -> bool {
        let founders = i64::try_from(self.config.people).unwrap_or(i64::MAX);
        self.people.iter().next().is_none_or(|person| i64::from(person.id.serial) > founders)
    }
}
