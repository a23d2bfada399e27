//! What somebody lives by, and where.

use serde::{Deserialize, Serialize};

use super::Skill;
use crate::calendar::Moment;
use crate::ids::{BuildingId, Workplace};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Livelihood {
    pub(crate) occupation: Occupation,
    pub(crate) since: Moment,
    /// Where they worked last, or are on their way to.
    pub(crate) workplace: Option<Workplace>,
    pub(crate) home: Option<BuildingId>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Occupation {
    Child,
    Farmer,
    Forager,
    Fisher,
    Woodcutter,
    Builder,
    Smith,
    Weaver,
    Healer,
    Priest,
    Elder,
}

impl Occupation {
    pub(crate) const COUNT: usize = 11;

    /// The trades, in the order in which they are filled, and how many of a thousand follow each.
    pub(crate) const TRADES: [(Self, i64); 9] = [
        (Self::Farmer, 360),
        (Self::Fisher, 120),
        (Self::Forager, 120),
        (Self::Woodcutter, 100),
        (Self::Builder, 100),
        (Self::Healer, 70),
        (Self::Smith, 50),
        (Self::Weaver, 60),
        (Self::Priest, 20),
    ];

    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Child => "child",
            Self::Farmer => "farmer",
            Self::Forager => "forager",
            Self::Fisher => "fisher",
            Self::Woodcutter => "woodcutter",
            Self::Builder => "builder",
            Self::Smith => "smith",
            Self::Weaver => "weaver",
            Self::Healer => "healer",
            Self::Priest => "priest",
            Self::Elder => "elder",
        }
    }

    /// What it takes and teaches.
    pub(crate) fn skill(self) -> Skill {
        match self {
            Self::Farmer => Skill::Farming,
            Self::Forager => Skill::Foraging,
            Self::Fisher => Skill::Fishing,
            Self::Woodcutter => Skill::Woodcraft,
            Self::Builder => Skill::Building,
            Self::Smith => Skill::Smithing,
            Self::Weaver => Skill::Weaving,
            Self::Healer => Skill::Healing,
            Self::Priest | Self::Elder => Skill::Lore,
            Self::Child => Skill::Speech,
        }
    }

    pub(crate) fn is_trade(self) -> bool {
        !matches!(self, Self::Child | Self::Elder)
    }
}
