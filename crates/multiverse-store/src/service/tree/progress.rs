//! How far an export, an import or upkeep is.

/// What is being done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    /// Players are written or read.
    Players,
    /// Universes are read, each with its snapshots.
    Universes,
    /// Snapshots are written.
    Snapshots,
    /// Passages are written or read, each with its trips.
    Passages,
    /// Contents are rebuilt.
    Contents,
    /// Files of the vault are listed; nobody knows how many there are.
    Files,
}

/// How far a phase is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// The phase.
    pub phase: Phase,
    /// How many are done.
    pub done: u64,
    /// How many there are.
    pub total: u64,
}
