//! Bodies of answers.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::{
    Access, Day, DecayPolicy, ForkOf, Millis, Player, PlayerId, Secret, SnapshotEntry, Tick, Universe,
    UniverseId, UniverseName,
};

answer! {
    /// A player was registered or updated.
    pub struct Registered {
        /// Always true.
        pub success: bool,
        /// The player.
        pub player: Player,
        /// The player's token, in this answer only: keep it. Absent for a player who had one, and where no token
        /// is needed.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
        pub token: Option<Secret>,
    }
}

answer! {
    /// `GET /player/{id}`
    pub struct PlayerAnswer {
        /// The player.
        pub player: Player,
    }
}

answer! {
    /// `GET /player/{id}/universes`
    pub struct PlayerUniverses {
        /// The player.
        pub player_id: PlayerId,
        /// The ids of the player's universes that the caller may see, newest save first.
        pub universe_ids: Vec<UniverseId>,
        /// Their metadata, with `?includeMetadata=true`.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub universes: Option<Vec<Universe>>,
        /// Where the next page starts; null at the end.
        #[serde(default)]
        pub next_cursor: Option<String>,
    }
}

answer! {
    /// `POST /player/{id}/token`
    pub struct TokenAnswer {
        /// A further token, in this answer only: keep it.
        #[cfg_attr(feature = "openapi", schema(value_type = String))]
        pub token: Secret,
    }
}

answer! {
    /// Something was done.
    pub struct Done {
        /// Always true.
        pub success: bool,
        /// What was done, for people.
        pub message: String,
    }
}

answer! {
    /// `POST /universe`
    pub struct UniverseCreated {
        /// Always true.
        pub success: bool,
        /// The universe.
        pub universe: Universe,
    }
}

answer! {
    /// `GET /universe/{id}` and what changes one.
    pub struct UniverseAnswer {
        /// The universe.
        pub universe: Universe,
    }
}

answer! {
    /// `GET /universes`
    pub struct UniverseList {
        /// The universes that the caller may see.
        pub universes: Vec<Universe>,
        /// Where the next page starts; null at the end.
        #[serde(default)]
        pub next_cursor: Option<String>,
    }
}

answer! {
    /// `GET /universe/{id}/access`
    pub struct AccessList {
        /// Who may use the universe besides its owner.
        pub access: Vec<Access>,
    }
}

answer! {
    /// `GET /stats`: totals of the whole multiverse.
    pub struct Stats {
        /// Universes that are not deleted.
        pub universe_count: u64,
        /// Passages.
        pub passage_count: u64,
        /// Players.
        pub player_count: u64,
        /// Entries of all timelines.
        pub total_snapshots: u64,
        /// Canonical ones among them.
        pub canonical_events: u64,
        /// Bytes of the documents of all entries whose content is still there.
        pub logical_bytes: u64,
        /// Bytes that the contents take in the store.
        pub stored_bytes: u64,
    }
}

answer! {
    /// A snapshot was saved.
    pub struct Saved {
        /// Always true.
        pub success: bool,
        /// Its entry.
        pub entry: SnapshotEntry,
        /// The fork that a diverged save went into, with `onConflict: "fork"`.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub universe: Option<Universe>,
        /// Where that fork began.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub forked_from: Option<ForkOf>,
    }
}

answer! {
    /// `GET /universe/{id}/snapshots`
    pub struct SnapshotList {
        /// The universe.
        pub universe_id: UniverseId,
        /// Its entries.
        pub snapshots: Vec<SnapshotEntry>,
        /// When the last one was saved; 0 if there is none.
        pub last_updated: Millis,
        /// Where the next page starts; null at the end.
        #[serde(default)]
        pub next_cursor: Option<String>,
    }
}

answer! {
    /// `GET /universe/{id}/timeline?canonicalOnly=true`
    pub struct CanonicalList {
        /// The universe.
        pub universe_id: UniverseId,
        /// Its canonical entries.
        pub canonical_events: Vec<SnapshotEntry>,
        /// Where the next page starts; null at the end.
        #[serde(default)]
        pub next_cursor: Option<String>,
    }
}

answer! {
    /// `GET /universe/{id}/decay-preview`
    pub struct DecayPreview {
        /// The universe.
        pub universe_id: UniverseId,
        /// The clock that ages are measured against.
        pub current_tick: Tick,
        /// How many entries would lose their content.
        pub snapshots_to_decay: u64,
        /// The first of them, oldest first, at most 1,000.
        pub snapshots: Vec<Decaying>,
    }
}

