//! Garbage collection: contents that nothing needs, and files of the vault that nothing names.
//!
//! A content is live if an entry with content needs it, or a delta that rests on it. It stops being so in one of two
//! ways: its last entry decays, or the last delta against it goes. Both end in [`release`], in the transaction that
//! brought it about, and `release` goes on to what the content rested on; so a decayed base goes with the last that
//! needed it, and no row is left without a need. [`Store::collect`] looks for such rows all the same: an older program
//! or a repair may have left some.
//!
//! Rows need no grace period. A save adds a content and the entry that names it in one transaction, and one that means
//! to share a content, or to rest on it, looks again in that transaction and begins anew if it is gone. Files do: a
//! save writes one before the row that names it, and a reader looks it up after the row that named it.

use futures::StreamExt;
use multiverse_model::Checksum;

use super::Store;
use super::run::Change;
use super::upkeep::{GRACE_MS, STEP};
use crate::StoreError;
use crate::catalog::tables::totals::{self, Totals};
use crate::catalog::tables::{contents, garbage, upkeep};

/// What a collection removed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Collected {
    /// Contents that nothing needed.
    pub contents: u64,
    /// Stored bytes of these contents. Those in files come free when the files go, after the grace period.
    pub bytes: u64,
    /// Files of contents that were removed before the grace period.
    pub files: u64,
    /// Files that no content ever came to name, and parts of files: what a crash left.
    pub orphans: u64,
}

/// What [`release`] freed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Freed {
    pub contents: u64,
    pub bytes: u64,
}

impl std::ops::AddAssign for Freed {
    fn add_assign(&mut self, more: Self) {
        self.contents += more.contents;
        self.bytes += more.bytes;
    }
}

impl Store {
    /// Removes contents that nothing needs and files that nothing names, files after a grace period of an hour. Small
    /// steps beside running saves; may be stopped at any point, and run again.
    ///
    /// # Errors
    /// [`StoreError::Catalog`], [`StoreError::Vault`].
    pub async fn collect(&self) -> Result<Collected, StoreError> {
        let freed = self.collect_contents().await?;
        let files = self.prune().await?;
        let orphans = self.sweep().await?;
        Ok(Collected { contents: freed.contents, bytes: freed.bytes, files, orphans })
    }

    /// Removes contents that nothing needs.
    pub(super) async fn collect_contents(&self) -> Result<Freed, StoreError> {
        let mut all = Freed::default();
        let mut after = upkeep::START;
        loop {
            // The look is a reader's, so that the writer is only kept from saves by what there is to remove.
            let step = self.read(move |tx| Ok(upkeep::needs(tx, &after, STEP)?)).await?;
            let Some((last, _)) = step.last() else { return Ok(all) };
            after = *last;
            let unneeded: Vec<Checksum> =
                step.iter().filter(|(_, needed)| !needed).map(|(checksum, _)| *checksum).collect();
            if unneeded.is_empty() {
                continue;
            }
            let freed = self.change(move |change| {
                let mut freed = Freed::default();
                for checksum in &unneeded {
                    freed += release(change, checksum)?;
                }
                Ok(freed)
            });
            let freed = freed.await?;
            count("content", freed.contents, freed.bytes);
            all += freed;
        }
    }

    /// Removes files of the vault that no content names and that are older than the grace period: what a crash left
    /// between the writing of a file and of its row, or while a file was written. Answers how many there were.
    ///
    /// # Errors
    /// [`StoreError::Catalog`], [`StoreError::Vault`].
    pub async fn sweep(&self) -> Result<u64, StoreError> {
        let old = self.inner.environment.now().0 - GRACE_MS;
        let mut swept = self.inner.vault.remove_unfinished(old).await?;
        let listed = self.inner.vault.list().ready_chunks(STEP);
        futures::pin_mut!(listed);
        while let Some(found) = listed.next().await {
            let mut keys = Vec::new();
            for file in found {
                let (key, written_at) = file?;
                if written_at <= old {
                    keys.push(key);
                }
            }
            let unnamed = self.read(move |tx| {
                let mut unnamed = Vec::new();
                for key in &keys {
                    if !contents::names_key(tx, key)? {
                        unnamed.push(key.clone());
                    }
                }
                Ok(unnamed)
            });
            for key in unnamed.await? {
                self.inner.vault.delete(&key).await?;
                swept += 1;
            }
        }
        count("orphan", swept, 0);
        Ok(swept)
    }
}

/// Removes a content if nothing needs it, then what it rested on if nothing else does, and so on: at most as many as
/// a chain has links. Their files go later, since somebody may be reading them, or exporting a moment at which they
/// were there.
pub(super) fn release(change: &mut Change<'_>, checksum: &Checksum) -> Result<Freed, StoreError> {
    let mut freed = Freed::default();
    let mut next = Some(*checksum);
    while let Some(checksum) = next {
        let Some(removed) = upkeep::remove_unneeded(change.tx, &checksum)? else { break };
        if let Some(key) = &removed.vault_key {
            garbage::insert(change.tx, key, change.now)?;
        }
        freed.contents += 1;
        freed.bytes += removed.stored_length;
        next = removed.base;
    }
    if freed.contents > 0 {
        totals::add(change.tx, Totals { stored_bytes: negative(freed.bytes), ..Totals::default() })?;
    }
    Ok(freed)
}

/// A size as what it takes from a total.
pub(super) fn negative(value: u64) -> i64 {
    -i64::try_from(value).unwrap_or(i64::MAX)
}

/// Counts what was collected.
pub(super) fn count(kind: &'static str, things: u64, bytes: u64) {
    metrics::counter!("multiverse_collected_total", "kind" => kind).increment(things);
    metrics::counter!("multiverse_collected_bytes_total").increment(bytes);
}
