//! How a village is founded.

use serde::{Deserialize, Serialize};

/// The longest name of a village in bytes.
pub(crate) const LONGEST_NAME: usize = 60;
/// The most entities with which a village is founded.
const MOST_ENTITIES: u64 = 200_000;
/// The fewest plants for each person: with fewer a village starves.
const PLANTS_PER_PERSON: u64 = 2;

/// How a village is founded: [`VillageConfig::new`] has good numbers, [`VillageConfig::of_size`] scales them.
///
/// It is part of each save as `config` of its universe.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct VillageConfig {
    /// What it is called: 1–60 bytes.
    pub name: String,
    /// Decides everything that will happen.
    #[serde(with = "crate::random::as_hex")]
    pub seed: u64,
    /// How many people found it. Their number follows from food and houses later on.
    pub people: u64,
    /// How many plants there are, plots of crops included: at least two for each person.
    pub plants: u64,
    /// How many buildings stand when it is founded.
    pub buildings: u64,
}

/// What is wrong with a [`VillageConfig`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidVillageConfig {
    /// The name is empty, too long, or has characters that no display shows.
    #[error("a village's name has 1 to {LONGEST_NAME} bytes and no control characters; choose another")]
    Name,
    /// There is nobody, or nothing to live in.
    #[error("a village needs at least 2 people and 2 buildings")]
    Empty,
    /// Too few plants.
    #[error("{people} people need at least {needed} plants to live on, not {plants}; add plants")]
    Hungry {
        /// How many people it was to have.
        people: u64,
        /// How many plants it was to have.
        plants: u64,
        /// How many it needs.
        needed: u64,
    },
    /// Too many entities.
    #[error("a village is founded with at most {MOST_ENTITIES} entities, not {entities}")]
    TooLarge {
        /// How many it was to have.
        entities: u64,
    },
}

impl VillageConfig {
    /// A village of about 2,000 entities.
    #[must_use]
    pub fn new(name: impl Into<String>, seed: u64) -> Self {
        Self::of_size(name, seed, 2_000)
    }

    /// A village of about as many entities: of 1,000, 135 are people, 822 are plants and 43 are buildings.
    #[must_use]
    pub fn of_size(name: impl Into<String>, seed: u64, entities: u64) -> Self {
        let entities = entities.clamp(12, MOST_ENTITIES);
        let people = (entities * 135 / 1_000).max(3);
        let buildings = (entities * 43 / 1_000).max(2);
        Self { name: name.into(), seed, people, plants: entities - people - buildings, buildings }
    }

    /// Checks it, as [`Village::found`](crate::Village::found) does.
    ///
    /// # Errors
    /// [`InvalidVillageConfig`], with what to change.
    pub fn check(&self) -> Result<(), InvalidVillageConfig> {
        let entities = self.people.saturating_add(self.plants).saturating_add(self.buildings);
        let needed = self.people.saturating_mul(PLANTS_PER_PERSON);
        let named = (1..=LONGEST_NAME).contains(&self.name.len()) && !self.name.chars().any(char::is_control);
        if !named {
            Err(InvalidVillageConfig::Name)
        } else if self.people < 2 || self.buildings < 2 {
            Err(InvalidVillageConfig::Empty)
        } else if entities > MOST_ENTITIES {
            Err(InvalidVillageConfig::TooLarge { entities })
        } else if self.plants < needed {
            Err(InvalidVillageConfig::Hungry { people: self.people, plants: self.plants, needed })
        } else {
            Ok(())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_scale_and_are_valid() {
        for entities in [0, 12, 50, 2_000, 100_000, 1_000_000] {
            let config = VillageConfig::of_size("Eschbach", 1, entities);
            assert_eq!(config.check(), Ok(()), "{entities}");
            let total = config.people + config.plants + config.buildings;
            assert_eq!(total, entities.clamp(12, MOST_ENTITIES));
        }
    }

    #[test]
    fn what_cannot_live_is_refused_with_what_to_change() {
        let good = VillageConfig::new("Eschbach", 1);
        let refused = |change: fn(&mut VillageConfig)| {
            let mut config = good.clone();
            change(&mut config);
            config.check().unwrap_err().to_string()
        };
        assert!(refused(|config| config.name = "a\nb".to_owned()).contains("control characters"));
        assert!(refused(|config| config.people = 1).contains("at least 2 people"));
        assert!(refused(|config| config.plants = 7).contains("need at least 540 plants"));
        assert!(refused(|config| config.plants = u64::MAX).contains("at most 200000 entities"));
    }
}
