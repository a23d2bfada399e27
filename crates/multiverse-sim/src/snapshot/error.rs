//! What can be wrong with a document.

/// A document from which no village can be read. Nothing is guessed: another save has to be loaded.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SnapshotError {
    /// It is too long to be one.
    #[error("a save has at most {most} bytes, this has {bytes}; load another")]
    TooLarge {
        /// Its length.
        bytes: usize,
        /// The longest that is read.
        most: usize,
    },
    /// It is not JSON, or not of the shape of a save.
    #[error("this is not a save of a village ({0}); load another")]
    NotASave(#[source] serde_json::Error),
    /// Another game wrote it.
    #[error("this is a save of the game {game:?}, not of a village; load it there")]
    OtherGame {
        /// The game.
        game: String,
    },
    /// A later program wrote it, or one long gone.
    #[error(
        "this save has version {found}, and this program reads {known}; load it with the program that wrote it"
    )]
    OtherVersion {
        /// The save's.
        found: u32,
        /// Ours.
        known: u32,
    },
    /// A part is not what was written.
    #[error("the save is damaged: its {part} do not have the checksum that it names; load an older one")]
    Damaged {
        /// `entities` or `worldState`.
        part: &'static str,
    },
    /// An entity cannot be read.
    #[error("the save's entity {id} cannot be read ({source}); load another")]
    Entity {
        /// Which.
        id: String,
        /// Why not.
        source: serde_json::Error,
    },
    /// Something in it cannot be.
    #[error("the save cannot be right: {what} ({at}); load another")]
    Impossible {
        /// The entity or the part.
        at: String,
        /// What is wrong with it.
        what: &'static str,
    },
}

impl SnapshotError {
    pub(super) fn impossible(at: impl ToString, what: &'static str) -> Self {
        Self::Impossible { at: at.to_string(), what }
    }
}
