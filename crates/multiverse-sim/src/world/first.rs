//! What can be done for the first time.

use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum First {
    Birth,
    Marriage,
    Death,
    Harvest,
    Catch,
    Felling,
    House,
    School,
    Mill,
    Temple,
    Master,
    WinterSurvived,
    Healing,
    Festival,
    Grandchild,
    Founderless,
}
