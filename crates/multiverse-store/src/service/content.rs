//! Contents: rebuilt from what is stored, checked, and kept in memory.

use std::sync::Arc;

use bytes::Bytes;
use multiverse_model::Checksum;

use super::Store;
use crate::catalog::tables::contents::{self, ContentRow, Place};
use crate::content::unpack;
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
        let find = move || self.read(move |tx| Ok(contents::find(tx, &wanted)?));
        let Some(row) = find().await? else { return Ok(None) };
        let (coding, stored) = match self.stored(&row).await {
            // It may have decayed between the look at its row and at the vault.
            Err(StoreError::Vault(VaultError::Missing { key })) => match find().await? {
                None => return Ok(None),
                // Saved anew since, under another key.
                Some(again) if again.place != row.place => (again.coding, self.stored(&again).await?),
                Some(_) => {
                    let reason = format!("the vault has nothing under {key}");
                    return Err(StoreError::Corrupt { checksum: *checksum, reason });
                }
            },
            other => (row.coding, other?),
        };
        let (length, checksum) = (row.length, row.checksum);
        self.on_processor(move || unpack(coding, stored, length, &checksum)).await?.map(Some)
    }

    pub(super) async fn stored(&self, row: &ContentRow) -> Result<Bytes, StoreError> {
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
