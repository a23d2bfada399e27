//! Where one trip stands, as seen from the world that it left or comes to.

use multiverse_model::{Direction, EntityId, PassageId, RawJson, Tick, TransitId, UniverseId};
use serde::{Deserialize, Serialize};

use super::Note;
use super::blob::Blob;
use crate::storage::StorageError;

/// A trip in the journal.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Entry {
    pub entity: EntityId,
    /// The universe that the entity leaves or comes to.
    pub universe: UniverseId,
    /// The world's clock when it began.
    pub tick: Tick,
    /// The entity's document.
    pub document: Blob,
    pub trip: Trip,
}

/// Where a trip stands. `Leaving` → `Left` or `Refused`; `Coming` → `Came`, or it is forgotten.
///
/// The entity is out of the world from the number of the entry on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase")]
pub(crate) enum Trip {
    /// The server was asked to take it, or is about to be.
    Leaving { passage: PassageId, direction: Direction, leave_behind: bool, key: String },
    /// The server has it.
    Left { transit: TransitId, kept: Option<Kept> },
    /// The server will not have it: it is back in the world by this number.
    Refused { back: u64 },
    /// The server was asked to settle it, or is about to be.
    Coming { transit: TransitId, returns: bool },
    /// The server says that it is here: it is in the world by this number.
    Came { transit: TransitId, returns: bool, put: u64 },
}

/// Items that were left behind: they are in the world by this number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Kept {
    pub number: u64,
    pub items: Blob,
}

impl Entry {
    /// Whether it waits for an answer.
    pub(in crate::travel) fn is_open(&self) -> bool {
        matches!(self.trip, Trip::Leaving { .. } | Trip::Coming { .. })
    }

    /// The highest number of this entry of number `own`.
    pub(super) fn last_number(&self, own: u64) -> u64 {
        match &self.trip {
            Trip::Leaving { .. } | Trip::Coming { .. } | Trip::Left { kept: None, .. } => own,
            Trip::Left { kept: Some(kept), .. } => kept.number,
            Trip::Refused { back } => *back,
            Trip::Came { put, .. } => *put,
        }
    }
}

pub(super) fn read(note: &Note) -> Result<Entry, StorageError> {
    serde_json::from_slice(note).map_err(|error| StorageError::Unavailable(error.into()))
}

pub(super) fn written(entry: &Entry) -> Result<Note, StorageError> {
    let text = serde_json::to_vec(entry).map_err(|error| StorageError::Unavailable(error.into()))?;
    Ok(Note::from(text))
}

pub(super) fn raw_json(text: Vec<u8>) -> Result<RawJson, StorageError> {
    let text = String::from_utf8(text).map_err(|error| StorageError::Unavailable(error.into()))?;
    RawJson::new(text).map_err(|error| StorageError::Unavailable(error.into()))
}
