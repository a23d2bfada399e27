//! What a verification found.

use std::fmt;

use multiverse_model::Checksum;

/// What a verification looked at, and what was wrong.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "camelCase")]
pub struct VerifyReport {
    /// Players whose counters were recomputed.
    pub players: u64,
    /// Universes whose counters, heads and fork points were, deleted ones included.
    pub universes: u64,
    /// Entries of all timelines.
    pub entries: u64,
    /// Passages whose counters were recomputed.
    pub passages: u64,
    /// Trips through them.
    pub transits: u64,
    /// Contents that were rebuilt, or could not be.
    pub contents: u64,
    /// Bytes of the documents that were rebuilt.
    pub document_bytes: u64,
    /// Files in the vault.
    pub files: u64,
    /// Files that nothing names and that are too young to be orphans: a running save may be about to name them.
    pub files_in_flight: u64,
    /// What is wrong.
    pub problems: Vec<Fault>,
}

impl VerifyReport {
    /// Whether nothing is wrong, or nothing any more.
    #[must_use]
    pub fn is_clean(&self) -> bool {
        self.problems.iter().all(|fault| fault.repaired)
    }

    pub(super) fn database(&mut self, complaints: Vec<String>) {
        self.problems.extend(complaints.into_iter().map(|text| Fault::new(FaultKind::Database, text)));
    }

    pub(super) fn forget_damage(&mut self, checksum: &Checksum) {
        self.problems
            .retain(|fault| fault.kind != FaultKind::Damaged || fault.checksum.as_ref() != Some(checksum));
    }
}

/// One thing that is wrong.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Fault {
    /// Which kind of thing.
    pub kind: FaultKind,
    /// Whether it was put right.
    pub repaired: bool,
    /// The universe that it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub universe_id: Option<String>,
    /// The tick of the entry that it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tick: Option<u64>,
    /// The player that it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub player_id: Option<String>,
    /// The passage that it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub passage_id: Option<String>,
    /// The trip that it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub transit_id: Option<String>,
    /// The content that it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub checksum: Option<Checksum>,
    /// The key of the vault that it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// What is wrong, in words.
    pub detail: String,
}

/// Kinds of things that can be wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "camelCase")]
pub enum FaultKind {
    /// A content cannot be rebuilt as it was saved. One fault for each entry that needs it.
    Damaged,
    /// An entry claims a content that the store does not have.
    Missing,
    /// An entry that never decays has no content.
    Decayed,
    /// An entry gives its document another length than it has.
    Length,
    /// A content's row says something wrong of its chain or its stored bytes. Can be repaired.
    Chain,
    /// Nothing needs a content. Can be repaired.
    Unneeded,
    /// A universe's counters or head are not those of its entries. Can be repaired.
    Universe,
    /// The entry that a fork starts with is not there, or its first entry is another.
    ForkPoint,
    /// A player's counters are not those of their universes and holdings. Can be repaired.
    Player,
    /// A passage counts other entities in transit than there are. Can be repaired.
    Passage,
    /// A trip cannot be as it says.
    Transit,
    /// A player is not credited with what their entries need. Can be repaired.
    Holding,
    /// The totals are not those of the tables. Can be repaired.
    Totals,
    /// Nothing names a file of the vault. Can be repaired.
    Orphan,
    /// A file waits for its removal and is in use. Can be repaired.
    Garbage,
    /// The database itself is damaged.
    Database,
}

impl FaultKind {
    /// What a person calls it.
    fn title(self) -> &'static str {
        match self {
            Self::Damaged => "damaged content",
            Self::Missing => "missing content",
            Self::Decayed => "content gone that never decays",
            Self::Length => "wrong length",
            Self::Chain => "wrong chain columns",
            Self::Unneeded => "content that nothing needs",
            Self::Universe => "wrong counters of a universe",
            Self::ForkPoint => "broken fork point",
            Self::Player => "wrong counters of a player",
            Self::Passage => "wrong counter of a passage",
            Self::Transit => "broken trip",
            Self::Holding => "wrong holding",
            Self::Totals => "wrong totals",
            Self::Orphan => "orphaned file",
            Self::Garbage => "file in use among garbage",
            Self::Database => "damaged database",
        }
    }
}

impl Fault {
    pub(super) fn new(kind: FaultKind, detail: impl Into<String>) -> Self {
        Self {
            kind,
            repaired: false,
            universe_id: None,
            tick: None,
            player_id: None,
            passage_id: None,
            transit_id: None,
            checksum: None,
            file: None,
            detail: detail.into(),
        }
    }

    pub(super) fn universe(self, id: &str) -> Self {
        Self { universe_id: Some(id.to_owned()), ..self }
    }

    pub(super) fn tick(self, tick: u64) -> Self {
        Self { tick: Some(tick), ..self }
    }

    pub(super) fn player(self, id: &str) -> Self {
        Self { player_id: Some(id.to_owned()), ..self }
    }

    pub(super) fn passage(self, id: &str) -> Self {
        Self { passage_id: Some(id.to_owned()), ..self }
    }

    pub(super) fn transit(self, id: &str) -> Self {
        Self { transit_id: Some(id.to_owned()), ..self }
    }

    pub(super) fn content(self, checksum: &Checksum) -> Self {
        Self { checksum: Some(*checksum), ..self }
    }

    pub(super) fn file(self, key: &str) -> Self {
        Self { file: Some(key.to_owned()), ..self }
    }
}

impl fmt::Display for Fault {
    /// One line: what is wrong, with what, why, and whether it was put right.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}:", self.kind.title())?;
        if let Some(universe) = &self.universe_id {
            write!(out, " universe {universe}")?;
        }
        if let Some(tick) = self.tick {
            write!(out, " tick {tick}")?;
        }
        if let Some(player) = &self.player_id {
            write!(out, " player {player}")?;
        }
        if let Some(passage) = &self.passage_id {
            write!(out, " passage {passage}")?;
        }
        if let Some(transit) = &self.transit_id {
            write!(out, " transit {transit}")?;
        }
        if let Some(checksum) = &self.checksum {
            write!(out, " {checksum}")?;
        }
        if let Some(file) = &self.file {
            write!(out, " file {file}")?;
        }
        write!(out, " ({})", self.detail)?;
        if self.repaired { write!(out, ": repaired") } else { Ok(()) }
    }
}
