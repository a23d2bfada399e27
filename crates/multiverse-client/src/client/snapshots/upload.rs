//! What is uploaded, and what came of it.

use std::fmt;

use bytes::Bytes;
use multiverse_model::wire::{OnConflict, Saved, SnapshotMeta};
use multiverse_model::{
    CanonEvent, Checksum, Day, DecayPolicy, ForkOf, Label, SnapshotEntry, SnapshotType, Tick, Universe,
};

use crate::client::error::{ClientError, Mismatch};
use crate::client::progress::Progress;

/// A snapshot to be uploaded.
///
/// ```
/// use multiverse_client::Upload;
/// use multiverse_model::{Day, Label, Tick};
///
/// let upload = Upload {
///     day: Some(Day::new(3)?),
///     label: Some(Label::new("before the flood")?),
///     ..Upload::new(Tick::new(72_000)?, r#"{"people":[]}"#)
/// };
/// # assert_eq!(upload.content_type, "application/json");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct Upload {
    /// The universe's clock.
    pub tick: Tick,
    /// The universe's day.
    pub day: Option<Day>,
    /// Why it is saved; `canonical` if there is a canon event, else `auto`.
    pub kind: Option<SnapshotType>,
    /// What makes it canonical.
    pub canon_event: Option<CanonEvent>,
    /// The player's own name for it.
    pub label: Option<Label>,
    /// How long the server is to keep it.
    pub decay_policy: Option<DecayPolicy>,
    /// The checksum of the head that it extends. Without one it is saved whatever the head is.
    pub parent: Option<Checksum>,
    /// What to do if another save came first.
    pub on_conflict: OnConflict,
    /// The media type of the document.
    pub content_type: String,
    /// The document.
    pub bytes: Bytes,
    /// A document that the universe's history on the server holds. If what changed since is smaller than the whole,
    /// only that is sent.
    pub base: Option<Base>,
    /// Who is told how far it is. What is counted are the bytes that are sent, which are fewer than the document's.
    pub progress: Option<Progress>,
}

/// A document that a delta is made against.
#[derive(Clone)]
pub struct Base {
    /// Its checksum.
    pub checksum: Checksum,
    /// Its bytes.
    pub bytes: Bytes,
}

impl fmt::Debug for Base {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Base").field("checksum", &self.checksum).field("length", &self.bytes.len()).finish()
    }
}

impl fmt::Debug for Upload {
    /// Without the world, which in a log helps nobody.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Upload")
            .field("tick", &self.tick)
            .field("kind", &self.kind)
            .field("parent", &self.parent)
            .field("content_type", &self.content_type)
            .field("length", &self.bytes.len())
            .field("base", &self.base)
            .finish_non_exhaustive()
    }
}

impl Upload {
    /// A JSON document at `tick`, and nothing said beside.
    #[must_use]
    pub fn new(tick: Tick, bytes: impl Into<Bytes>) -> Self {
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
            bytes: bytes.into(),
            base: None,
            progress: None,
        }
    }

    /// What of the entry goes into a header.
    pub(super) fn meta(&self) -> Option<SnapshotMeta> {
        let meta =
            SnapshotMeta { canon_event: self.canon_event.clone(), decay_policy: self.decay_policy.clone() };
        (meta.canon_event.is_some() || meta.decay_policy.is_some()).then_some(meta)
    }
}

/// A snapshot that the server has, on stable storage.
#[derive(Debug, Clone, PartialEq)]
pub struct Uploaded {
    /// Its entry. Its checksum is that of the document that was sent.
    pub entry: SnapshotEntry,
    /// Whether this call saved it, and not an earlier one that it repeats.
    pub is_new: bool,
    /// The fork that it went into, and where that begins, if histories had diverged and the upload asked for it.
    pub fork: Option<(Universe, ForkOf)>,
    /// Bytes of bodies that went out for it, repeats included.
    pub sent_bytes: u64,
    /// How it was sent in the end.
    pub form: Form,
}

/// How a document was sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// As what changed since its base.
    Delta,
    /// Compressed by zstd.
    Zstd,
    /// Compressed by gzip, in base64.
    GzipBase64,
    /// As it is.
    Plain,
}

impl Uploaded {
    /// Takes the server's answer if it is about what was sent.
    pub(super) fn new(
        saved: Saved,
        is_new: bool,
        upload: &Upload,
        checksum: Checksum,
        sent: (u64, Form),
    ) -> Result<Self, ClientError> {
        let Saved { entry, universe, forked_from, .. } = saved;
        if entry.checksum != checksum {
            return Err(Mismatch::Checksum { expected: checksum, found: entry.checksum }.into());
        }
        if entry.tick != upload.tick {
            return Err(Mismatch::Tick { expected: upload.tick, found: entry.tick }.into());
        }
        let (sent_bytes, form) = sent;
        Ok(Self { entry, is_new, fork: universe.zip(forked_from), sent_bytes, form })
    }
}
