//! Kinds of goods.

use serde::{Deserialize, Serialize};

/// A kind of goods. Food comes first, in the order in which it spoils, and so is eaten.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Item {
    Fish,
    Berries,
    Apples,
    Turnips,
    Wheat,
    Herbs,
    Flax,
    Wood,
    Stone,
    Tools,
    Cloth,
    Charms,
}

impl Item {
    pub(crate) const ALL: [Self; 12] = [
        Self::Fish,
        Self::Berries,
        Self::Apples,
        Self::Turnips,
        Self::Wheat,
        Self::Herbs,
        Self::Flax,
        Self::Wood,
        Self::Stone,
        Self::Tools,
        Self::Cloth,
        Self::Charms,
    ];
    pub(crate) const FOOD: [Self; 5] = [Self::Fish, Self::Berries, Self::Apples, Self::Turnips, Self::Wheat];

    /// What a world may ban or ask for when somebody carries it in.
    pub(crate) fn tags(self) -> &'static [&'static str] {
        match self {
            Self::Fish | Self::Berries | Self::Apples | Self::Turnips | Self::Wheat => &["food"],
            Self::Herbs => &["herb", "medicine"],
            Self::Flax | Self::Wood | Self::Stone => &["material"],
            Self::Tools => &["tool", "iron"],
            Self::Cloth => &["clothing"],
            Self::Charms => &["magical", "keepsake"],
        }
    }

    /// How much of it is kept for each person, if that is bounded by more than room.
    pub(crate) fn kept(self) -> Option<i64> {
        match self {
            Self::Fish | Self::Berries | Self::Apples | Self::Turnips | Self::Wheat => None,
            Self::Wood => Some(6),
            Self::Stone => Some(4),
            Self::Herbs | Self::Flax | Self::Cloth => Some(2),
            Self::Tools | Self::Charms => Some(1),
        }
    }

    /// Its place in [`Self::ALL`].
    pub(crate) fn index(self) -> usize {
        self as usize
    }

    pub(crate) fn is_food(self) -> bool {
        self <= Self::Wheat
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn food_comes_first() {
        assert!(Item::ALL.iter().enumerate().all(|(index, item)| item.index() == index));
        let food: Vec<_> = Item::ALL.into_iter().filter(|item| item.is_food()).collect();
        assert_eq!(food, Item::FOOD);
    }
}
