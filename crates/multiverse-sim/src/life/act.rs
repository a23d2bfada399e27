//! Doing one thing after another.

use crate::agenda::Actor;
use crate::goods::Item;
use crate::ids::PersonId;
use crate::people::{Activity, Doing, Memory, What};
use crate::village::Village;

impl Village {
    /// Somebody is done with what they did: it has its effect, and they choose what to do next.
    pub(crate) fn act(&mut self, id: PersonId) {
        let Some(person) = self.person(id) else { return };
        match person.activity.doing {
            Doing::Sleeping => self.wake(id),
            Doing::Eating => self.eat(id),
            Doing::Working => self.work(id),
            Doing::Talking => self.talk(id),
            Doing::Learning => self.learn(id),
            Doing::Playing => self.play(id),
            Doing::Resting | Doing::Ailing => {}
        }
        // They may not have survived it.
        if self.people.contains(id) {
            self.choose(id);
        }
    }

    /// Lets somebody do something until a moment, which is noted.
    pub(crate) fn occupy(&mut self, id: PersonId, activity: Activity) {
        if let Some(person) = self.people.get_mut(id) {
            person.activity = activity;
            self.agenda.note(activity.until, Actor::Person(id));
        }
    }

    pub(crate) fn remember(&mut self, id: PersonId, what: What, about: Option<PersonId>, feeling: i64) {
        let tick = self.now;
        if let Some(person) = self.people.get_mut(id) {
            person.memories.add(Memory { tick, what, about, feeling });
        }
    }

    /// Becomes better known.
    pub(crate) fn honour(&mut self, id: PersonId, fame: i64, deed: &str) {
        let now = self.now;
        if let Some(person) = self.people.get_mut(id) {
            person.standing.gain(now, fame, deed);
        }
        self.remember(id, What::Honoured, None, 40);
    }

    /// Takes something along.
    pub(crate) fn carry(&mut self, id: PersonId, item: Item, count: i64) {
        if let Some(person) = self.people.get_mut(id) {
            person.inventory.items.add(item, count);
        }
    }
}
