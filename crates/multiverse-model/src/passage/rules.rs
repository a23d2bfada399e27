//! What each type of passage allows.

use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::PassageState;

/// The kind of a passage.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum PassageType {
    /// Short-lived, one way, one at a time.
    Thread,
    /// Ten days, both ways, ten at a time.
    Bridge,
    /// A hundred days, both ways.
    Gate,
    /// For ever, by consent of both owners.
    Confluence,
}

/// The rules of one type. How long it lasts is a setting: [`PassageLifetimes`](super::PassageLifetimes).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PassageRules {
    /// Departures until it has to be maintained.
    pub uses: Option<u64>,
    /// Entities in transit at once.
    pub capacity: Option<u64>,
    /// Whether entities may travel from target to source.
    pub is_bidirectional: bool,
    /// Whether both owners have to agree, whatever the target's visitor policy is.
    pub needs_both_owners: bool,
    /// Whether it can be deleted once it was open.
    pub can_be_deleted: bool,
}

/// Which way an entity goes through a passage.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Direction {
    /// From source to target.
    #[default]
    Forward,
    /// From target to source.
    Reverse,
}

/// Why nothing can depart through a passage.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NoDeparture {
    /// Its state does not allow it.
    #[error("the passage is {state}")]
    Closed {
        /// The state.
        state: PassageState,
    },
    /// It leads one way only, and this is the other.
    #[error("this passage leads one way only, from its source to its target; make one from the other side")]
    OneWay,
    /// It was used as often as it may be until it is maintained.
    #[error("the passage was used {uses} times since it was maintained; maintain it first")]
    WornOut {
        /// Departures that it allows between maintenances.
        uses: u64,
    },
    /// As many entities are on their way as it takes.
    #[error("the passage takes {capacity} at a time; wait until one has arrived")]
    Full {
        /// How many it takes.
        capacity: u64,
    },
}

impl PassageType {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Thread, Self::Bridge, Self::Gate, Self::Confluence];

    /// What it allows.
    #[must_use]
    pub const fn rules(self) -> PassageRules {
        let gate = PassageRules {
            uses: None,
            capacity: None,
            is_bidirectional: true,
            needs_both_owners: false,
            can_be_deleted: true,
        };
        match self {
            Self::Thread => {
                PassageRules { uses: Some(5), capacity: Some(1), is_bidirectional: false, ..gate }
            }
            Self::Bridge => PassageRules { capacity: Some(10), ..gate },
            Self::Gate => gate,
            Self::Confluence => PassageRules { needs_both_owners: true, can_be_deleted: false, ..gate },
        }
    }

    /// Its name on the wire and in the database.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Thread => "thread",
            Self::Bridge => "bridge",
            Self::Gate => "gate",
            Self::Confluence => "confluence",
        }
    }
}

impl PassageRules {
    /// Decides whether one more entity may depart, from a passage in `state` with so many `uses` since its
    /// maintenance and so many entities `in_transit`.
    ///
    /// # Errors
    /// [`NoDeparture`]: the first reason against it, in the order of its variants.
    pub fn departure(
        &self,
        state: PassageState,
        direction: Direction,
        uses: u64,
        in_transit: u64,
    ) -> Result<(), NoDeparture> {
        if !state.is_open() {
            return Err(NoDeparture::Closed { state });
        }
        if direction == Direction::Reverse && !self.is_bidirectional {
            return Err(NoDeparture::OneWay);
        }
        match (self.uses, self.capacity) {
            (Some(most), _) if uses >= most => Err(NoDeparture::WornOut { uses: most }),
            (_, Some(capacity)) if in_transit >= capacity => Err(NoDeparture::Full { capacity }),
            _ => Ok(()),
        }
    }
}

impl FromStr for PassageType {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let named = Self::ALL.into_iter().find(|kind| kind.as_str() == text);
        named.ok_or("a passage's type is thread, bridge, gate or confluence")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use PassageState::{Active, Collapsed, Inactive, Pending, Sealed, Unstable};

    #[test]
    fn a_thread_takes_one_at_a_time_five_times_one_way() {
        let thread = PassageType::Thread.rules();
        assert_eq!(thread.departure(Active, Direction::Forward, 4, 0), Ok(()));
        assert_eq!(thread.departure(Active, Direction::Forward, 5, 0), Err(NoDeparture::WornOut { uses: 5 }));
        assert_eq!(
            thread.departure(Active, Direction::Forward, 1, 1),
            Err(NoDeparture::Full { capacity: 1 })
        );
        assert_eq!(thread.departure(Active, Direction::Reverse, 0, 0), Err(NoDeparture::OneWay));
    }

    #[test]
    fn a_bridge_takes_ten_at_a_time_both_ways() {
        let bridge = PassageType::Bridge.rules();
        assert_eq!(bridge.departure(Unstable, Direction::Reverse, u64::MAX, 9), Ok(()));
        let full = Err(NoDeparture::Full { capacity: 10 });
        assert_eq!(bridge.departure(Active, Direction::Forward, 0, 10), full);
    }

    #[test]
    fn gates_and_confluences_take_any_number() {
        for kind in [PassageType::Gate, PassageType::Confluence] {
            assert_eq!(kind.rules().departure(Active, Direction::Reverse, u64::MAX, u64::MAX), Ok(()));
        }
    }

    #[test]
    fn nothing_departs_through_one_that_is_not_open() {
        for kind in PassageType::ALL {
            for state in [Pending, Collapsed, Sealed, Inactive] {
                let refused = kind.rules().departure(state, Direction::Forward, 0, 0);
                assert_eq!(refused, Err(NoDeparture::Closed { state }));
            }
        }
    }
}
