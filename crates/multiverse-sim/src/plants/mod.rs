//! Plants: crops on plots, bushes and fruit trees, and the wood.

mod flora;
mod queue;
mod species;
mod stage;

pub(crate) use flora::Flora;
pub(crate) use species::{Habit, Species};
pub(crate) use stage::Stage;

use serde::{Deserialize, Serialize};

use crate::calendar::{DAY, Moment};
use crate::gauge::{FULL, Gauge};
use crate::ids::{PersonId, PlantId};
use crate::spot::Spot;

/// A plant, or a plot of one crop. Its fields are the components of its entity in a save.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Plant {
    pub(crate) id: PlantId,
    pub(crate) kind: Kind,
    pub(crate) position: Spot,
    pub(crate) growth: Growth,
    pub(crate) tending: Tending,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Kind {
    pub(crate) species: Species,
    pub(crate) planted: Moment,
}

/// How far it has grown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Growth {
    pub(crate) stage: Stage,
    size: Gauge,
    /// When it comes to its next stage by itself; what lies fallow waits for somebody to sow.
    pub(crate) next: Option<Moment>,
}

/// What people do for it, and get.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Tending {
    /// 0–100: how well it was looked after since it was sown.
    pub(crate) care: i64,
    pub(crate) harvests: i64,
    /// Who was there last.
    pub(crate) by: Option<PersonId>,
}

/// The most harvests that are counted.
pub(crate) const MOST_HARVESTS: i64 = 1_000_000_000;

impl Plant {
    /// One in a stage of which `share` thousandths are still to come.
    pub(crate) fn grown(
        id: PlantId,
        species: Species,
        position: Spot,
        now: Moment,
        stage: Stage,
        share: i64,
    ) -> Self {
        let growth = Growth { stage, size: Gauge::new(stage.size(), now, 0), next: None };
        let kind = Kind { species, planted: now };
        let mut plant = Self { id, kind, position, growth, tending: Tending::default() };
        plant.enter_partly(stage, now, share);
        plant
    }

    /// The stage that comes of itself, and after how many ticks of growing.
    pub(crate) fn ahead(&self) -> Option<(Stage, i64)> {
        self.kind.species.next_stage(self.growth.stage)
    }

    /// Enters a stage, now.
    pub(super) fn enter(&mut self, stage: Stage, now: Moment) {
        self.enter_partly(stage, now, 1_000);
    }

    fn enter_partly(&mut self, stage: Stage, now: Moment, share: i64) {
        let ahead = self.kind.species.next_stage(stage);
        let next = ahead.map(|(_, ticks)| now.after_growing(ticks * share / 1_000));
        let size = stage.size();
        let rate = match next {
            Some(next) => (self.size_after(stage) - size) * DAY / next.since(now).max(1),
            None => 0,
        };
        self.growth = Growth { stage, size: Gauge::new(size, now, rate.clamp(-FULL * 10, FULL * 10)), next };
    }

    fn size_after(&self, stage: Stage) -> i64 {
        self.kind.species.next_stage(stage).map_or(stage.size(), |(next, _)| next.size().max(stage.size()))
    }

    /// Says what is wrong with one that was read.
    pub(crate) fn check(&self, now: Moment) -> Result<(), &'static str> {
        self.position.check()?;
        self.growth.size.check(now)?;
        let Growth { stage, next, .. } = self.growth;
        if self.kind.planted > now {
            Err("a plant was planted in the future")
        } else if !self.kind.species.has_stage(stage) {
            Err("a plant is in a stage that its species has not")
        } else if next.is_some() != self.kind.species.next_stage(stage).is_some() {
            Err("a plant has to have a next stage, unless there is none")
        } else if next.is_some_and(|next| next <= now) {
            Err("a plant should have come to its next stage")
        } else if !(0..=100).contains(&self.tending.care)
            || !(0..=MOST_HARVESTS).contains(&self.tending.harvests)
        {
            Err("a plant's care is 0 to 100, its harvests at most 1000000000")
        } else {
            Ok(())
        }
    }
}
