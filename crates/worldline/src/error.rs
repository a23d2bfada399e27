//! What can be wrong with documents and deltas.

/// Why documents cannot be encoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum EncodeError {
    /// A document is longer than the format can tell.
    #[error("a document has {len} bytes; store documents above {max} bytes whole")]
    TooLong {
        /// Its length in bytes.
        len: usize,
        /// The most that the format can tell.
        max: usize,
    },
}

/// Why a delta does not decode.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum DecodeError {
    /// It does not begin with the three bytes of a worldline delta.
    #[error("this is no worldline delta: it does not begin with \"WLD\"")]
    NotADelta,
    /// It is of a version that this crate does not read.
    #[error("the delta has version {version}; update the reader")]
    UnknownVersion {
        /// The version that it names.
        version: u8,
    },
    /// It names an entropy stage that does not exist, or that this build leaves out.
    #[error("the delta needs the entropy stage {stage}, which this reader does not have; send it plain")]
    UnknownStage {
        /// The stage's number.
        stage: u8,
    },
    /// The result would be longer than the caller allows.
    #[error("the result has {len} bytes where {limit} are allowed")]
    TooLong {
        /// The length that the delta names.
        len: u64,
        /// What the caller allows.
        limit: usize,
    },
    /// The base has another length or digest than the delta was made against.
    #[error("the delta was made against another base; decode it against that one")]
    WrongBase,
    /// The result's digest is another than the delta names.
    #[error("the result has another digest than the delta names; the delta is damaged")]
    WrongResult,
    /// It ends too early, or what it says is impossible.
    #[error("the delta is damaged at byte {at}: {what}")]
    Damaged {
        /// What is wrong.
        what: &'static str,
        /// Bytes from the start of the delta, or of the part that is damaged.
        at: usize,
    },
    /// There is no memory for the result.
    #[error("there is no memory for the {len} bytes of the result")]
    OutOfMemory {
        /// The length that the delta names.
        len: u64,
    },
}
