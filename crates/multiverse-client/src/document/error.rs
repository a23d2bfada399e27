//! Why a document was not saved or loaded.

/// Why a document was not saved or loaded. Nothing was guessed, and nothing changed.
///
/// ```
/// use multiverse_client::document::{DocumentError, Migrations};
///
/// let newer = br#"{"$schema":"my-village","$version":9}"#;
/// match Migrations::new("my-village", 2).load::<serde_json::Value>(newer) {
///     Err(DocumentError::Newer { found: 9, current: 2 }) => println!("update the game to load this"),
/// #   other => panic!("{other:?}"),
/// #   #[cfg(any())]
///     other => println!("{other:?}"),
/// }
/// ```
#[derive(Debug, thiserror::Error)]
pub enum DocumentError {
    /// It is not JSON at all.
    #[error("the document is not JSON: {0}")]
    NotJson(#[source] serde_json::Error),
    /// It does not say what it is.
    #[error("the document has no {missing}, so it does not say how it is meant")]
    NoEnvelope {
        /// The member that is missing.
        missing: &'static str,
    },
    /// It has an envelope that makes no sense.
    #[error("the document's envelope is wrong: {reason}")]
    BadEnvelope {
        /// What is wrong with it.
        reason: &'static str,
    },
    /// Another game wrote it, or it is another kind of document.
    #[error("the document is a {found:?}, not a {expected:?}")]
    Foreign {
        /// What it says it is.
        found: String,
        /// What was to be loaded.
        expected: String,
    },
    /// A newer version of the game wrote it.
    #[error(
        "the document is of version {found}, and this game knows versions up to {current}; update the game"
    )]
    Newer {
        /// Its version.
        found: u64,
        /// The newest that is known.
        current: u64,
    },
    /// The registry lacks a step that is needed.
    #[error("the game has no step from version {from} to {}, so it cannot load documents this old", .from + 1)]
    MissingStep {
        /// The version that no step starts from.
        from: u64,
    },
    /// A step could not do its work on this document.
    #[error("the step from version {from} to {} failed: {source}", .from + 1)]
    Step {
        /// The version that the step starts from.
        from: u64,
        /// Why.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// It is of the current version, by itself or by its steps, and yet not what the game reads.
    #[error("the document says that it is of version {version}, but is not: {source}")]
    Shape {
        /// The version that it should be of.
        version: u64,
        /// What does not fit.
        source: serde_json::Error,
    },
    /// The world could not be written as JSON.
    #[error("the world cannot be written as JSON: {0}")]
    Serialize(#[source] serde_json::Error),
    /// The world has a member of its own whose name the envelope needs.
    #[error("the world's root has a member {member}, which is the envelope's; rename it")]
    Reserved {
        /// The member.
        member: &'static str,
    },
}
