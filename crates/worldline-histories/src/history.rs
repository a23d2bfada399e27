//! The catalogue of histories.

use crate::random::Random;
use crate::{hostile, village};

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

    const fn unrelated(self) -> Self {
        Self { related: false, ..self }
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
    History::new(
        "pretty, minified",
        shape(1_400_000, 4),
        hostile::pretty_and_minified,
        "every other save is indented; 5 % of the agents move",
    ),
    History::new(
        "keys reordered",
        shape(1_400_000, 3),
        hostile::keys_reordered,
        "each save writes the keys of all objects in another order; 5 % of the values change",
    ),
    History::new(
        "array shuffled",
        shape(1_400_000, 3),
        village::shuffled,
        "all agents are in another order in each save; 5 % of them move",
    ),
    History::new(
        "ids renamed",
        shape(1_400_000, 3),
        village::renamed,
        "each save has other ids wherever an agent is named; 5 % of them move",
    ),
    History::new(
        "binary",
        shape(2_000_000, 4),
        hostile::binary,
        "packed structs of 24 bytes, little endian; 30 % move, a few are inserted and removed",
    ),
    History::new(
        "unrelated",
        shape(1_400_000, 3),
        hostile::unrelated,
        "each save is JSON of another make than the one before",
    )
    .unrelated(),
    History::new("random bytes", shape(4_000_000, 2), hostile::random_bytes, "nothing to find").unrelated(),
    History::new(
        "ndjson",
        shape(4_000_000, 4),
        hostile::ndjson,
        "a record a line; a twentieth is cut off at the head and as much appended",
    ),
    History::new(
        "numbers",
        shape(29_000_000, 2),
        hostile::numbers,
        "an array of small numbers, of which 5 % change and a few are inserted and removed",
    ),
    History::new(
        "one line",
        shape(50_000_000, 2),
        hostile::one_line,
        "letters of base64 without any delimiter; edited, inserted and removed here and there",
    ),
    History::new(
        "large",
        shape(200_000_000, 2),
        village::large,
        "a village of 3 % movers; a thousandth is removed and as many inserted",
    ),
    History::new(
        "repeated byte",
        shape(20_000_000, 2),
        hostile::repeated_byte,
        "one byte over and over, with a few edits, insertions and removals",
    ),
    History::new(
        "repeated text",
        shape(20_000_000, 3),
        hostile::repeated_text,
        "one object over and over, first with a few edits, then another object of another length",
    ),
];
