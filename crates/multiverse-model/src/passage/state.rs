//! Where a passage stands, and what may be done with it there.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// Where a passage stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum PassageState {
    /// Waits for consent.
    Pending,
    /// Open.
    Active,
    /// Open, with stability below 30.
    Unstable,
    /// Stability reached 0: final.
    Collapsed,
    /// Closed by an owner, for now.
    Sealed,
    /// Deleted, preserved; also while one of its universes is deleted.
    Inactive,
}

/// What can be done with a passage.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PassageVerb {
    /// Send an entity through it.
    Travel,
    /// Restore its stability and its uses.
    Maintain,
    /// Agree to it.
    Consent,
    /// Close it for now.
    Seal,
    /// Take back one's own seal.
    Unseal,
    /// Close it for good.
    Delete,
}

/// Whether something may be done in a state.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Permission {
    /// It is done.
    Do,
    /// It is so already, or there is nothing to do: a repeat is answered like the first.
    Already,
    /// It cannot be done.
    Refuse,
}

impl PassageState {
    /// All of them.
    pub const ALL: [Self; 6] =
        [Self::Pending, Self::Active, Self::Unstable, Self::Collapsed, Self::Sealed, Self::Inactive];

    /// Whether entities may depart.
    #[must_use]
    pub fn is_open(self) -> bool {
        matches!(self, Self::Active | Self::Unstable)
    }

    /// The one table of what each verb may do in each state.
    ///
    /// | | travel | maintain | consent | seal | unseal | delete |
    /// |---|---|---|---|---|---|---|
    /// | pending | – | – | yes | – | – | yes |
    /// | active, unstable | yes | yes | already | yes | already | yes |
    /// | sealed | – | yes | already | yes | yes | yes |
    /// | collapsed | – | – | – | – | – | yes |
    /// | inactive | – | – | – | – | – | already |
    ///
    /// A confluence cannot be deleted once it is more than pending; that is a rule of its type.
    #[must_use]
    pub fn permits(self, verb: PassageVerb) -> Permission {
        use PassageVerb as Verb;
        use Permission::{Already, Do, Refuse};
        match (self, verb) {
            (Self::Inactive, Verb::Delete) => Already,
            (_, Verb::Delete) => Do,
            (Self::Inactive | Self::Collapsed, _) => Refuse,
            (Self::Pending, Verb::Consent) => Do,
            (Self::Pending, _) => Refuse,
            (_, Verb::Consent) => Already,
            (_, Verb::Maintain | Verb::Seal) => Do,
            (Self::Sealed, Verb::Travel) => Refuse,
            (Self::Sealed, Verb::Unseal) => Do,
            (Self::Active | Self::Unstable, Verb::Travel) => Do,
            (Self::Active | Self::Unstable, Verb::Unseal) => Already,
        }
    }

    /// Its name on the wire.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Active => "active",
            Self::Unstable => "unstable",
            Self::Collapsed => "collapsed",
            Self::Sealed => "sealed",
            Self::Inactive => "inactive",
        }
    }

    /// What can be done about a passage that is not open, for people.
    #[must_use]
    pub fn remedy(self) -> &'static str {
        match self {
            Self::Pending => "wait until the owners have consented",
            Self::Active | Self::Unstable => "read it again and repeat what you wanted",
            Self::Collapsed => "make a new one",
            Self::Sealed => "ask the owner who sealed it to unseal it",
            Self::Inactive => "make a new one, or restore its universe if that was deleted",
        }
    }
}

impl fmt::Display for PassageState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for PassageState {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let named = Self::ALL.into_iter().find(|state| state.as_str() == text);
        named.ok_or("a passage's state is pending, active, unstable, collapsed, sealed or inactive")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The table, spelled out: travel, maintain, consent, seal, unseal, delete.
    #[test]
    fn the_matrix_of_states_and_verbs() {
        use PassageVerb::{Consent, Delete, Maintain, Seal, Travel, Unseal};
        use Permission::{Already as A, Do as D, Refuse as R};
        for (state, expected) in [
            (PassageState::Pending, [R, R, D, R, R, D]),
            (PassageState::Active, [D, D, A, D, A, D]),
            (PassageState::Unstable, [D, D, A, D, A, D]),
            (PassageState::Sealed, [R, D, A, D, D, D]),
            (PassageState::Collapsed, [R, R, R, R, R, D]),
            (PassageState::Inactive, [R, R, R, R, R, A]),
        ] {
            let verbs = [Travel, Maintain, Consent, Seal, Unseal, Delete];
            assert_eq!(verbs.map(|verb| state.permits(verb)), expected, "{state}");
        }
    }

    #[test]
    fn only_an_open_one_lets_travel() {
        for state in PassageState::ALL {
            assert_eq!(state.is_open(), state.permits(PassageVerb::Travel) == Permission::Do);
            assert_eq!(state.as_str().parse(), Ok(state));
        }
    }
}
