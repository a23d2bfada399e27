//! Who lives where.

use crate::ids::{BuildingId, PersonId};
use crate::people::What;
use crate::village::Village;

impl Village {
    /// Who has no home moves into the roomiest house.
    pub(crate) fn find_home(&mut self, id: PersonId) {
        let Some(person) = self.person(id) else { return };
        let homeless = person
            .livelihood
            .home
            .is_none_or(|home| self.buildings.get(home).is_none_or(|building| !building.is_open()));
        if homeless && let Some(house) = self.buildings.roomiest(1) {
            self.move_to(id, Some(house));
            self.remember(id, What::MovedHouse, None, 20);
        }
    }

    /// Moves somebody into a house, or out of any.
    pub(crate) fn move_to(&mut self, id: PersonId, house: Option<BuildingId>) {
        let Some(person) = self.people.get_mut(id) else { return };
        let from = std::mem::replace(&mut person.livelihood.home, house);
        self.buildings.house(id, from, house);
    }

    /// Everybody who lives in a house loses it.
    pub(crate) fn evict(&mut self, house: BuildingId) {
        let residents: Vec<_> = self.buildings.residents(house).collect();
        for id in residents {
            self.move_to(id, None);
            self.remember(id, What::LostHome, None, -75);
        }
    }

    /// A couple moves together, with the children who live with either: into a house of their own if there is one.
    pub(super) fn found_household(&mut self, one: PersonId, other: PersonId) {
        let home_of = |village: &Self, id| village.person(id).and_then(|person| person.livelihood.home);
        let beds = self.buildings.roomiest(2);
        let Some(home) = beds.or_else(|| home_of(self, other)).or_else(|| home_of(self, one)) else { return };
        let children: Vec<_> =
            [one, other].into_iter().flat_map(|parent| self.children_at_home(parent)).collect();
        for id in [one, other].into_iter().chain(children) {
            self.move_to(id, Some(home));
        }
    }

    fn children_at_home(&self, parent: PersonId) -> Vec<PersonId> {
        let Some(parent) = self.person(parent) else { return Vec::new() };
        let with_parent = |id: &PersonId| {
            self.person(*id).is_some_and(|child| {
                !child.is_grown(self.now) && child.livelihood.home == parent.livelihood.home
            })
        };
        parent.family.children.iter().copied().filter(with_parent).collect()
    }
}
