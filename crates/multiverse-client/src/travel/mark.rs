//! How far a world is with its journals: what it has of the effects that stand in them.

use serde::{Deserialize, Serialize};

use super::journal::JournalId;

/// The most journals that a world remembers: one for each machine that it travels on.
const MOST_JOURNALS: usize = 16;

/// Which effects of trips a world has: who has left it, and who has come.
///
/// The game keeps it in its world, saves it with that, and otherwise leaves it alone; a new world has the default one.
/// A world that is loaded after a crash tells by it what of the journal is still to be done to it.
///
/// It has a number for each machine on which the world was played, at most 16: then the one that was not used for
/// longest is forgotten.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Vec<Reached>", into = "Vec<Reached>")]
pub struct TravelMark(Vec<Reached>);

/// Up to which number of a journal the world has all effects.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Reached {
    journal: JournalId,
    number: u64,
}

/// A mark that no world is given.
#[derive(Debug, thiserror::Error)]
#[error(
    "a world's mark of its travels has at most {MOST_JOURNALS} journals; this one was not written by Multiverse"
)]
struct TooMany;

impl TravelMark {
    /// Whether the world has never been played with a [`Traveller`](super::Traveller): then it need not be saved.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The mark of a world that begins a line of its own.
    pub(super) fn of(journal: &JournalId) -> Self {
        let mut mark = Self::default();
        mark.reach(journal, 0);
        mark
    }

    /// The number of a journal up to which the world has all effects, if it knows the journal.
    pub(super) fn number(&self, journal: &JournalId) -> Option<u64> {
        self.0.iter().find(|reached| reached.journal == *journal).map(|reached| reached.number)
    }

    /// Notes that the world has the effects up to a number. The journal is the one that was used last from now on.
    pub(super) fn reach(&mut self, journal: &JournalId, number: u64) {
        let number = self.number(journal).map_or(number, |before| before.max(number));
        self.0.retain(|reached| reached.journal != *journal);
        self.0.insert(0, Reached { journal: journal.clone(), number });
        self.0.truncate(MOST_JOURNALS);
    }
}

impl TryFrom<Vec<Reached>> for TravelMark {
    type Error = TooMany;

    fn try_from(reached: Vec<Reached>) -> Result<Self, TooMany> {
        if reached.len() > MOST_JOURNALS { Err(TooMany) } else { Ok(Self(reached)) }
    }
}

impl From<TravelMark> for Vec<Reached> {
    fn from(mark: TravelMark) -> Self {
        mark.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn journal(number: u8) -> JournalId {
        JournalId::from_random([number; 16])
    }

    #[test]
    fn a_number_never_falls() {
        let mut mark = TravelMark::of(&journal(1));
        mark.reach(&journal(1), 7);
        mark.reach(&journal(1), 3);
        assert_eq!((mark.number(&journal(1)), mark.number(&journal(2))), (Some(7), None));
    }

    #[test]
    fn the_journal_that_was_not_used_for_longest_is_forgotten() {
        let mut mark = TravelMark::default();
        assert!(mark.is_empty());
        (0..16).for_each(|number| mark.reach(&journal(number), 1));
        mark.reach(&journal(0), 2);
        mark.reach(&journal(16), 1);
        assert_eq!((mark.number(&journal(0)), mark.number(&journal(1))), (Some(2), None));
        let text = serde_json::to_string(&mark).unwrap();
        assert_eq!(serde_json::from_str::<TravelMark>(&text).unwrap(), mark);
    }

    #[test]
    fn a_mark_that_is_none_is_refused() {
        let one = |journal: &str| format!(r#"{{"journal":"{journal}","number":1}}"#);
        let known = one("00112233445566778899aabbccddeeff");
        assert!(serde_json::from_str::<TravelMark>(&format!("[{known}]")).is_ok());
        for bad in [one("00"), one(&"G".repeat(32)), vec![known.clone(); 17].join(",")] {
            assert!(serde_json::from_str::<TravelMark>(&format!("[{bad}]")).is_err(), "{bad}");
        }
    }
}
