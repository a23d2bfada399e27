//! Falling ill, and getting well.

use crate::buildings::BuildingKind;
use crate::calendar::Season;
use crate::events::{EventKind, Tale};
use crate::ids::{BuildingId, PersonId};
use crate::life::Cause;
use crate::people::{Ailment, What};
use crate::village::Village;
use crate::world::{Discovery, First};

/// How many of a million fall ill in a day, and how many of them catch a plague while it rages.
const ILL: i64 = 6_000;
const INFECTED: i64 = 55_000;
/// Who was below this vigor and gets well was close to death.
const CLOSE_TO_DEATH: i64 = 160;

impl Village {
    /// Goes through a day of illness, or falls ill, or does not.
    pub(super) fn ail(&mut self, id: PersonId) {
        let Some(person) = self.person(id) else { return };
        match person.health.illness {
            Some(illness) => self.suffer(id, illness.ailment),
            None => self.catch_something(id),
        }
    }

    fn suffer(&mut self, id: PersonId, ailment: Ailment) {
        let (least, most) = ailment.toll();
        let (now, toll) = (self.now, self.random().within(least, most));
        let Some(person) = self.people.get_mut(id) else { return };
        person.health.vigor.add(now, -toll);
        let vigor = person.health.vigor.level(now);
        if vigor == 0 {
            self.die(id, Cause::Illness(ailment));
            return;
        }
        let herbal = i64::from(self.world.knows(Discovery::Herbal)) * 120_000;
        let infirmary = self.buildings.next_open(BuildingKind::Infirmary, BuildingId(0));
        let nursed = i64::from(infirmary.is_some()) * 40_000;
        if self.random().chance(110_000 + vigor * 200 + herbal + nursed) {
            self.recover(id);
        }
    }

    /// Is well again.
    pub(crate) fn recover(&mut self, id: PersonId) {
        let now = self.now;
        let Some(person) = self.person(id) else { return };
        let (name, vigor) = (person.name(), person.health.vigor.level(now));
        let ailment = person.health.illness.map(|illness| illness.ailment);
        self.people.change(id, |person| person.health.recover(now));
        self.remember(id, What::Recovered, None, 30);
        if let Some(ailment) = ailment
            && vigor < CLOSE_TO_DEATH
        {
            let importance = if self.is_first(First::Healing) { 52 } else { 10 };
            let title = format!("{name} survives {}", ailment.as_str());
            self.tell(Tale::new(EventKind::Healing, importance, title).of(id));
        }
    }

    fn catch_something(&mut self, id: PersonId) {
        let plague = self.world.plague.is_some();
        let kept_apart = self.world.knows(Discovery::Quarantine);
        if plague && self.random().chance(if kept_apart { INFECTED / 2 } else { INFECTED }) {
            self.fall_ill(id, Ailment::Plague);
            return;
        }
        let cold = matches!(self.now.season(), Season::Winter);
        if self.random().chance(if cold { 2 * ILL } else { ILL }) {
            let ailment = if self.random().chance(600_000) { Ailment::Cough } else { Ailment::Fever };
            self.fall_ill(id, ailment);
        }
    }

    pub(crate) fn fall_ill(&mut self, id: PersonId, ailment: Ailment) {
        let now = self.now;
        self.people.change(id, |person| person.health.fall_ill(now, ailment));
        let what = if ailment == Ailment::Injury { What::WasHurt } else { What::FellIll };
        self.remember(id, what, None, -35);
    }
}
