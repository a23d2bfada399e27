//! What a storage keeps of a save beside its bytes.

use bytes::Bytes;
use multiverse_model::{
    CanonEvent, Checksum, Day, DecayPolicy, Label, Millis, SnapshotId, SnapshotType, Tick, UniverseId,
};
use serde::{Deserialize, Serialize};

/// A save to be kept.
#[derive(Debug, Clone)]
pub struct NewSave {
    /// The universe that it belongs to.
    pub universe_id: UniverseId,
    /// The universe's clock.
    pub tick: Tick,
    /// The universe's day.
    pub day: Day,
    /// When it was made.
    pub saved_at: Millis,
    /// Why it was made.
    pub kind: SnapshotType,
    /// What made it canonical.
    pub canon_event: Option<CanonEvent>,
    /// The player's own name for it.
    pub label: Option<Label>,
    /// How long a server is to keep it.
    pub decay_policy: Option<DecayPolicy>,
    /// The save that it extends.
    pub parent: Option<Parent>,
    /// The media type of the bytes.
    pub content_type: String,
    /// How many entities the world had.
    pub entity_count: u64,
    /// Whether the game saved it, or it was loaded from a server.
    pub origin: Origin,
    /// What is to become of it.
    pub sync: SyncState,
    /// The document.
    pub bytes: Bytes,
}

/// A save as a storage has it: everything but the bytes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SaveRecord {
    /// Its id: one that the storage made, or on a server the entry's.
    pub id: SnapshotId,
    /// Its place in the order in which the storage got its saves.
    pub sequence: u64,
    /// The universe that it belongs to here. On a server it may have another id: see [`SyncState::Synced`].
    pub universe_id: UniverseId,
    /// The universe's clock.
    pub tick: Tick,
    /// The universe's day.
    pub day: Day,
    /// When it was made.
    pub saved_at: Millis,
    /// Why it was made.
    #[serde(rename = "type")]
    pub kind: SnapshotType,
    /// What made it canonical.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub canon_event: Option<CanonEvent>,
    /// The player's own name for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<Label>,
    /// How long a server is to keep it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decay_policy: Option<DecayPolicy>,
    /// The save that it extends.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<Parent>,
    /// SHA-256 of its bytes.
    pub checksum: Checksum,
    /// How many bytes it has.
    pub size: u64,
    /// The media type of its bytes.
    pub content_type: String,
    /// How many entities the world had; 0 if nobody said.
    pub entity_count: u64,
    /// Whether the game saved it, or it was loaded from a server.
    pub origin: Origin,
    /// Where its upload stands.
    pub sync: SyncState,
}

impl SaveRecord {
    /// What it is looked up by.
    #[must_use]
    pub fn key(&self) -> SaveKey {
        SaveKey { universe_id: self.universe_id.clone(), tick: self.tick, id: self.id.clone() }
    }
}

/// The save that another extends.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Parent {
    /// Where it is in the same storage.
    pub key: SaveKey,
    /// SHA-256 of its bytes.
    pub checksum: Checksum,
}

/// What a save is looked up by. A server looks for the tick, others for the id.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SaveKey {
    /// The universe when the key was made; a local storage finds the save by its id alone.
    pub universe_id: UniverseId,
    /// The universe's clock.
    pub tick: Tick,
    /// The save.
    pub id: SnapshotId,
}

/// Where a save came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Origin {
    /// The game saved it here.
    Saved,
    /// It was loaded from a server.
    Loaded,
}

/// Where the upload of a save stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum SyncState {
    /// It stays on this machine.
    Local,
    /// It is to be uploaded.
    Pending,
    /// A server has it.
    Synced {
        /// The universe that has it there.
        universe_id: UniverseId,
        /// Its entry there.
        entry_id: SnapshotId,
    },
    /// It cannot be uploaded until somebody does something about it.
    Refused {
        /// The problem's type, as `/problems/too-large`.
        problem: String,
        /// One sentence that says what to do.
        detail: String,
    },
}

impl SyncState {
    /// Which of the states it is.
    #[must_use]
    pub fn kind(&self) -> SyncKind {
        match self {
            Self::Local => SyncKind::Local,
            Self::Pending => SyncKind::Pending,
            Self::Synced { .. } => SyncKind::Synced,
            Self::Refused { .. } => SyncKind::Refused,
        }
    }
}

/// A [`SyncState`] without its facts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum SyncKind {
    /// Stays on this machine.
    Local,
    /// To be uploaded.
    Pending,
    /// Uploaded.
    Synced,
    /// Refused by a server.
    Refused,
}

/// What of a record can change.
#[derive(Debug, Clone, Default)]
pub struct RecordChange {
    /// Moves it to another universe.
    pub universe_id: Option<UniverseId>,
    /// Its new state.
    pub sync: Option<SyncState>,
}

/// Which records to list, and how.
#[derive(Debug, Clone, Default)]
pub struct SaveFilter {
    /// Only of this universe.
    pub universe_id: Option<UniverseId>,
    /// Only from this tick on.
    pub from: Option<Tick>,
    /// Only up to this tick.
    pub to: Option<Tick>,
    /// Only in this state.
    pub sync: Option<SyncKind>,
    /// Only after this sequence number: where the next page of [`Order::Sequence`] starts.
    pub after: Option<u64>,
    /// In which order.
    pub order: Order,
    /// At most so many; all if nothing is said.
    pub limit: Option<usize>,
}

/// An order of records.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Order {
    /// As the storage got them.
    #[default]
    Sequence,
    /// The highest tick first, and of one tick the last that the storage got.
    NewestFirst,
}

/// How much a storage holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct StorageInfo {
    /// How many saves.
    pub save_count: u64,
    /// How many of them are to be uploaded.
    pub pending_count: u64,
    /// Bytes of their documents.
    pub logical_bytes: u64,
    /// Bytes that they take.
    pub stored_bytes: u64,
}
