//! Who acts next: the village does nothing in a tick in which nothing is due.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use crate::calendar::Moment;
use crate::ids::{BuildingId, PersonId, PlantId};

/// One that acts. At the same tick they act in this order, and those of a kind in the order of their ids, whatever
/// the order in which they were noted: so a village that was read from a save goes on as the one that wrote it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Actor {
    /// The day turns.
    Midnight,
    Building(BuildingId),
    Plant(PlantId),
    Person(PersonId),
}

/// What is due when. An entry holds only as long as its actor still says the same moment; others are passed over.
#[derive(Debug, Clone, Default)]
pub(crate) struct Agenda(BinaryHeap<Reverse<(Moment, Actor)>>);

impl Agenda {
    pub(crate) fn note(&mut self, at: Moment, actor: Actor) {
        self.0.push(Reverse((at, actor)));
    }

    /// Takes the next entry that is due at `now` or before.
    pub(crate) fn due(&mut self, now: Moment) -> Option<(Moment, Actor)> {
        if self.0.peek()?.0.0 > now {
            return None;
        }
        self.0.pop().map(|Reverse(entry)| entry)
    }

    /// The moment of the next entry.
    pub(crate) fn next(&self) -> Option<Moment> {
        self.0.peek().map(|Reverse((at, _))| *at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_is_due_at_once_acts_in_the_order_of_ids() {
        let mut agenda = Agenda::default();
        let person = |serial| Actor::Person(PersonId { serial, tag: 0 });
        for actor in [person(2), person(1), Actor::Plant(PlantId(9)), Actor::Midnight] {
            agenda.note(Moment::at(5), actor);
        }
        agenda.note(Moment::at(4), person(3));
        assert_eq!(agenda.due(Moment::at(3)), None);
        let order: Vec<_> =
            std::iter::from_fn(|| agenda.due(Moment::at(5))).map(|(_, actor)| actor).collect();
        assert_eq!(order, [person(3), Actor::Midnight, Actor::Plant(PlantId(9)), person(1), person(2)]);
    }
}
