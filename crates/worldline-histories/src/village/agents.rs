//! A village of agents with floats of full precision: what a simulation dumps that rounds nothing.

use crate::history::Shape;
use crate::random::{Random, mix};
use crate::text::{put, separated};

/// What an agent takes in a document, on average.
const AGENT_BYTES: usize = 550;
const ITEMS: [&str; 5] = ["wood", "stone", "wheat", "fish", "cloth"];
const NEEDS: [&str; 3] = ["hunger", "sleep", "social"];

pub(crate) fn busy(random: &mut Random, shape: Shape) -> Vec<Vec<u8>> {
    history(random, shape, |village, random| village.live(random, 0.9))
}

pub(crate) fn calm(random: &mut Random, shape: Shape) -> Vec<Vec<u8>> {
    history(random, shape, |village, random| village.live(random, 0.1))
}

pub(crate) fn dozing(random: &mut Random, shape: Shape) -> Vec<Vec<u8>> {
    history(random, shape, |village, random| village.live(random, 0.05))
}

/// One save of such a village.
pub(crate) fn one(random: &mut Random, bytes: usize) -> Vec<u8> {
    Village::new(random, (bytes / AGENT_BYTES).max(2)).document(0)
}

/// A large world of which little happens to be awake.
pub(crate) fn large(random: &mut Random, shape: Shape) -> Vec<Vec<u8>> {
    history(random, shape, |village, random| {
        village.live(random, 0.03);
        village.replace(random, 0.001);
    })
}

pub(crate) fn shuffled(random: &mut Random, shape: Shape) -> Vec<Vec<u8>> {
    history(random, shape, |village, random| {
        village.live(random, 0.05);
        random.shuffle(&mut village.agents);
    })
}

pub(crate) fn renamed(random: &mut Random, shape: Shape) -> Vec<Vec<u8>> {
    history(random, shape, |village, random| {
        village.live(random, 0.05);
        village.salt = random.draw();
    })
}

fn history(random: &mut Random, shape: Shape, change: fn(&mut Village, &mut Random)) -> Vec<Vec<u8>> {
    let mut village = Village::new(random, (shape.bytes / AGENT_BYTES).max(2));
    let mut saves = Vec::with_capacity(shape.saves);
    for save in 0..shape.saves {
        if save > 0 {
            change(&mut village, random);
        }
        saves.push(village.document(save * 1200));
    }
    saves
}

struct Village {
    agents: Vec<Agent>,
    /// How many there ever were.
    born: usize,
    /// Which names the ids have in documents; 0 leaves them plain numbers.
    salt: u64,
}

impl Village {
    fn new(random: &mut Random, agents: usize) -> Self {
        let mut village = Self { agents: Vec::with_capacity(agents), born: agents, salt: 0 };
        village.agents.extend((0..agents).map(|id| Agent::new(random, id, agents)));
        village
    }

    /// Lets the given share of the agents move.
    fn live(&mut self, random: &mut Random, share: f64) {
        for agent in &mut self.agents {
            if random.chance(share) {
                agent.live(random);
            }
        }
    }

    /// Removes the given share of the agents, and inserts as many elsewhere.
    fn replace(&mut self, random: &mut Random, share: f64) {
        let mut kept = Vec::with_capacity(self.agents.len());
        for agent in self.agents.drain(..) {
            if !random.chance(share) {
                kept.push(agent);
            }
            if random.chance(share) {
                kept.push(Agent::new(random, self.born, self.born));
                self.born += 1;
            }
        }
        self.agents = kept;
    }

    fn document(&self, tick: usize) -> Vec<u8> {
        let mut out = String::with_capacity(self.agents.len() * AGENT_BYTES * 5 / 4);
        put!(
            out,
            r#"{{"header":{{"version":3}},"universes":[{{"time":{{"universeTick":"{tick}"}},"entities":["#
        );
        separated(&mut out, &self.agents, |out, agent| agent.write(out, self.salt));
        out.push_str("]}]}");
        out.into_bytes()
    }
}

struct Agent {
    id: usize,
    position: [f64; 2],
    needs: [f64; 3],
    items: [(&'static str, u32); 6],
    met: [usize; 5],
}

impl Agent {
    fn new(random: &mut Random, id: usize, of: usize) -> Self {
        Self {
            id,
            position: [0; 2].map(|_| random.unit() * 1000.0),
            needs: [0; 3].map(|_| random.unit()),
            items: [0; 6].map(|_| (random.pick(&ITEMS), random.within(1, 40))),
            met: [0; 5].map(|_| random.below(of)),
        }
    }

    fn live(&mut self, random: &mut Random) {
        self.position = self.position.map(|at| at + random.unit() - 0.5);
        self.needs = self.needs.map(|_| random.unit());
    }

    fn write(&self, out: &mut String, salt: u64) {
        let [x, y] = self.position;
        put!(out, r#"{{"id":"agent:{}","components":["#, name(self.id, salt));
        put!(out, r#"{{"type":"position","data":{{"x":{x},"y":{y}}}}},{{"type":"needs","data":{{"#);
        separated(out, NEEDS.iter().zip(self.needs), |out, (need, value)| put!(out, r#""{need}":{value}"#));
        out.push_str(r#"}},{"type":"inventory","data":{"items":["#);
        separated(out, self.items, |out, (item, n)| put!(out, r#"{{"item":"{item}","n":{n}}}"#));
        out.push_str(r#"]}},{"type":"memory","data":["#);
        separated(out, self.met.iter().enumerate(), |out, (day, who)| {
            put!(out, r#""day {day}: met agent:{}""#, name(*who, salt));
        });
        out.push_str("]}]}");
    }
}

fn name(id: usize, salt: u64) -> u64 {
    if salt == 0 { id as u64 } else { mix(id as u64 ^ salt) >> 24 }
}
