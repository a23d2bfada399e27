//! A world as packed structs.

use crate::history::Shape;
use crate::random::Random;

const UNIT_BYTES: usize = 24;

struct Unit {
    id: u32,
    position: [f32; 3],
    owner: u32,
    health: u16,
    flags: u16,
}

pub(crate) fn binary(random: &mut Random, shape: Shape) -> Vec<Vec<u8>> {
    let mut next = 0;
    let mut units: Vec<_> = (0..shape.bytes / UNIT_BYTES).map(|_| Unit::new(random, &mut next)).collect();
    let mut saves = Vec::with_capacity(shape.saves);
    for tick in 0..shape.saves {
        if tick > 0 {
            units = live(random, units, &mut next);
        }
        saves.push(document(&units, tick));
    }
    saves
}

fn live(random: &mut Random, units: Vec<Unit>, next: &mut u32) -> Vec<Unit> {
    let mut kept = Vec::with_capacity(units.len());
    for mut unit in units {
        if random.chance(0.3) {
            unit.position = unit.position.map(|at| at + fraction(random) - 0.5);
        }
        if random.chance(0.05) {
            unit.health = unit.health.saturating_sub(7);
            unit.flags ^= 1 << random.below(16);
        }
        if !random.chance(0.002) {
            kept.push(unit);
        }
        if random.chance(0.002) {
            kept.push(Unit::new(random, next));
        }
    }
    kept
}

fn document(units: &[Unit], tick: usize) -> Vec<u8> {
    let mut out = Vec::with_capacity(16 + units.len() * UNIT_BYTES);
    out.extend_from_slice(b"UNITS\0\x01\0");
    out.extend_from_slice(&(tick as u64 * 1200).to_le_bytes());
    for unit in units {
        out.extend_from_slice(&unit.id.to_le_bytes());
        for at in unit.position {
            out.extend_from_slice(&at.to_le_bytes());
        }
        out.extend_from_slice(&unit.owner.to_le_bytes());
        out.extend_from_slice(&unit.health.to_le_bytes());
        out.extend_from_slice(&unit.flags.to_le_bytes());
    }
    out
}

impl Unit {
    fn new(random: &mut Random, next: &mut u32) -> Self {
        *next += 1;
        Self {
            id: *next,
            position: [0; 3].map(|_| fraction(random) * 1000.0 + fraction(random)),
            owner: random.within(1, 8),
            health: 1000,
            flags: 1 << random.below(16),
        }
    }
}

/// 16 random bits from 0 up to, not including, 1.
fn fraction(random: &mut Random) -> f32 {
    let [a, b, ..] = random.draw().to_le_bytes();
    f32::from(u16::from_le_bytes([a, b])) / 65536.0
}
