//! Which journal: a random number, since saves of one universe may come from several machines.

use serde::{Deserialize, Serialize};

use crate::storage::StorageError;

/// Goes before all that stands in journals.
const PREFIX: &str = "travel:";

/// A journal's id: 32 hex digits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String")]
pub(crate) struct JournalId(String);

#[derive(Debug, thiserror::Error)]
#[error("the id of a journal has 32 hex digits")]
pub(crate) struct InvalidJournalId;

impl JournalId {
    /// One that no other journal has.
    pub(in crate::travel) fn generate() -> Result<Self, StorageError> {
        let mut random = [0; 16];
        getrandom::fill(&mut random).map_err(|error| StorageError::Unavailable(error.into()))?;
        Ok(Self::from_random(random))
    }

    pub(in crate::travel) fn from_random(random: [u8; 16]) -> Self {
        Self(format!("{:032x}", u128::from_be_bytes(random)))
    }

    pub(in crate::travel) fn as_str(&self) -> &str {
        &self.0
    }

    /// What the keys of all its notes begin with.
    pub(super) fn prefix(&self) -> String {
        format!("{PREFIX}{}:", self.0)
    }

    /// The key of a trip's note, and what those of its documents begin with.
    pub(super) fn key(&self, number: u64) -> String {
        format!("{PREFIX}{}:{number:016}", self.0)
    }

    /// The number of the trip in a key, and whether it is that of its note, rather than of a document's part.
    pub(super) fn number_in(&self, key: &str) -> Option<(u64, bool)> {
        let rest = key.strip_prefix(&self.prefix())?;
        let (number, is_note) = match rest.split_once(':') {
            Some((number, _)) => (number, false),
            None => (rest, true),
        };
        number.parse().ok().map(|number| (number, is_note))
    }
}

impl TryFrom<String> for JournalId {
    type Error = InvalidJournalId;

    fn try_from(text: String) -> Result<Self, InvalidJournalId> {
        let is_hex = text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
        if text.len() == 32 && is_hex { Ok(Self(text)) } else { Err(InvalidJournalId) }
    }
}
