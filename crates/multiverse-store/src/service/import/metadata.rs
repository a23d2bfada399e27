//! `metadata.json`

use multiverse_model::{
    Access, Description, ForkOf, Millis, PlayerId, SnapshotId, Tick, UniverseConfig, UniverseId,
    UniverseName, VisitorPolicy,
};
use serde::Deserialize;

use super::members::Members;

/// What a tree says of a universe.
pub(super) struct Metadata {
    pub id: UniverseId,
    pub name: UniverseName,
    pub owner_id: PlayerId,
    pub created_at: Option<Millis>,
    pub last_snapshot_at: Option<Millis>,
    pub is_public: bool,
    pub config: Option<UniverseConfig>,
    pub description: Option<Description>,
    pub visitor_policy: VisitorPolicy,
    pub deleted_at: Option<Millis>,
    pub access: Vec<Access>,
    pub fork: Option<Fork>,
    /// Members that were left out, and why.
    pub notes: Vec<String>,
}

/// Where a universe was forked.
#[derive(Clone)]
pub(super) struct Fork {
    pub universe_id: UniverseId,
    pub tick: Tick,
    /// The exact entry; the earlier implementation named only the tick.
    pub snapshot_id: Option<SnapshotId>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ForkPoint {
    snapshot_id: SnapshotId,
}

impl Metadata {
    /// # Errors
    /// Why there is no universe to make of it, for the report.
    pub(super) fn read(members: &Members) -> Result<Self, String> {
        let fork_of: Option<ForkOf> = members.optional("forkOf")?;
        let point: Option<ForkPoint> = members.optional("forkPoint")?;
        let mut notes = Vec::new();
        let mut left_out = |reason: String| notes.push(format!("{reason}; imported without it"));
        let config = members.optional("config").unwrap_or_else(|reason| {
            left_out(reason);
            None
        });
        let description = members.optional("description").unwrap_or_else(|reason| {
            left_out(reason);
            None
        });
        let access = members.optional("access").unwrap_or_else(|reason| {
            left_out(reason);
            None
        });
        Ok(Self {
            id: members.required("id")?,
            name: members.required("name")?,
            owner_id: members.required("ownerId")?,
            created_at: members.lenient("createdAt"),
            last_snapshot_at: members.lenient("lastSnapshotAt"),
            // Whatever else stands there, a universe does not become public by mistake.
            is_public: members.lenient("isPublic").unwrap_or(false),
            config,
            description,
            visitor_policy: members.lenient("visitorPolicy").unwrap_or_default(),
            deleted_at: members.lenient("deletedAt"),
            access: access.unwrap_or_default(),
            fork: fork_of.map(|fork| Fork {
                universe_id: fork.universe_id,
                tick: fork.snapshot_tick,
                snapshot_id: point.map(|point| point.snapshot_id),
            }),
            notes,
        })
    }
}
