//! The contents that a delta may be made against.

use bytes::Bytes;
use multiverse_model::{Action, Actor, Checksum, Tick, UniverseId};

use super::authorize::universe_for;
use super::lineage::generations;
use super::{Caller, Store};
use crate::StoreError;
use crate::catalog::Transaction;
use crate::catalog::tables::snapshots::{self, EntryRow, Span};

/// A content of a history, found but not yet rebuilt, so that memory for it can be set aside before.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct DeltaBase {
    /// Its address.
    pub checksum: Checksum,
    /// Bytes of the document.
    pub length: u64,
    /// The media type that its newest entry in the history has.
    pub content_type: String,
}

impl Store {
    /// Finds a content that a delta, to be saved in a universe, was made against: in the universe itself, or in those
    /// it descends from up to each fork point, as far as the caller may read them.
    ///
    /// A content that only other universes hold is answered as one that nobody holds, after the same work: one look
    /// into an index for each universe of the lineage.
    ///
    /// # Errors
    /// [`StoreError::BaseGone`], and those of [`check`](Store::check) for saving.
    pub async fn base_of_delta(
        &self,
        caller: &Caller,
        id: &UniverseId,
        checksum: Checksum,
    ) -> Result<DeltaBase, StoreError> {
        let (actor, id) = (caller.actor.clone(), id.clone());
        self.read(move |tx| {
            universe_for(tx, &actor, Action::SaveSnapshot, &id)?;
            let entry = find(tx, &actor, &id, &checksum)?.ok_or(StoreError::BaseGone)?.entry;
            Ok(DeltaBase { checksum, length: entry.file_size, content_type: entry.content_type })
        })
        .await
    }

    /// The exact bytes of a base, whose digest was checked.
    ///
    /// # Errors
    /// [`StoreError::BaseGone`] if it has decayed since it was found, and also if it is damaged: the client, who can
    /// send the whole document, is helped by the same answer, and whoever runs the server finds the damage in the log.
    pub async fn bytes_of_base(&self, base: &DeltaBase) -> Result<Bytes, StoreError> {
        match self.content(&base.checksum).await {
            Ok(bytes) => bytes.ok_or(StoreError::BaseGone),
            Err(StoreError::Corrupt { checksum, link, reason }) => {
                tracing::error!(%checksum, %link, reason, "the base of a delta is damaged in the store");
                Err(StoreError::BaseGone)
            }
            Err(error) => Err(error),
        }
    }
}

/// The newest entry with the content, in the universe or else in the nearest ancestor that has one.
fn find(
    tx: &mut dyn Transaction,
    actor: &Actor,
    id: &UniverseId,
    checksum: &Checksum,
) -> Result<Option<EntryRow>, StoreError> {
    // Most bases are here, and a lineage may be a thousand rows.
    let span = Span { universe: id, before: None };
    if let Some(found) = snapshots::with_checksum(tx, span, checksum, Tick::MAX)? {
        return Ok(Some(found));
    }
    for generation in generations(tx, actor, id)?.iter().skip(1) {
        if let Some(found) = snapshots::with_checksum(tx, generation.span(), checksum, Tick::MAX)? {
            return Ok(Some(found));
        }
    }
    Ok(None)
}
