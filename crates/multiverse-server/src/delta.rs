//! From a delta that a client sent to the document that it makes.
//!
//! No HTTP and no store: values in, values out, so that any bytes can be thrown at it. The sender is not trusted. What
//! comes out is a document of at most the allowed length and of exactly the checksum that was named, or a
//! [`DeltaProblem`].

use multiverse_model::Checksum;
use multiverse_store::Document;
use worldline::{DecodeError, Decoder, Header};

/// Why a delta gives no document. Each text is half a sentence that tells the sender what to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum DeltaProblem {
    /// The bytes do not begin as a delta does.
    #[error(
        "the body is no worldline delta; encode one, or send the document whole under its own Content-Type"
    )]
    NotADelta,
    /// It is of another version of the format.
    #[error("the delta has version {version}, which this server does not read; send the document whole")]
    UnknownVersion {
        /// The version that it names.
        version: u8,
    },
    /// It is compressed in a way that this server does not know.
    #[error("the delta has stage {stage}, which this server does not read; send the document whole")]
    UnknownStage {
        /// The number that it names.
        stage: u8,
    },
    /// It ends too early, or says what is impossible.
    #[error("the delta is damaged at byte {at}: {what}; send it again")]
    Damaged {
        /// What is wrong.
        what: &'static str,
        /// Bytes from the start of the delta, or of the part that is damaged.
        at: usize,
    },
    /// It was made against a base of another length or digest.
    #[error("the delta was made against another base than Snapshot-Base names; encode it against that one")]
    WrongBase,
    /// It makes a document of another digest, or says that it does.
    #[error(
        "the delta makes another document than Snapshot-Digest names; encode it again, or send that one whole"
    )]
    WrongResult,
    /// The document would be longer than is allowed. No memory was taken for it.
    #[error("the document may have at most {limit} bytes; send less")]
    TooLarge {
        /// The most bytes that are allowed.
        limit: u64,
    },
    /// There is no memory for the document.
    #[error("there is no memory for the document; send the delta again in a moment")]
    OutOfMemory,
}

impl DeltaProblem {
    fn of(error: &DecodeError, limit: u64) -> Self {
        match *error {
            DecodeError::NotADelta => Self::NotADelta,
            DecodeError::UnknownVersion { version } => Self::UnknownVersion { version },
            DecodeError::UnknownStage { stage } => Self::UnknownStage { stage },
            DecodeError::TooLong { .. } => Self::TooLarge { limit },
            DecodeError::WrongBase => Self::WrongBase,
            DecodeError::WrongResult => Self::WrongResult,
            DecodeError::Damaged { what, at } => Self::Damaged { what, at },
            DecodeError::OutOfMemory { .. } => Self::OutOfMemory,
            // What later versions of the codec may find wrong.
            _ => Self::Damaged { what: "it does not decode", at: 0 },
        }
    }
}

/// Reads how many bytes the document will have, so that memory can be set aside before it is rebuilt. A delta that
/// makes another length than it says does not decode.
///
/// # Errors
/// [`DeltaProblem::TooLarge`] if they are more than `limit`, and those of a header that cannot be read.
pub fn result_length(delta: &[u8], limit: u64) -> Result<u64, DeltaProblem> {
    Ok(header(delta, limit)?.len)
}

/// Rebuilds the document that `delta` makes of `base`, in at most `limit` bytes, and checks that its checksum is
/// `wanted`.
///
/// `base_checksum` is taken for the checksum of `base`, which costs no pass over it. The document's is computed once.
/// Takes time and memory in proportion to `delta` and `limit`, whatever `delta` says.
///
/// # Errors
/// [`DeltaProblem`] by what is wrong.
pub fn apply(
    base: &[u8],
    base_checksum: &Checksum,
    wanted: &Checksum,
    delta: &[u8],
    limit: u64,
) -> Result<Document, DeltaProblem> {
    // Digests are checked here and not by the codec: it would compute the result's a second time.
    if let Some((of_base, of_result)) = header(delta, limit)?.digests {
        if of_base != *base_checksum.digest() {
            return Err(DeltaProblem::WrongBase);
        }
        if of_result != *wanted.digest() {
            return Err(DeltaProblem::WrongResult);
        }
    }
    let most = usize::try_from(limit).unwrap_or(usize::MAX);
    let bytes = Decoder::new().decode_unverified(base, delta, most);
    verified(bytes.map_err(|error| DeltaProblem::of(&error, limit))?, wanted)
}

/// The header of a delta whose document is short enough.
fn header(delta: &[u8], limit: u64) -> Result<Header, DeltaProblem> {
    let header = worldline::inspect(delta).map_err(|error| DeltaProblem::of(&error, limit))?;
    if header.len > limit { Err(DeltaProblem::TooLarge { limit }) } else { Ok(header) }
}

/// Makes a document of rebuilt bytes, if they are those that were announced.
fn verified(bytes: Vec<u8>, wanted: &Checksum) -> Result<Document, DeltaProblem> {
    let document = Document::new(bytes.into());
    if document.checksum() == wanted { Ok(document) } else { Err(DeltaProblem::WrongResult) }
}

#[cfg(test)]
mod tests;
