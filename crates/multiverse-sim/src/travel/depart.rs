//! Leaving.

use serde_json::{Value, json};

use super::Left;
use crate::events::{EventKind, Tale};
use crate::goods::Item;
use crate::ids::PersonId;
use crate::people::{Memory, Person, What};
use crate::snapshot::Written;
use crate::village::Village;

/// Who thinks of leaving: years.
const RESTLESS: std::ops::RangeInclusive<i64> = 16..=60;

impl Village {
    /// Who would leave if there was a way, the unhappiest first: grown, single, and without children to care for.
    #[must_use]
    pub fn emigrants(&self, most: usize) -> Vec<PersonId> {
        let restless = |person: &&Person| {
            let minor = |id: &PersonId| self.person(*id).is_some_and(|child| !child.is_grown(self.now));
            RESTLESS.contains(&person.age(self.now))
                && person.family.spouse.is_none()
                && person.family.expecting.is_none()
                && person.health.illness.is_none()
                && !person.family.children.iter().any(minor)
        };
        let mut restless: Vec<_> = self.people.iter().filter(restless).collect();
        restless.sort_by_key(|person| (person.mood.value, person.id));
        restless.into_iter().take(most).map(|person| person.id).collect()
    }

    /// What somebody who lives here is called.
    #[must_use]
    pub fn person_name(&self, id: PersonId) -> Option<String> {
        self.person(id).map(Person::name)
    }

    /// Somebody as they would leave now: the entity as it stands in a save, with `left` beside it and `tags` at what they
    /// carry. None, if they do not live here.
    #[must_use]
    pub fn traveller(&self, id: PersonId) -> Option<Value> {
        let mut person = self.person(id)?.clone();
        person.memories.add(Memory { tick: self.now, what: What::LeftHome, about: None, feeling: -30 });
        let left = Left { village: self.config.name.clone(), tick: self.now };
        let mut entity = serde_json::to_value(Written(&person)).expect("an entity is JSON");
        tag_items(&mut entity);
        entity["left"] = json!(left);
        Some(entity)
    }

    /// Lets somebody leave, now: they are no longer here, and all that they are is in the answer, which is what
    /// [`traveller`](Self::traveller) told. None, if they do not live here.
    ///
    /// Until somewhere [`arrive`](Self::arrive) has taken it, the answer is all that there is of them: put it where it
    /// is safe, and the village, saved without them, after that.
    pub fn depart(&mut self, id: PersonId) -> Option<Value> {
        let entity = self.traveller(id)?;
        self.leave(id);
        Some(entity)
    }

    /// Somebody is no longer here.
    pub(super) fn leave(&mut self, id: PersonId) {
        self.move_to(id, None);
        let Some(person) = self.people.remove(id) else { return };
        if self.world.leader == Some(id) {
            self.world.leader = None;
        }
        self.world.tallies.departures += 1;
        let title = format!("{} leaves through a passage", person.name());
        self.tell(Tale::new(EventKind::Departure, 50, title).of(id));
    }
}

/// Notes at each item what a world may ban or ask for.
fn tag_items(entity: &mut Value) {
    let components = entity["components"].as_array_mut().into_iter().flatten();
    let inventory = components.filter(|component| component["type"] == "inventory");
    for pile in inventory.filter_map(|inventory| inventory["data"]["items"].as_array_mut()).flatten() {
        let item = Item::ALL.into_iter().find(|item| pile["item"] == json!(item));
        pile["tags"] = json!(item.map_or(&[] as &[&str], Item::tags));
    }
}
