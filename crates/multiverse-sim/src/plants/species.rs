//! Species.

use serde::{Deserialize, Serialize};

use super::Stage;
use crate::calendar::{DAY, HOUR};
use crate::goods::Item;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Species {
    Wheat,
    Turnip,
    Flax,
    Herb,
    Berry,
    Apple,
    Oak,
    Birch,
}

/// How a species lives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Habit {
    /// Sown on a plot, harvested, sown again.
    Crop,
    /// Bears fruit each year by itself.
    Bearing,
    /// Grows until it is felled.
    Timber,
}

impl Species {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Wheat => "wheat",
            Self::Turnip => "turnips",
            Self::Flax => "flax",
            Self::Herb => "herbs",
            Self::Berry => "berries",
            Self::Apple => "apples",
            Self::Oak => "oak",
            Self::Birch => "birch",
        }
    }

    pub(crate) fn habit(self) -> Habit {
        match self {
            Self::Wheat | Self::Turnip | Self::Flax | Self::Herb => Habit::Crop,
            Self::Berry | Self::Apple => Habit::Bearing,
            Self::Oak | Self::Birch => Habit::Timber,
        }
    }

    /// What a harvest gives, and how much of it where nothing helps or hinders.
    pub(crate) fn harvest(self) -> (Item, i64) {
        match self {
            Self::Wheat => (Item::Wheat, 9),
            Self::Turnip => (Item::Turnips, 8),
            Self::Flax => (Item::Flax, 6),
            Self::Herb => (Item::Herbs, 5),
            Self::Berry => (Item::Berries, 6),
            Self::Apple => (Item::Apples, 8),
            Self::Oak => (Item::Wood, 16),
            Self::Birch => (Item::Wood, 9),
        }
    }

    pub(crate) fn first_stage(self) -> Stage {
        match self.habit() {
            Habit::Crop => Stage::Fallow,
            Habit::Bearing => Stage::Resting,
            Habit::Timber => Stage::Seedling,
        }
    }

    pub(crate) fn has_stage(self, stage: Stage) -> bool {
        match self.habit() {
            Habit::Crop => {
                matches!(stage, Stage::Fallow | Stage::Sown | Stage::Sprouting | Stage::Growing | Stage::Ripe)
            }
            Habit::Bearing => matches!(stage, Stage::Resting | Stage::Flowering | Stage::Ripe),
            Habit::Timber => {
                matches!(stage, Stage::Seedling | Stage::Sapling | Stage::Grown | Stage::Ancient)
            }
        }
    }

    /// The stage that comes of itself, and after how many ticks of growing.
    pub(crate) fn next_stage(self, stage: Stage) -> Option<(Stage, i64)> {
        match (self.habit(), stage) {
            (_, Stage::Sown) => Some((Stage::Sprouting, 14 * HOUR)),
            (_, Stage::Sprouting) => Some((Stage::Growing, 22 * HOUR)),
            (_, Stage::Growing) => Some((Stage::Ripe, self.ripening())),
            // Nobody came: it withers, or falls.
            (Habit::Crop, Stage::Ripe) => Some((Stage::Fallow, 3 * DAY)),
            (Habit::Bearing, Stage::Ripe) => Some((Stage::Resting, 2 * DAY)),
            (_, Stage::Resting) => Some((Stage::Flowering, 2 * DAY)),
            (_, Stage::Flowering) => Some((Stage::Ripe, self.ripening())),
            (_, Stage::Seedling) => Some((Stage::Sapling, 12 * DAY)),
            (_, Stage::Sapling) => Some((Stage::Grown, self.ripening())),
            (_, Stage::Grown) => Some((Stage::Ancient, 600 * DAY)),
            _ => None,
        }
    }

    fn ripening(self) -> i64 {
        match self {
            Self::Wheat | Self::Apple => 44 * HOUR,
            Self::Turnip | Self::Flax => 36 * HOUR,
            Self::Herb | Self::Berry => 28 * HOUR,
            Self::Oak => 60 * DAY,
            Self::Birch => 30 * DAY,
        }
    }
}
