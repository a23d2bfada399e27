//! Healing.

use crate::buildings::BuildingKind;
use crate::goods::Item;
use crate::ids::{BuildingId, PersonId, Workplace};
use crate::people::{Skill, What};
use crate::village::Village;

impl Village {
    /// The home of somebody who is ill; the infirmary, if nobody is.
    pub(super) fn next_patient(&self, healer: PersonId) -> Option<Workplace> {
        let ill = self.people.next_ill(healer).and_then(|id| self.person(id));
        let home = ill.and_then(|ill| ill.livelihood.home);
        home.or_else(|| self.buildings.next_open(BuildingKind::Infirmary, BuildingId(0)))
            .map(Workplace::Building)
    }

    /// Tends to somebody who is ill: they feel better, and may get well. Herbs help.
    pub(super) fn heal(&mut self, id: PersonId) {
        let Some(patient) = self.people.next_ill(id) else { return };
        let herbs = self.buildings.spend(Item::Herbs, 1);
        let ability = self.ability(id, Skill::Healing) + 400 * i64::from(herbs);
        let now = self.now;
        if let Some(person) = self.people.get_mut(patient) {
            person.health.vigor.add(now, ability / 20);
        }
        self.remember(patient, What::WasHealed, Some(id), 30);
        if self.random().chance(ability * 60) {
            self.recover(patient);
        }
    }
}
