//! Villages in which little changes from save to save.

use super::Random;

/// A village as a game would save it: small, and yet worth a delta.
#[derive(Clone)]
pub(super) struct Village {
    people: Vec<(u64, u64)>,
    day: u64,
}

impl Village {
    pub(super) fn new(random: &mut Random) -> Self {
        let people = 20 + random.below(20);
        Self { people: (0..people).map(|_| (random.next(), random.below(1000))).collect(), day: 0 }
    }

    /// The village after a while: people move, come and go.
    pub(super) fn later(&self, random: &mut Random) -> Self {
        let mut later = Self { day: self.day + 1, ..self.clone() };
        for _ in 0..random.below(6) {
            let who = usize::try_from(random.below(later.people.len() as u64)).unwrap();
            match random.below(8) {
                0 if later.people.len() > 5 => drop(later.people.remove(who)),
                1 => later.people.insert(who, (random.next(), random.below(1000))),
                _ => later.people[who].1 = random.below(1000),
            }
        }
        later
    }

    pub(super) fn text(&self) -> Vec<u8> {
        let mut text = format!("{{\"day\":{},\"people\":[", self.day);
        for (id, at) in &self.people {
            text.push_str(&format!("{{\"id\":\"{id:016x}\",\"x\":{at}}},"));
        }
        text.push_str("null]}");
        text.into_bytes()
    }
}
