//! Compaction: contents stored anew, where that takes less.
//!
//! A save is stored as what changed since the one before, as that was known then. Later there may be something better:
//!
//! - it came out of order, or at the end of a full chain, and was stored whole, or against something far away;
//! - a client sent a delta that ours beats;
//! - what it rests on has decayed, and is kept for its sake alone.
//!
//! Timelines are walked in order, and each content is tried against what is before it now, and against what lies under
//! the decayed contents that it rests on; whichever frees most is taken. Then decayed contents on which a few rest are
//! taken out from between. The bounds on chains stay as they are for saves, for all that rests on what is changed.
//!
//! Each change is one transaction, which checks that nothing has changed since it was planned; the new bytes are
//! durable before the row names them, and have been decoded and compared. Documents stay what they are, so that caches
//! need not know. It may be stopped at any point.

mod candidates;
mod decayed;
mod replace;
mod timelines;

use std::collections::HashSet;

use multiverse_model::Checksum;

use super::Store;
use super::tree::{Phase, Progress};
use crate::StoreError;
use crate::catalog::tables::totals;

/// How often timelines are walked: what is taken out from between may let another do without its base.
const ROUNDS: usize = 3;

/// What a compaction did, or would do.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Compacted {
    /// Stored bytes of all contents before.
    pub bytes_before: u64,
    /// Stored bytes of all contents after; of a dry run, about what they would be. Files that are not needed any more
    /// go an hour later.
    pub bytes_after: u64,
    /// Contents that are stored anew.
    pub rewritten: u64,
    /// Decayed contents that were kept as bases only, and are not needed any more.
    pub freed: u64,
    /// Contents that were left alone since they, or what they rest on, cannot be rebuilt; a verification names them.
    pub damaged: u64,
}

/// A compaction at work.
struct Compactor {
    store: Store,
    is_dry: bool,
    report: Compacted,
    /// Bytes that a dry run would have gained.
    gained: i64,
    /// What a dry run would have stored anew: it is not counted twice.
    dry: HashSet<Checksum>,
}

impl Store {
    /// Stores contents anew where that takes less; with `is_dry`, only tells what it would gain.
    ///
    /// Costs about as much as saving everything again. In small steps beside running saves.
    ///
    /// # Errors
    /// [`StoreError::Catalog`], [`StoreError::Vault`]. What was done until then stays.
    pub async fn compact(
        &self,
        is_dry: bool,
        mut progress: impl FnMut(Progress) + Send,
    ) -> Result<Compacted, StoreError> {
        let (report, dry) = (Compacted::default(), HashSet::new());
        let mut compactor = Compactor { store: self.clone(), is_dry, report, gained: 0, dry };
        let before = compactor.stored_bytes().await?;
        compactor.report.bytes_before = before;
        for _ in 0..ROUNDS {
            let so_far = compactor.report.rewritten;
            compactor.timelines(&mut progress).await?;
            compactor.decayed().await?;
            if is_dry || compactor.report.rewritten == so_far {
                break;
            }
        }
        let after = compactor.stored_bytes().await?;
        compactor.report.bytes_after = after.saturating_add_signed(-compactor.gained);
        Ok(compactor.report)
    }
}

impl Compactor {
    async fn stored_bytes(&self) -> Result<u64, StoreError> {
        let totals = self.store.read(|tx| Ok(totals::read(tx)?)).await?;
        Ok(u64::try_from(totals.stored_bytes).unwrap_or(0))
    }

    /// The document of a content; none if it is gone or damaged.
    async fn document(&mut self, checksum: &Checksum) -> Result<Option<bytes::Bytes>, StoreError> {
        match self.store.content(checksum).await {
            Ok(document) => Ok(document),
            Err(StoreError::Corrupt { .. }) => {
                self.report.damaged += 1;
                Ok(None)
            }
            Err(error) => Err(error),
        }
    }
}

/// Whether a gain is worth a transaction and a file.
fn is_worth_it(gain: i64, stored: u64) -> bool {
    gain >= 64 && gain >= i64::try_from(stored / 16).unwrap_or(i64::MAX)
}

/// A size, signed, for differences.
fn signed(value: u64) -> i64 {
    i64::try_from(value).unwrap_or(i64::MAX)
}
