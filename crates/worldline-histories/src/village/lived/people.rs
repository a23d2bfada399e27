//! The people of the village.

use std::collections::VecDeque;

use crate::random::Random;
use crate::text::{put, separated};

const NAMES: [&str; 8] = ["Ada", "Bob", "Cleo", "Dov", "Edda", "Finn", "Gus", "Hedy"];
const JOBS: [&str; 5] = ["farmer", "smith", "fisher", "weaver", "healer"];
const MOODS: [&str; 5] = ["content", "hungry", "tired", "lonely", "joyful"];
const ITEMS: [&str; 8] = ["wood", "stone", "wheat", "fish", "cloth", "berries", "iron ore", "bread"];
const DEEDS: [&str; 5] = ["met", "traded with", "quarrelled with", "helped", "heard of"];
/// By how much each need falls in one save, so that the same step is taken by all.
const NEEDS: [(&str, f64); 4] =
    [("hunger", 0.0125), ("energy", 0.008), ("social", 0.005), ("warmth", 0.0025)];
/// How many memories a person keeps; the oldest goes.
const MEMORIES: usize = 10;

pub(super) struct Person {
    id: usize,
    name: &'static str,
    job: &'static str,
    mood: &'static str,
    /// Digits after the point in positions; games round some and forget others.
    digits: Option<f64>,
    position: [f64; 2],
    walking: Option<[f64; 2]>,
    needs: [f64; 4],
    items: Vec<(&'static str, u32)>,
    memories: VecDeque<String>,
    updated: u64,
}

impl Person {
    pub(super) fn new(random: &mut Random, id: usize, tick: u64) -> Self {
        let mut person = Self {
            id,
            name: random.pick(&NAMES),
            job: random.pick(&JOBS),
            mood: random.pick(&MOODS),
            digits: random.pick(&[Some(100.0), Some(1000.0), None]),
            position: [0; 2].map(|_| random.unit() * 512.0),
            walking: None,
            needs: [0; 4].map(|_| f64::from(random.within(20, 100)) / 100.0),
            items: (0..random.below(7)).map(|_| (random.pick(&ITEMS), random.within(1, 64))).collect(),
            memories: VecDeque::new(),
            updated: tick,
        };
        person.position = person.position.map(|at| person.rounded(at));
        for _ in 0..random.below(MEMORIES + 1) {
            let earlier = tick - u64::from(random.within(0, 40_000));
            person.remember(random, earlier, id + 1);
        }
        person
    }

    pub(super) fn name(&self) -> String {
        format!("person_{:05}", self.id)
    }

    /// Lives until `tick` in a village of `known` people.
    pub(super) fn live(&mut self, random: &mut Random, tick: u64, known: usize) {
        self.updated = tick;
        self.walk(random);
        for (value, (_, fall)) in self.needs.iter_mut().zip(NEEDS) {
            // Eating, sleeping, talking, a fire: back to the full measure.
            *value = if *value < 0.1 || random.chance(0.02) { 1.0 } else { *value - fall };
        }
        if random.chance(0.15) {
            self.mood = random.pick(&MOODS);
        }
        if random.chance(0.25) {
            self.remember(random, tick, known);
        }
        if random.chance(0.3) {
            self.trade(random);
        }
    }

    fn walk(&mut self, random: &mut Random) {
        if random.chance(0.3) {
            let goal = [0; 2].map(|_| random.unit() * 512.0);
            self.walking = random.chance(0.7).then_some(goal);
        }
        if let Some(goal) = self.walking {
            let [x, y] = self.position;
            self.position = [x + (goal[0] - x) * 0.125, y + (goal[1] - y) * 0.125].map(|at| self.rounded(at));
        }
    }

    fn rounded(&self, value: f64) -> f64 {
        self.digits.map_or(value, |digits| (value * digits).round() / digits)
    }

    fn remember(&mut self, random: &mut Random, tick: u64, known: usize) {
        let (deed, who) = (random.pick(&DEEDS), random.below(known));
        let feeling = f64::from(random.within(0, 200)) / 100.0 - 1.0;
        let feeling = (feeling * 100.0).round() / 100.0;
        self.memories.push_back(format!(
            r#"{{"tick":{tick},"text":"{deed} {}","about":"person_{who:05}","feeling":{feeling}}}"#,
            NAMES[who % NAMES.len()],
        ));
        if self.memories.len() > MEMORIES {
            self.memories.pop_front();
        }
    }

    fn trade(&mut self, random: &mut Random) {
        match random.below(10) {
            0 => self.items.push((random.pick(&ITEMS), 1)),
            1 if !self.items.is_empty() => drop(self.items.remove(random.below(self.items.len()))),
            _ if self.items.is_empty() => {}
            _ => {
                let at = random.below(self.items.len());
                let count = &mut self.items[at].1;
                *count = (*count + random.within(0, 8)).saturating_sub(4).max(1);
            }
        }
    }

    pub(super) fn write(&self, out: &mut String) {
        let [x, y] = self.position;
        put!(out, r#"{{"id":"{}","name":"{}","job":"{}","#, self.name(), self.name, self.job);
        put!(out, r#""lastUpdated":{},"position":{{"x":{x},"y":{y}}},"target":"#, self.updated);
        match self.walking {
            Some([x, y]) => put!(out, r#"{{"x":{},"y":{}}},"#, x.round(), y.round()),
            None => out.push_str("null,"),
        }
        put!(out, r#""mood":"{}","needs":{{"#, self.mood);
        separated(out, NEEDS.iter().zip(self.needs), |out, ((need, _), value)| {
            put!(out, r#""{need}":{value}"#);
        });
        out.push_str(r#"},"inventory":["#);
        separated(out, &self.items, |out, (item, count)| put!(out, r#"{{"item":"{item}","count":{count}}}"#));
        out.push_str(r#"],"memories":["#);
        separated(out, &self.memories, |out, memory| out.push_str(memory));
        out.push_str("]}");
    }
}
