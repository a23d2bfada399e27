//! The plants of the village.

use crate::random::Random;
use crate::text::put;

const SPECIES: [&str; 4] = ["oak", "wheat", "berry bush", "flax"];

pub(super) struct Plant {
    /// By which they are kept in order.
    pub(super) id: u64,
    species: &'static str,
    tile: [u32; 2],
    /// Hundredths.
    growth: u32,
    updated: u64,
}

impl Plant {
    pub(super) fn new(random: &mut Random, tick: u64) -> Self {
        Self {
            id: random.draw() >> 32,
            species: random.pick(&SPECIES),
            tile: [0; 2].map(|_| random.within(0, 511)),
            growth: random.within(0, 90),
            updated: tick,
        }
    }

    pub(super) fn grow(&mut self, random: &mut Random, tick: u64) {
        self.growth += random.within(1, 3);
        if self.growth > 120 {
            self.growth = 0;
        }
        self.updated = tick;
    }

    pub(super) fn write(&self, out: &mut String) {
        let ([x, y], growth) = (self.tile, f64::from(self.growth.min(100)) / 100.0);
        let stage = ["seed", "sprout", "grown", "ripe"][self.growth.min(99) as usize / 25];
        put!(out, r#"{{"id":"{:08x}","species":"{}","tile":[{x},{y}],"#, self.id, self.species);
        put!(out, r#""growth":{growth},"stage":"{stage}","lastUpdated":{}}}"#, self.updated);
    }
}
