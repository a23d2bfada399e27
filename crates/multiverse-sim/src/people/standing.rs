//! What somebody is known for.

use serde::{Deserialize, Serialize};

use crate::calendar::Moment;

/// How much the village thinks of somebody: it decides whose birth, wedding and death history keeps.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Standing {
    /// 0–100.
    pub(crate) fame: i64,
    /// The last few things that they did, oldest first.
    deeds: Vec<Deed>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Deed {
    tick: Moment,
    title: String,
}

/// How many deeds are kept, and how long the title of one may be in bytes.
const KEPT: usize = 6;
const LONGEST: usize = 200;

impl Standing {
    pub(crate) fn new(fame: i64) -> Self {
        Self { fame: fame.clamp(0, 100), deeds: Vec::new() }
    }

    /// Becomes known for something.
    pub(crate) fn gain(&mut self, now: Moment, fame: i64, title: &str) {
        self.fame = (self.fame + fame).clamp(0, 100);
        if self.deeds.len() >= KEPT {
            self.deeds.remove(0);
        }
        self.deeds.push(Deed { tick: now, title: title.to_owned() });
    }

    /// The last thing that they did, as a title.
    pub(crate) fn last_deed(&self) -> Option<&str> {
        self.deeds.last().map(|deed| deed.title.as_str())
    }

    pub(super) fn check(&self) -> Result<(), &'static str> {
        let possible = |deed: &Deed| deed.title.len() <= LONGEST && !deed.title.chars().any(char::is_control);
        if (0..=100).contains(&self.fame) && self.deeds.len() <= KEPT && self.deeds.iter().all(possible) {
            Ok(())
        } else {
            Err("fame is 0 to 100, with at most 6 deeds of at most 200 bytes")
        }
    }

    pub(super) fn shift(&mut self, ticks: i64) {
        for deed in &mut self.deeds {
            deed.tick = deed.tick.plus(ticks);
        }
    }
}
