//! A village that ages by days: the same seed gives the same bytes.

use serde::Serialize;

/// Ticks of a day: 24 minutes at 20 ticks a second.
pub(super) const TICKS_PER_DAY: u64 = 28_800;

const NAMES: [&str; 16] = [
    "Adela", "Bertram", "Clara", "Dietrich", "Elsbeth", "Franz", "Gerda", "Hannes", "Ida", "Jakob", "Klara",
    "Lorenz", "Marthe", "Niklas", "Ottilie", "Peter",
];

/// A world as a game would save it.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Village {
    name: &'static str,
    day: u64,
    grain: u64,
    people: Vec<Person>,
    #[serde(skip)]
    born: u64,
    #[serde(skip)]
    random: Random,
}

#[derive(Debug, Clone, Serialize)]
struct Person {
    id: String,
    name: String,
    age: u64,
    x: u64,
    y: u64,
    hunger: u64,
    memories: Vec<String>,
}

/// Something that makes a day worth keeping for ever.
#[derive(Debug, Clone)]
pub(super) struct Event {
    pub kind: &'static str,
    pub title: String,
    pub entities: Vec<String>,
}

impl Village {
    /// One with a few dozen people on its first day.
    pub(super) fn found(name: &'static str, seed: u64) -> Self {
        let mut village =
            Self { name, day: 1, grain: 400, people: Vec::new(), born: 0, random: Random(seed) };
        for _ in 0..40 {
            let age = 2 + village.random.below(70);
            village.add_person(age);
        }
        village
    }

    /// The same village from here on in another way.
    pub(super) fn diverge(&mut self, seed: u64) {
        self.random = Random(seed);
    }

    pub(super) fn day(&self) -> u64 {
        self.day
    }

    pub(super) fn tick(&self) -> u64 {
        self.day * TICKS_PER_DAY
    }

    /// Lives one day and tells what happened, if anything did that people will talk about.
    pub(super) fn live(&mut self) -> Option<Event> {
        self.day += 1;
        for person in &mut self.people {
            person.x = (person.x + self.random.below(9)) % 256;
            person.y = (person.y + self.random.below(9)) % 256;
            person.hunger = (person.hunger + 1 + self.random.below(3)) % 10;
        }
        self.grain = self.grain.saturating_sub(self.people.len() as u64 / 8);
        let chosen = usize::try_from(self.random.below(self.people.len().max(1) as u64)).unwrap_or(0);
        match self.random.below(6) {
            0 => Some(self.birth()),
            1 if self.people.get(chosen).is_some_and(|person| person.age > 55) => Some(self.death(chosen)),
            2 if self.day.is_multiple_of(2) => Some(self.harvest()),
            _ => None,
        }
    }

    fn birth(&mut self) -> Event {
        let id = self.add_person(0);
        let name = self.people.last().map(|person| person.name.clone()).unwrap_or_default();
        Event { kind: "birth", title: format!("{name} is born"), entities: vec![id] }
    }

    fn death(&mut self, at: usize) -> Event {
        let dead = self.people.remove(at);
        for friend in self.people.iter_mut().take(5) {
            friend.memories.push(format!("Day {}: {} died, {} years old.", self.day, dead.name, dead.age));
        }
        Event { kind: "death", title: format!("{} dies at {}", dead.name, dead.age), entities: vec![dead.id] }
    }

    fn harvest(&mut self) -> Event {
        let sacks = 50 + self.random.below(50);
        self.grain += sacks;
        Event { kind: "record_high", title: format!("A harvest of {sacks} sacks"), entities: Vec::new() }
    }

    fn add_person(&mut self, age: u64) -> String {
        self.born += 1;
        let id = format!("person:{}", self.born);
        let chosen = usize::try_from(self.random.below(NAMES.len() as u64)).unwrap_or(0);
        self.people.push(Person {
            id: id.clone(),
            name: NAMES[chosen].to_owned(),
            age,
            x: self.random.below(256),
            y: self.random.below(256),
            hunger: 0,
            memories: Vec::new(),
        });
        id
    }
}

/// SplitMix64 (Steele, Lea and Flood, "Fast splittable pseudorandom number generators", 2014).
#[derive(Debug, Clone)]
struct Random(u64);

impl Random {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % bound
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_lives_the_same_life() {
        let lived = |seed| {
            let mut village = Village::found("Eschbach", seed);
            let events = (0..200).filter_map(|_| village.live()).count();
            (serde_json::to_string(&village).unwrap(), events)
        };
        assert_eq!(lived(7), lived(7));
        assert_ne!(lived(7).0, lived(8).0);
        assert!(lived(7).1 > 20, "too little happens to be worth showing");
    }
}
