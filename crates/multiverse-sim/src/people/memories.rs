//! Memories.

use serde::{Deserialize, Serialize};

use crate::calendar::Moment;
use crate::ids::PersonId;

/// What somebody remembers, oldest first.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct Memories(Vec<Memory>);

/// One thing that somebody remembers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Memory {
    pub(crate) tick: Moment,
    pub(crate) what: What,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) about: Option<PersonId>,
    /// From −100, the worst, to 100.
    pub(crate) feeling: i64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum What {
    Talked,
    Quarrelled,
    Befriended,
    FellOut,
    Courted,
    Wed,
    ChildBorn,
    SiblingBorn,
    Bereaved,
    CameOfAge,
    Hungered,
    FellIll,
    Recovered,
    WasHurt,
    WasHealed,
    GoodHarvest,
    GoodCatch,
    BuiltSomething,
    MovedHouse,
    LostHome,
    Mastered,
    Discovered,
    Honoured,
    Feasted,
    Disaster,
    CameHere,
    LeftHome,
}

/// How many memories somebody keeps.
const KEPT: usize = 12;

impl Memories {
    /// Remembers something. Of too many, what was felt least is forgotten first, and of that the oldest.
    pub(crate) fn add(&mut self, memory: Memory) {
        if self.0.len() >= KEPT {
            let faintest = self.0.iter().enumerate().min_by_key(|(_, memory)| memory.feeling.abs());
            if let Some((index, _)) = faintest {
                self.0.remove(index);
            }
        }
        self.0.push(memory);
    }

    /// The sum of the feelings of the last few, each −100 to 100.
    pub(crate) fn recent_feeling(&self) -> i64 {
        self.0.iter().rev().take(4).map(|memory| memory.feeling).sum()
    }

    pub(super) fn check(&self, now: Moment) -> Result<(), &'static str> {
        if self.0.len() > KEPT {
            return Err("somebody has more than 12 memories");
        }
        let possible = |memory: &Memory| memory.tick <= now && (-100..=100).contains(&memory.feeling);
        if self.0.iter().all(possible) {
            Ok(())
        } else {
            Err("a memory is of the future, or its feeling beyond 100")
        }
    }

    pub(super) fn shift(&mut self, ticks: i64) {
        for memory in &mut self.0 {
            memory.tick = memory.tick.plus(ticks);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_felt_most_stays() {
        let mut memories = Memories::default();
        let of = |tick, feeling| Memory { tick: Moment::at(tick), what: What::Talked, about: None, feeling };
        memories.add(of(0, -90));
        for tick in 1..40 {
            memories.add(of(tick, 5));
        }
        assert_eq!(memories.0.len(), KEPT);
        assert_eq!(memories.0[0].feeling, -90);
        assert_eq!(memories.0[1].tick, Moment::at(29));
        assert_eq!(memories.recent_feeling(), 20);
    }
}
