//! Buildings: they are laid out, built, lived in, filled, wear out and fall.

mod kind;
mod stores;
mod town;

pub(crate) use kind::BuildingKind;
pub(crate) use town::Town;

use serde::{Deserialize, Serialize};

use crate::calendar::{DAY, Moment};
use crate::gauge::{FULL, Gauge};
use crate::goods::{Goods, Item};
use crate::ids::BuildingId;
use crate::spot::Spot;

/// A building. Its fields are the components of its entity in a save.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Building {
    pub(crate) id: BuildingId,
    pub(crate) plan: Plan,
    pub(crate) position: Spot,
    pub(crate) structure: Structure,
    pub(crate) store: Store,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Plan {
    pub(crate) kind: BuildingKind,
    /// When it was laid out.
    pub(crate) begun: Moment,
    pub(crate) beds: i64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Structure {
    pub(crate) state: State,
    /// The work that is left to do before it stands or is mended.
    pub(crate) labour: i64,
    /// 0 is a ruin, 1000 is new.
    pub(crate) condition: Gauge,
    /// When somebody looks at it next; at a site nobody does.
    pub(crate) inspection: Option<Moment>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum State {
    /// Being built.
    Site,
    Standing,
    /// In use, but to be mended.
    Worn,
    /// Fallen, and soon cleared away.
    Ruin,
}

/// What lies in it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Store {
    pub(crate) items: Goods,
}

/// How often a building is looked at.
pub(crate) const INSPECTION: i64 = 3 * DAY;
/// Below this, mending is due.
pub(crate) const WORN: i64 = 550;
/// The most work that a building takes, and the most beds.
const MOST_LABOUR: i64 = 10_000;
const MOST_BEDS: i64 = 12;
/// The most that lies in a building.
const MOST_STORED: i64 = 2_000;

impl Building {
    /// A place where one is to be built.
    pub(crate) fn site(id: BuildingId, kind: BuildingKind, position: Spot, now: Moment) -> Self {
        let structure = Structure {
            state: State::Site,
            labour: kind.labour(),
            condition: Gauge::new(0, now, 0),
            inspection: None,
        };
        let plan = Plan { kind, begun: now, beds: kind.beds() };
        Self { id, plan, position, structure, store: Store::default() }
    }

    /// Whether it can be used.
    pub(crate) fn is_open(&self) -> bool {
        matches!(self.structure.state, State::Standing | State::Worn)
    }

    /// How much of something fits in beside what is there; food does not lie with all else.
    pub(crate) fn room_for(&self, item: Item) -> i64 {
        let (items, (food, other)) = (&self.store.items, self.plan.kind.room());
        if item.is_food() { food - items.food() } else { other - (items.total() - items.food()) }
    }

    /// Says what is wrong with one that was read.
    pub(crate) fn check(&self, now: Moment) -> Result<(), &'static str> {
        self.position.check()?;
        self.structure.condition.check(now)?;
        let Structure { state, labour, inspection, .. } = self.structure;
        if self.plan.begun > now {
            Err("a building was begun in the future")
        } else if !(0..=MOST_LABOUR).contains(&labour) || !(0..=MOST_BEDS).contains(&self.plan.beds) {
            Err("a building takes at most 10000 units of work and has at most 12 beds")
        } else if self.store.items.total() > MOST_STORED {
            Err("a building holds at most 2000 pieces")
        } else if inspection.is_some() != (state != State::Site) {
            Err("a building has to have an inspection ahead, unless it is a site")
        } else if inspection.is_some_and(|at| at <= now) {
            Err("a building should have been inspected")
        } else {
            Ok(())
        }
    }

    /// Stands as new from now on.
    pub(super) fn complete(&mut self, now: Moment, wear: i64) {
        self.structure = Structure {
            state: State::Standing,
            labour: 0,
            condition: Gauge::new(FULL, now, -wear),
            inspection: Some(now.plus(INSPECTION)),
        };
    }
}
