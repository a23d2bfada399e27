//! What a server does beside answering: prune, collect, and tell whether the store answers.

use futures::StreamExt;
use multiverse_model::Millis;

use super::Store;
use crate::StoreError;
use crate::catalog::tables::{answers, contents, garbage, totals};

/// For how long a file of the vault that nothing names is left alone.
const GRACE_MS: i64 = 60 * 60 * 1000;

/// For how long answers to repeated requests are kept: a little more than they are promised.
const ANSWERS_MS: i64 = 25 * 60 * 60 * 1000;

/// Rows that one step of upkeep takes, so that saves come between the steps.
const STEP: usize = 500;

impl Store {
    /// Asks the catalog something small.
    ///
    /// # Errors
    /// [`StoreError::Catalog`] if it does not answer.
    pub async fn ping(&self) -> Result<(), StoreError> {
        self.read(|tx| Ok(totals::read(tx).map(drop)?)).await
    }

    /// Removes what is past its time: answers to repeated requests after a day, and files of decayed contents after
    /// an hour. Small steps; may be stopped at any point.
    ///
    /// # Errors
    /// [`StoreError::Catalog`], [`StoreError::Vault`].
    pub async fn prune(&self) -> Result<(), StoreError> {
        let now = self.inner.environment.now();
        let old = Millis(now.0 - ANSWERS_MS);
        while self.change(move |change| Ok(answers::prune(change.tx, old, STEP)?)).await? == STEP as u64 {}
        loop {
            let keys =
                self.read(move |tx| Ok(garbage::older_than(tx, Millis(now.0 - GRACE_MS), STEP)?)).await?;
            if keys.is_empty() {
                return Ok(());
            }
            for key in keys {
                // The file first: a row without a file is tried again, a file without a row would be forgotten.
                self.inner.vault.delete(&key).await?;
                self.change(move |change| Ok(garbage::delete(change.tx, &key)?)).await?;
            }
        }
    }

    /// Removes files of the vault that no content names and that are older than the grace period: what a crash left
    /// between the writing of a file and of its row. Answers how many there were.
    ///
    /// # Errors
    /// [`StoreError::Catalog`], [`StoreError::Vault`].
    pub async fn sweep(&self) -> Result<u64, StoreError> {
        let old = self.inner.environment.now().0 - GRACE_MS;
        let mut listed = self.inner.vault.list();
        let mut swept = 0;
        while let Some(found) = listed.next().await {
            let (key, written_at) = found?;
            if written_at > old {
                continue;
            }
            let wanted = key.clone();
            if !self.read(move |tx| Ok(contents::names_key(tx, &wanted)?)).await? {
                self.inner.vault.delete(&key).await?;
                swept += 1;
            }
        }
        Ok(swept)
    }
}
