//! Paging of lists.

use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// How many items a list answers with when the client does not say.
pub const DEFAULT_LIMIT: usize = 100;

/// The most items one answer holds.
pub const MAX_LIMIT: usize = 1000;

/// How many items the client wants in one answer: 1 ..= 1000.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "usize", into = "usize")]
pub struct Limit(usize);

/// A text that is not a limit.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("limit is an integer from 1 to 1000")]
pub struct InvalidLimit;

impl Limit {
    /// The most there can be.
    pub const MAX: Self = Self(MAX_LIMIT);

    /// Its number.
    #[must_use]
    pub fn get(self) -> usize {
        self.0
    }
}

impl TryFrom<usize> for Limit {
    type Error = InvalidLimit;

    fn try_from(limit: usize) -> Result<Self, InvalidLimit> {
        if (1..=MAX_LIMIT).contains(&limit) { Ok(Self(limit)) } else { Err(InvalidLimit) }
    }
}

impl From<Limit> for usize {
    fn from(limit: Limit) -> usize {
        limit.0
    }
}

impl Default for Limit {
    fn default() -> Self {
        Self(DEFAULT_LIMIT)
    }
}

impl FromStr for Limit {
    type Err = InvalidLimit;

    fn from_str(text: &str) -> Result<Self, InvalidLimit> {
        match text.parse() {
            Ok(limit @ 1..=MAX_LIMIT) if text.bytes().all(|b| b.is_ascii_digit()) => Ok(Self(limit)),
            _ => Err(InvalidLimit),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_between_one_and_a_thousand() {
        assert_eq!("1000".parse(), Ok(Limit::MAX));
        assert_eq!(Limit::default().get(), 100);
        for bad in ["0", "1001", "-1", "+1", "ten", "", "1.0"] {
            assert_eq!(bad.parse::<Limit>(), Err(InvalidLimit), "{bad:?}");
        }
    }
}
