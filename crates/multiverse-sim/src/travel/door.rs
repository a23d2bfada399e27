//! Doors: this end of passages.

use multiverse_model::{PassageId, PassageType, UniverseId};
use serde::{Deserialize, Serialize};

use crate::village::Village;

/// The most passages that a village keeps note of.
pub(crate) const MOST_DOORS: usize = 64;

/// A passage as the village knows it: `passages` of a save.
///
/// The village neither makes nor checks them; that is the server's part. It keeps note of them, so that who loads a
/// save knows where people can go.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Door {
    /// The passage's id.
    pub id: PassageId,
    /// The kind.
    #[serde(rename = "type")]
    pub kind: PassageType,
    /// The universe on the other side.
    pub target_universe_id: UniverseId,
}

impl Village {
    /// The passages of which it keeps note.
    #[must_use]
    pub fn doors(&self) -> &[Door] {
        &self.doors
    }

    /// Keeps note of a passage, in place of what it knew of it; of 64 already, it forgets the oldest.
    pub fn open_door(&mut self, door: Door) {
        self.close_door(&door.id);
        if self.doors.len() >= MOST_DOORS {
            self.doors.remove(0);
        }
        self.doors.push(door);
    }

    /// Forgets a passage; false if it knew of none.
    pub fn close_door(&mut self, id: &PassageId) -> bool {
        let before = self.doors.len();
        self.doors.retain(|door| door.id != *id);
        self.doors.len() < before
    }
}
