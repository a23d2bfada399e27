//! Kinds of buildings.

use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum BuildingKind {
    House,
    Storehouse,
    Well,
    Tavern,
    Landing,
    Smithy,
    Weavery,
    Infirmary,
    School,
    Mill,
    Temple,
}

impl BuildingKind {
    pub(crate) const COUNT: usize = 11;

    /// What is built beside houses: each kind, and for how many people there is one. The first two come first in
    /// every village, the others once there are so many people.
    pub(crate) const SERVICES: [(Self, i64); 10] = [
        (Self::Storehouse, 40),
        (Self::Well, 60),
        (Self::Tavern, 120),
        (Self::Landing, 120),
        (Self::Smithy, 100),
        (Self::Weavery, 100),
        (Self::Infirmary, 150),
        (Self::School, 200),
        (Self::Mill, 200),
        (Self::Temple, 300),
    ];

    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::House => "house",
            Self::Storehouse => "storehouse",
            Self::Well => "well",
            Self::Tavern => "tavern",
            Self::Landing => "landing",
            Self::Smithy => "smithy",
            Self::Weavery => "weavery",
            Self::Infirmary => "infirmary",
            Self::School => "school",
            Self::Mill => "mill",
            Self::Temple => "temple",
        }
    }

    pub(crate) fn beds(self) -> i64 {
        if self == Self::House { 5 } else { 0 }
    }

    /// The work that it takes to build.
    pub(crate) fn labour(self) -> i64 {
        match self {
            Self::Well => 60,
            Self::House | Self::Landing => 120,
            Self::Storehouse | Self::Smithy | Self::Weavery => 180,
            Self::Tavern | Self::Infirmary | Self::School | Self::Mill => 260,
            Self::Temple => 900,
        }
    }

    /// The wood and the stone that it takes.
    pub(crate) fn materials(self) -> (i64, i64) {
        match self {
            Self::Well => (4, 20),
            Self::House => (30, 10),
            Self::Temple => (120, 160),
            _ => (50, 25),
        }
    }

    /// How many portions of food fit in, and how many pieces of all else: what is everybody's lies in storehouses. The
    /// food of full ones lasts for five days, so that a drought can be a famine.
    pub(crate) fn room(self) -> (i64, i64) {
        if self == Self::Storehouse { (450, 900) } else { (0, 0) }
    }

    /// Its place in tables by kind.
    pub(crate) fn index(self) -> usize {
        self as usize
    }
}
