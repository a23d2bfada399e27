//! Universes.

use serde::{Deserialize, Serialize};

use crate::{
    Checksum, Description, Millis, PlayerId, SnapshotId, Tick, UniverseConfig, UniverseId, UniverseName,
};

/// One world's history: the metadata. Its timeline is made of [`SnapshotEntry`](crate::SnapshotEntry)s.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Universe {
    /// The universe's id.
    pub id: UniverseId,
    /// What people call it.
    pub name: UniverseName,
    /// The player who may change, share and delete it.
    pub owner_id: PlayerId,
    /// When it was made.
    pub created_at: Millis,
    /// When the last snapshot was saved; 0 before the first.
    pub last_snapshot_at: Millis,
    /// How many entries its own timeline has, decayed ones included.
    pub snapshot_count: u64,
    /// How many of them are canonical.
    pub canonical_event_count: u64,
    /// Whether everybody may read and fork it.
    pub is_public: bool,
    /// Where it was forked from. Absent for a root, and for callers who may not read that universe.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fork_of: Option<ForkOf>,
    /// The game's settings of the universe.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub config: Option<UniverseConfig>,
    /// A text for people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<Description>,
    /// How it receives passages from universes of other owners.
    pub visitor_policy: VisitorPolicy,
    /// The entry that a save extends: the one with the highest tick, the newest of those. Absent before the
    /// first save.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub head: Option<Head>,
    /// When it was deleted, that is, hidden; its owner can restore it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deleted_at: Option<Millis>,
}

/// The point in another universe at which a fork began.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ForkOf {
    /// The universe that was forked.
    pub universe_id: UniverseId,
    /// The tick of the snapshot that the fork starts with.
    pub snapshot_tick: Tick,
}

/// The end of a timeline, as a save that extends it names it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Head {
    /// The entry's id.
    pub id: SnapshotId,
    /// Its tick.
    pub tick: Tick,
    /// The checksum of its content: what a client sends as `parent`.
    pub checksum: Checksum,
}

/// How a universe receives passages from universes of other owners.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum VisitorPolicy {
    /// Anybody may connect.
    Open,
    /// The owner is asked for each passage.
    #[default]
    Approval,
    /// Nobody may connect.
    Closed,
}

impl VisitorPolicy {
    /// Its name on the wire and in the database.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Approval => "approval",
            Self::Closed => "closed",
        }
    }
}
