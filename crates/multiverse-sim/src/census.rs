//! A census.

use crate::village::Village;

/// How many there are of what.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Census {
    /// Who lives there.
    pub people: u64,
    /// Plants, plots of crops included.
    pub plants: u64,
    /// Buildings, sites and ruins included.
    pub buildings: u64,
    /// Beds in houses that stand.
    pub beds: u64,
    /// Portions of food in the storehouses.
    pub food: u64,
    /// Children born since the founding.
    pub births: u64,
    /// Deaths since the founding.
    pub deaths: u64,
}

impl Village {
    /// Counts what there is.
    #[must_use]
    pub fn census(&self) -> Census {
        let count = |count: i64| count.unsigned_abs();
        Census {
            people: count(self.people.count()),
            plants: u64::try_from(self.plants.len()).unwrap_or(u64::MAX),
            buildings: u64::try_from(self.buildings.len()).unwrap_or(u64::MAX),
            beds: count(self.buildings.beds()),
            food: count(self.buildings.stock().food()),
            births: count(self.world.tallies.births),
            deaths: count(self.world.tallies.deaths),
        }
    }
}
