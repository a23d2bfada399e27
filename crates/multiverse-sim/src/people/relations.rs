//! What people are to each other beside family.

use serde::{Deserialize, Serialize};

use crate::calendar::Moment;
use crate::ids::PersonId;

/// Those whom somebody knows well.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct Relations(Vec<Bond>);

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Bond {
    pub(crate) with: PersonId,
    /// From −1000, an enemy, to 1000.
    pub(crate) affinity: i64,
    pub(crate) since: Moment,
}

/// How many others somebody knows well.
const KEPT: usize = 8;
/// As far as a bond goes in either direction.
const MOST: i64 = 1_000;

impl Relations {
    pub(crate) fn iter(&self) -> impl ExactSizeIterator<Item = &Bond> {
        self.0.iter()
    }

    /// Feels more or less for somebody, and answers what was felt before and is now. Of too many, the one who matters
    /// least is lost from sight.
    pub(crate) fn feel(&mut self, now: Moment, with: PersonId, by: i64) -> (i64, i64) {
        if let Some(bond) = self.0.iter_mut().find(|bond| bond.with == with) {
            let before = bond.affinity;
            bond.affinity = (before + by).clamp(-MOST, MOST);
            return (before, bond.affinity);
        }
        if self.0.len() >= KEPT {
            let faintest = self.0.iter().enumerate().min_by_key(|(_, bond)| bond.affinity.abs());
            if let Some((index, _)) = faintest {
                self.0.remove(index);
            }
        }
        let affinity = by.clamp(-MOST, MOST);
        self.0.push(Bond { with, affinity, since: now });
        (0, affinity)
    }

    /// Has nothing to do with somebody any more.
    pub(crate) fn forget(&mut self, whom: PersonId) {
        self.0.retain(|bond| bond.with != whom);
    }

    pub(super) fn check(&self, now: Moment) -> Result<(), &'static str> {
        if self.0.len() > KEPT {
            return Err("somebody has more than 8 relations");
        }
        let possible = |bond: &Bond| bond.since <= now && (-MOST..=MOST).contains(&bond.affinity);
        if self.0.iter().all(possible) { Ok(()) } else { Err("a relation is of the future, or beyond 1000") }
    }

    pub(super) fn shift(&mut self, ticks: i64) {
        for bond in &mut self.0 {
            bond.since = bond.since.plus(ticks);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bonds_that_matter_stay() {
        let mut relations = Relations::default();
        let person = |serial| PersonId { serial, tag: 0 };
        assert_eq!(relations.feel(Moment::ZERO, person(1), -800), (0, -800));
        for serial in 2..20 {
            relations.feel(Moment::ZERO, person(serial), 50);
        }
        assert_eq!(relations.iter().len(), KEPT);
        assert_eq!(relations.feel(Moment::ZERO, person(1), -800), (-800, -1_000));
        relations.forget(person(1));
        assert!(relations.iter().all(|bond| bond.with != person(1)));
    }
}