answer! {
    /// An entry whose time has come.
    pub struct Decaying {
        /// Its tick.
        pub tick: Tick,
        /// Its age in ticks.
        pub tau: u64,
        /// Why it was saved.
        #[serde(rename = "type")]
        pub kind: crate::SnapshotType,
        /// Its day.
        pub day: Day,
        /// Its name in an export.
        pub filename: String,
        /// The policy that it follows.
        pub decay_policy: DecayPolicy,
    }
}

answer! {
    /// `POST /universe/{id}/cleanup`
    pub struct CleanedUp {
        /// Always true.
        pub success: bool,
        /// What happened.
        pub cleanup: Cleanup,
        /// The same, for people.
        pub message: String,
    }
}

answer! {
    /// What a cleanup did.
    pub struct Cleanup {
        /// Entries of the timeline that had content before.
        pub total_snapshots: u64,
        /// How many lost it now.
        pub decayed: u64,
        /// How many keep it.
        pub preserved: u64,
        /// Bytes that became free in the store.
        pub bytes_freed: u64,
    }
}

answer! {
    /// `POST /universe/{id}/fork`
    pub struct Forked {
        /// Always true.
        pub success: bool,
        /// The new universe.
        pub universe: Universe,
        /// Where it began.
        pub forked_from: ForkOf,
    }
}

answer! {
    /// `GET /universe/{id}/forks`
    pub struct ForkList {
        /// The universe that was forked.
        pub source_universe_id: UniverseId,
        /// Its forks that the caller may see, newest save first.
        pub forks: Vec<Universe>,
        /// Where the next page starts; null at the end.
        #[serde(default)]
        pub next_cursor: Option<String>,
    }
}

answer! {
    /// `GET /universe/{id}/lineage`
    pub struct LineageAnswer {
        /// The universe and those it descends from, root first; those that the caller may not read are left out.
        pub lineage: Vec<Ancestor>,
    }
}

answer! {
    /// One step of a lineage.
    pub struct Ancestor {
        /// The universe.
        pub universe_id: UniverseId,
        /// What people call it.
        pub name: UniverseName,
        /// The tick of its parent at which it was forked; null for a root.
        pub fork_tick: Option<Tick>,
    }
}

answer! {
    /// `GET /universe/{id}/tree`: the whole family as a flat list, since families may be deep.
    pub struct FamilyTree {
        /// The universe that was asked for.
        pub universe_id: UniverseId,
        /// Its relatives that the caller may see and itself, oldest first.
        pub universes: Vec<Relative>,
        /// Where the next page starts; null at the end.
        #[serde(default)]
        pub next_cursor: Option<String>,
    }
}

answer! {
    /// One universe of a family.
    pub struct Relative {
        /// The universe.
        pub universe_id: UniverseId,
        /// What people call it.
        pub name: UniverseName,
        /// Its owner.
        pub owner_id: PlayerId,
        /// Where it hangs in the tree; absent for the root and where the caller may not read the parent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub fork_of: Option<ForkOf>,
        /// The tick of its head; absent before the first save.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub head_tick: Option<Tick>,
        /// How many entries its timeline has.
        pub snapshot_count: u64,
        /// How many of them are canonical.
        pub canonical_event_count: u64,
        /// When it was made.
        pub created_at: Millis,
        /// When the last snapshot was saved.
        pub last_snapshot_at: Millis,
    }
}

answer! {
    /// `GET /limits`: every limit that a client can meet, by its name.
    pub struct ServerLimits {
        /// How much of the quotas the caller has used; absent for who is no player.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub usage: Option<Usage>,
        /// The limits.
        #[serde(flatten)]
        #[cfg_attr(feature = "openapi", schema(value_type = std::collections::BTreeMap<String, Value>))]
        pub limits: Map<String, Value>,
    }
}

impl ServerLimits {
    /// The limit of this name, as `maxBodyBytes`, if there is one that is a number.
    #[must_use]
    pub fn limit(&self, name: &str) -> Option<u64> {
        self.limits.get(name).and_then(Value::as_u64)
    }
}

answer! {
    /// What a player has used of the quotas.
    pub struct Usage {
        /// The player.
        pub player_id: PlayerId,
        /// Universes that are not deleted.
        pub universes: u64,
        /// Bytes that the saves of the player's universes occupy in the store.
        pub stored_bytes: u64,
    }
}
