//! The entries of a timeline.

use serde::{Deserialize, Serialize};

use crate::{CanonEvent, Checksum, Day, DecayPolicy, Label, Millis, SnapshotId, Tick, UniverseId};

/// Why a snapshot was saved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum SnapshotType {
    /// By the clock.
    #[default]
    Auto,
    /// By the player.
    Manual,
    /// By a canon event; kept for ever.
    Canonical,
}

impl SnapshotType {
    /// Its name on the wire and in the database.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Manual => "manual",
            Self::Canonical => "canonical",
        }
    }
}

impl std::str::FromStr for SnapshotType {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "auto" => Ok(Self::Auto),
            "manual" => Ok(Self::Manual),
            "canonical" => Ok(Self::Canonical),
            _ => Err("a snapshot's type is auto, manual or canonical"),
        }
    }
}

/// One snapshot in a universe's timeline: everything but the bytes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SnapshotEntry {
    /// The entry's id.
    pub id: SnapshotId,
    /// The universe whose timeline it belongs to.
    pub universe_id: UniverseId,
    /// The universe's clock when it was saved.
    pub tick: Tick,
    /// The universe's day when it was saved; 0 if the save named none.
    pub day: Day,
    /// When the server accepted it.
    pub timestamp: Millis,
    /// Why it was saved.
    #[serde(rename = "type")]
    pub kind: SnapshotType,
    /// What made it canonical.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub canon_event: Option<CanonEvent>,
    /// The player's own name for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<Label>,
    /// Bytes of the document.
    pub file_size: u64,
    /// Bytes that this save added to the store, as its owner can tell: 0 where the owner had that content already.
    pub stored_size: u64,
    /// The address of its content: SHA-256 of the exact bytes.
    pub checksum: Checksum,
    /// Its name in an export.
    pub filename: String,
    /// The media type of its content.
    pub content_type: String,
    /// How long its content is kept.
    pub decay_policy: DecayPolicy,
    /// The checksum of the entry that this one extends; absent for the first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<Checksum>,
    /// For people: the canon event's title, the label, or the tick.
    pub title: String,
    /// Whether a fork can start here: false once decayed.
    pub can_fork: bool,
    /// Whether the bytes are still there: false once decayed.
    pub has_snapshot: bool,
}

/// What people are shown as an entry's title: the canon event's, else the label, else its tick.
#[must_use]
pub fn title_of(tick: Tick, canon_event: Option<&CanonEvent>, label: Option<&Label>) -> String {
    let named = canon_event.map(|event| &event.title).or(label).map(Label::as_str);
    match named {
        Some(title) if !title.is_empty() => title.to_owned(),
        _ => format!("Tick {tick}"),
    }
}
