//! What can be asked of a save, of a load and of the service.

use std::time::Duration;

use multiverse_model::{
    CanonEvent, DecayPolicy, Description, Label, SnapshotType, Tick, UniverseConfig, UniverseId, UniverseName,
};
use serde::{Deserialize, Serialize};

/// How a world is saved.
#[derive(Debug, Clone)]
pub struct SaveOptions {
    /// Why; else canonical if there is a canon event, and manual if not.
    pub kind: Option<SnapshotType>,
    /// What makes it canonical.
    pub canon_event: Option<CanonEvent>,
    /// The player's own name for it.
    pub label: Option<Label>,
    /// How long the server is to keep it; else its default for the kind.
    pub decay_policy: Option<DecayPolicy>,
    /// Whether it is uploaded, or stays on this machine.
    pub sync_to_server: bool,
}

impl Default for SaveOptions {
    fn default() -> Self {
        Self { kind: None, canon_event: None, label: None, decay_policy: None, sync_to_server: true }
    }
}

impl SaveOptions {
    /// A save by the clock.
    #[must_use]
    pub fn auto() -> Self {
        Self { kind: Some(SnapshotType::Auto), ..Self::default() }
    }

    /// A save of a canon event, which is kept for ever.
    #[must_use]
    pub fn canonical(event: CanonEvent) -> Self {
        Self { kind: Some(SnapshotType::Canonical), canon_event: Some(event), ..Self::default() }
    }

    /// The same save under a name of the player's.
    #[must_use]
    pub fn labelled(self, label: Label) -> Self {
        Self { label: Some(label), ..self }
    }

    /// The same save, which stays on this machine.
    #[must_use]
    pub fn local(self) -> Self {
        Self { sync_to_server: false, ..self }
    }

    /// Why it is saved, if the options go together.
    pub(super) fn kind(&self) -> Result<SnapshotType, &'static str> {
        match (self.kind, &self.canon_event) {
            (Some(SnapshotType::Canonical), None) => Err("a canonical save needs a canon event; name one"),
            (Some(SnapshotType::Canonical) | None, Some(_)) => Ok(SnapshotType::Canonical),
            (Some(_), Some(_)) => Err("a save with a canon event is canonical; leave its type out"),
            (kind, None) => Ok(kind.unwrap_or(SnapshotType::Manual)),
        }
    }
}

/// Which save of a universe.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Which {
    /// The newest.
    Latest,
    /// The one at this tick, the newest of those.
    Tick(Tick),
    /// The last one at or before this tick.
    Nearest(Tick),
}

/// Where a load looks first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Source {
    /// On this machine, and on the server only for what is not here.
    #[default]
    LocalFirst,
    /// On the server, for what another machine may have saved; on this one if nothing answers.
    ServerFirst,
}

/// A universe that is to be made, here at once and on the server as soon as that answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct NewUniverse {
    /// The game's own choice of id; else one is made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<UniverseId>,
    /// What people call it.
    pub name: UniverseName,
    /// Whether everybody may read and fork it. A fork is as its source if nothing is said, else a universe is private.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub is_public: Option<bool>,
    /// A text for people. Only for a universe that is no fork.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<Description>,
    /// The game's settings of the universe.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub config: Option<UniverseConfig>,
}

impl NewUniverse {
    /// A private one of this name.
    #[must_use]
    pub fn named(name: UniverseName) -> Self {
        Self { id: None, name, is_public: None, description: None, config: None }
    }

    /// The same with an id of the game's own.
    #[must_use]
    pub fn with_id(self, id: UniverseId) -> Self {
        Self { id: Some(id), ..self }
    }

    /// The same, for everybody to read and to fork.
    #[must_use]
    pub fn public(self) -> Self {
        Self { is_public: Some(true), ..self }
    }
}

/// What becomes of queued saves when somebody else has saved to their universe meanwhile.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum OnDivergence {
    /// They go into a fork at the save that both histories have in common, so that both live on.
    #[default]
    Fork,
    /// They wait until the game has [chosen](super::SaveLoadService::resolve).
    Ask,
    /// They are added to the universe behind what is there.
    Append,
}

/// What a game chooses for saves that wait because histories diverged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Resolution {
    /// A fork, as [`OnDivergence::Fork`].
    Fork,
    /// As [`OnDivergence::Append`].
    Append,
}

/// How the service works.
#[derive(Debug, Clone)]
pub struct ServiceSettings {
    /// What becomes of diverged saves.
    pub on_divergence: OnDivergence,
    /// How many universes are uploaded at once. Within one, saves go one after the other.
    pub uploads_at_once: usize,
    /// How long to wait after the server did not answer, at first; twice as long each time after that, less a random
    /// part.
    pub first_retry: Duration,
    /// How long to wait at most.
    pub longest_retry: Duration,
    /// How many uploaded saves of a universe, beside canonical ones, are kept on this machine; none is removed if
    /// nothing is said. What is not uploaded is never removed.
    pub keep_synced: Option<usize>,
    /// Whether `keep_synced` leaves canonical saves alone. Without it they are removed as others are, for a machine
    /// that has little room; the server has them for ever.
    pub keep_canonical: bool,
}

impl Default for ServiceSettings {
    fn default() -> Self {
        Self {
            on_divergence: OnDivergence::default(),
            uploads_at_once: 4,
            first_retry: Duration::from_secs(1),
            longest_retry: Duration::from_secs(300),
            keep_synced: None,
            keep_canonical: true,
        }
    }
}
