//! Who somebody is, from birth.

use serde::{Deserialize, Serialize};

use crate::calendar::Moment;
use crate::config::LONGEST_NAME;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Identity {
    pub(crate) name: String,
    pub(crate) family: String,
    pub(crate) sex: Sex,
    /// Negative for those who founded the village.
    pub(crate) born: Moment,
    /// The village in which they were born, or from which they came first.
    pub(crate) origin: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Sex {
    Female,
    Male,
}

/// The longest name of a person in bytes.
const LONGEST: usize = 40;

impl Identity {
    pub(super) fn check(&self, now: Moment) -> Result<(), &'static str> {
        let named = |text: &str| (1..=LONGEST).contains(&text.len()) && !text.chars().any(char::is_control);
        if !named(&self.name) || !named(&self.family) {
            Err("a name has 1 to 40 bytes and no control characters")
        } else if self.origin.len() > LONGEST_NAME || self.origin.chars().any(char::is_control) {
            Err("an origin is not the name of a village")
        } else if self.born > now {
            Err("somebody was born in the future")
        } else {
            Ok(())
        }
    }
}
