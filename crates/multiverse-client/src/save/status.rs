//! How far the sync is, for a UI and for a log.

use std::collections::BTreeMap;

use multiverse_model::{Checksum, Head, UniverseId};

use crate::storage::SaveRecord;

/// How far each universe is.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct SyncStatus {
    /// The universes that were saved, loaded or found in the outbox since the service began.
    pub universes: BTreeMap<UniverseId, UniverseStatus>,
    /// The last request to upload at once that was served whole.
    pub(super) served: u64,
}

impl SyncStatus {
    /// Saves of all universes that are still to be uploaded.
    #[must_use]
    pub fn pending(&self) -> u64 {
        self.universes.values().map(|universe| universe.pending).sum()
    }
}

/// How far one universe is.
#[derive(Debug, Clone, PartialEq)]
pub struct UniverseStatus {
    /// Saves that are still to be uploaded.
    pub pending: u64,
    /// What happens with them.
    pub state: SyncPhase,
}

/// What happens with a universe's saves.
#[derive(Debug, Clone, PartialEq)]
pub enum SyncPhase {
    /// All are uploaded.
    Synced,
    /// They wait for their turn.
    Pending,
    /// One is on its way.
    Uploading {
        /// Bytes that have gone.
        sent: u64,
        /// Bytes that are to go; fewer than the world has, since only what changed is sent.
        total: u64,
    },
    /// The server does not answer; they are tried again by themselves.
    Offline {
        /// What failed, in one sentence.
        reason: String,
    },
    /// Somebody else has saved to the universe, and the game is to [choose](super::SaveLoadService::resolve).
    Diverged(Box<Divergence>),
    /// The server will not take them until somebody does something; they are kept, and tried again with the next save,
    /// by [`flush`](super::SaveLoadService::flush), and when the service starts anew.
    Held {
        /// The problem's type, as `/problems/quota-exceeded`.
        problem: String,
        /// What to do, in one sentence.
        detail: String,
    },
}

/// Two histories that were one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Divergence {
    /// The universe that both extend.
    pub universe_id: UniverseId,
    /// The last save that both have; none if they have nothing in common.
    pub common: Option<Checksum>,
    /// Where the other history ends.
    pub theirs: Option<Head>,
    /// The first save of ours that the other history does not have.
    pub ours: SaveRecord,
}

/// Something that happened to a save.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SyncEvent {
    /// A save is on the server.
    Uploaded {
        /// The save, with the universe and entry that it has there.
        record: Box<SaveRecord>,
        /// Bytes that were sent for it.
        sent: u64,
    },
    /// Histories had diverged, and ours goes on in a universe of its own.
    Forked {
        /// The universe that has the other history.
        theirs: UniverseId,
        /// The universe that has ours; saves to the other go here from now on.
        ours: UniverseId,
    },
    /// Histories have diverged, and the game is to choose.
    Diverged(Box<Divergence>),
    /// The server refused a save for good; it stays on this machine, and later ones go on.
    Refused {
        /// The save, with the reason in its state.
        record: Box<SaveRecord>,
    },
}
