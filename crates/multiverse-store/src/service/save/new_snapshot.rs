//! What is said of a snapshot that is to be saved.

use multiverse_model::wire::OnConflict;
use multiverse_model::{CanonEvent, Checksum, Day, DecayPolicy, Label, SnapshotType, Tick};

use crate::error::Rule;

/// A snapshot to be saved, but for its bytes.
#[derive(Debug, Clone)]
pub struct NewSnapshot {
    /// The universe's clock.
    pub tick: Tick,
    /// The universe's day; else the canon event's, else 0.
    pub day: Option<Day>,
    /// Why it is saved; else canonical if there is a canon event, and auto if not.
    pub kind: Option<SnapshotType>,
    /// What makes it canonical.
    pub canon_event: Option<CanonEvent>,
    /// The player's own name for it.
    pub label: Option<Label>,
    /// How long to keep it.
    pub decay_policy: Option<DecayPolicy>,
    /// The checksum of the head that it extends. Without one it is appended whatever the head is.
    pub parent: Option<Checksum>,
    /// What to do if the head is another.
    pub on_conflict: OnConflict,
    /// The media type of the bytes.
    pub content_type: String,
}

impl NewSnapshot {
    /// An automatic save of a JSON document at `tick`.
    #[must_use]
    pub fn at(tick: Tick) -> Self {
        Self {
            tick,
            day: None,
            kind: None,
            canon_event: None,
            label: None,
            decay_policy: None,
            parent: None,
            on_conflict: OnConflict::Refuse,
            content_type: "application/json".to_owned(),
        }
    }

    pub(super) fn kind(&self) -> Result<SnapshotType, Rule> {
        match (self.kind, &self.canon_event) {
            (Some(SnapshotType::Canonical), None) => Err(Rule::CanonicalWithoutEvent),
            (Some(SnapshotType::Canonical) | None, Some(_)) => Ok(SnapshotType::Canonical),
            (Some(_), Some(_)) => Err(Rule::EventWithoutCanonical),
            (kind, None) => Ok(kind.unwrap_or_default()),
        }
    }
}
