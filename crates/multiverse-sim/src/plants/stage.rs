//! Stages of growth.

use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Stage {
    Fallow,
    Sown,
    Sprouting,
    Growing,
    Resting,
    Flowering,
    Ripe,
    Seedling,
    Sapling,
    Grown,
    Ancient,
}

impl Stage {
    /// How large it is when it enters the stage: 0–1000.
    pub(super) fn size(self) -> i64 {
        match self {
            Self::Fallow | Self::Sown => 0,
            Self::Seedling => 10,
            Self::Sprouting => 80,
            Self::Sapling => 150,
            Self::Growing => 350,
            Self::Resting => 600,
            Self::Grown => 700,
            Self::Flowering => 750,
            Self::Ripe | Self::Ancient => 1_000,
        }
    }
}
