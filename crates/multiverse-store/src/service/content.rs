//! Contents: rebuilt from what is stored, checked, and kept in memory.

use std::sync::Arc;

use bytes::Bytes;
use futures::future::try_join_all;
use multiverse_model::Checksum;

use super::Store;
use crate::catalog::tables::contents::{self, Coding, ContentRow, Place};
use crate::rebuild::{Chain, Piece};
use crate::{StoreError, VaultError};

impl Store {
    /// The bytes of a content, with their digest checked; none if it is not stored. Requests for the same content
    /// at once rebuild it once.
    pub(super) async fn content(&self, checksum: &Checksum) -> Result<Option<Bytes>, StoreError> {
        let cache = &self.inner.contents;
        if let Some(bytes) = cache.get(checksum) {
            metrics::counter!("multiverse_cache_hits_total", "cache" => "contents").increment(1);
            return Ok(Some(bytes));
        }
        metrics::counter!("multiverse_cache_misses_total", "cache" => "contents").increment(1);
        let guard = cache.get_value_or_guard_async(checksum).await;
        match guard {
            Ok(bytes) => Ok(Some(bytes)),
            Err(guard) => {
                let rebuilt = self.rebuild(checksum).await?;
                if let Some(bytes) = &rebuilt {
                    // Fails only if it was put there meanwhile, which is as good.
                    let _ = guard.insert(bytes.clone());
                }
                Ok(rebuilt)
            }
        }
    }

    async fn rebuild(&self, checksum: &Checksum) -> Result<Option<Bytes>, StoreError> {
        let wanted = *checksum;
        let find = move || self.read(move |tx| Ok(contents::chain(tx, &wanted)?));
        let mut rows = find().await?;
        let chain = loop {
            if rows.is_empty() {
                return Ok(None);
            }
            let cached = |checksum: &Checksum| self.inner.contents.peek(checksum);
            match self.gather(&rows, cached).await? {
                Ok(chain) => break chain,
                // It may have decayed between the look at its row and at the vault, and been saved anew since, under
                // another key.
                Err(missing) => {
                    let again = find().await?;
                    if again == rows {
                        return Err(missing);
                    }
                    rows = again;
                }
            }
        };
        let inner = Arc::clone(&self.inner);
        self.on_processor(move || chain.rebuild(&inner.codecs)).await?.map(Some)
    }

    /// Fetches what a content is rebuilt from, all at once: the stored bytes of its chain's rows down to the first
    /// that is whole, by itself or because `known` has it rebuilt.
    ///
    /// Answers [`StoreError::Corrupt`] inside if the vault does not have what a row names.
    pub(super) async fn gather(
        &self,
        rows: &[ContentRow],
        known: impl Fn(&Checksum) -> Option<Bytes>,
    ) -> Result<Result<Chain, StoreError>, StoreError> {
        let Some(asked) = rows.first().map(|row| row.checksum) else { return Err(StoreError::Interrupted) };
        let (mut needed, mut base) = (Vec::new(), None);
        for row in rows {
            base = known(&row.checksum).filter(|_| row.checksum != asked);
            if base.is_some() {
                break;
            }
            needed.push(row);
            if row.coding != Coding::Worldline {
                break;
            }
        }
        #[expect(clippy::cast_precision_loss, reason = "a histogram is of doubles")]
        metrics::histogram!("multiverse_chain_links").record(needed.len() as f64);
        let fetched = try_join_all(needed.iter().map(|row| self.stored(row))).await;
        let stored = match fetched {
            Err(StoreError::Vault(VaultError::Missing { key })) => {
                let at_fault = |row: &&ContentRow| row.place == Place::Vault(key.clone());
                let link = rows.iter().find(at_fault).map_or(asked, |row| row.checksum);
                let reason = format!("the vault has nothing under {key}");
                return Ok(Err(StoreError::Corrupt { checksum: asked, link, reason }));
            }
            other => other?,
        };
        let piece = |(row, stored): (&ContentRow, Bytes)| Piece {
            checksum: row.checksum,
            length: row.length,
            coding: row.coding,
            stored,
        };
        Ok(Ok(Chain { base, pieces: needed.into_iter().zip(stored).map(piece).collect() }))
    }

    async fn stored(&self, row: &ContentRow) -> Result<Bytes, StoreError> {
        match &row.place {
            Place::Row(bytes) => Ok(bytes.clone()),
            Place::Vault(key) => Ok(self.inner.vault.get(key).await?),
        }
    }

    /// Runs work that keeps a processor busy on a thread for it, of which there are as many as processors.
    ///
    /// # Errors
    /// [`StoreError::Interrupted`] if the process is stopping.
    pub async fn on_processor<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, StoreError> {
        let processors = Arc::clone(&self.inner.processors);
        let permit = processors.acquire_owned().await.map_err(|_| StoreError::Interrupted)?;
        let task = tokio::task::spawn_blocking(move || {
            let done = work();
            drop(permit);
            done
        });
        task.await.map_err(|_| StoreError::Interrupted)
    }
}
