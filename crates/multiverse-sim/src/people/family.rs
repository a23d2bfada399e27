//! Family.

use serde::{Deserialize, Serialize};

use crate::calendar::Moment;
use crate::ids::PersonId;

/// Those to whom somebody belongs. They may be dead, or far away.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Family {
    pub(crate) mother: Option<PersonId>,
    pub(crate) father: Option<PersonId>,
    pub(crate) spouse: Option<PersonId>,
    pub(crate) children: Vec<PersonId>,
    pub(crate) expecting: Option<Expecting>,
}

/// A child to come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Expecting {
    pub(crate) father: PersonId,
    pub(crate) due: Moment,
}

/// The most children that somebody has; nobody expects more.
pub(crate) const MOST_CHILDREN: usize = 16;

impl Family {
    pub(crate) fn is_parent(&self, whom: PersonId) -> bool {
        self.mother == Some(whom) || self.father == Some(whom)
    }

    pub(crate) fn may_have_more(&self) -> bool {
        // Twins are possible.
        self.children.len() + 2 <= MOST_CHILDREN
    }

    /// Parents, spouse and children, in this order.
    pub(crate) fn closest(&self) -> Vec<PersonId> {
        let elders = [self.mother, self.father, self.spouse].into_iter().flatten();
        elders.chain(self.children.iter().copied()).collect()
    }

    pub(super) fn check(&self) -> Result<(), &'static str> {
        if self.children.len() > MOST_CHILDREN { Err("somebody has more than 16 children") } else { Ok(()) }
    }

    pub(super) fn shift(&mut self, ticks: i64) {
        if let Some(expecting) = &mut self.expecting {
            expecting.due = expecting.due.plus(ticks);
        }
    }
}
