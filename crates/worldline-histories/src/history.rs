//! The catalogue of histories.

use crate::random::Random;
use crate::village;

/// How large a history is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shape {
    /// About how many bytes the first save has.
    pub bytes: usize,
    /// How many saves there are.
    pub saves: usize,
}

/// Successive saves of one world, oldest first.
#[derive(Debug, Clone, Copy)]
pub struct History {
    /// What it is called.
    pub name: &'static str,
    /// What changes from save to save.
    pub about: &'static str,
    /// Whether a save shares anything with the one before.
    pub related: bool,
    /// The size that is worth measuring.
    pub full: Shape,
    make: Maker,
}

type Maker = fn(&mut Random, Shape) -> Vec<Vec<u8>>;

impl History {
    /// Makes the saves.
    #[must_use]
    pub fn saves(&self, seed: u64, shape: Shape) -> Vec<Vec<u8>> {
        (self.make)(&mut Random::new(seed), shape)
    }

    const fn new(name: &'static str, full: Shape, make: Maker, about: &'static str) -> Self {
        Self { name, about, related: true, full, make }
    }
}

/// Finds the history of that name.
#[must_use]
pub fn find(name: &str) -> Option<&'static History> {
    ALL.iter().find(|history| history.name == name)
}

const fn shape(bytes: usize, saves: usize) -> Shape {
    Shape { bytes, saves }
}

/// Every history: first worlds as games save them, then what a codec could stumble over.
pub const ALL: &[History] = &[
    History::new(
        "village busy",
        shape(1_400_000, 12),
        village::busy,
        "90 % of the agents move and all their needs are drawn anew, as floats of 17 digits",
    ),
    History::new("village calm", shape(1_400_000, 12), village::calm, "the same with 10 % of the agents"),
    History::new(
        "village lived",
        shape(1_400_000, 20),
        village::lived,
        "people walk, hunger, remember, trade, are born and die; plants grow; most positions are rounded",
    ),
    History::new(
        "village reordered",
        shape(1_400_000, 20),
        village::reordered,
        "the same, but the last takes the place of a removed one, and some swap places",
    ),
];
