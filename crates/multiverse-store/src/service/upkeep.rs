//! What a server does beside answering: remove what is past its time, and tell whether the store answers.

use multiverse_model::Millis;

use super::{Store, collect};
use crate::StoreError;
use crate::catalog::tables::{answers, garbage, totals};

/// For how long a file of the vault that nothing names is left alone.
pub(super) const GRACE_MS: i64 = 60 * 60 * 1000;

/// For how long answers to repeated requests are kept: a little more than they are promised.
const ANSWERS_MS: i64 = 25 * 60 * 60 * 1000;

/// Rows that one step of upkeep takes, so that saves come between the steps.
pub(super) const STEP: usize = 500;

impl Store {
    /// The most that one step of upkeep does: after a step that did as much there may be more to do.
    pub const STEP: u64 = STEP as u64;

    /// Asks the catalog something small.
    ///
    /// # Errors
    /// [`StoreError::Catalog`] if it does not answer.
    pub async fn ping(&self) -> Result<(), StoreError> {
        self.read(|tx| Ok(totals::read(tx).map(drop)?)).await
    }

    /// Removes what is past its time: answers to repeated requests after a day, and files of decayed contents after
    /// an hour. Small steps; may be stopped at any point. Answers how many files there were.
    ///
    /// # Errors
    /// [`StoreError::Catalog`], [`StoreError::Vault`].
    pub async fn prune(&self) -> Result<u64, StoreError> {
        let now = self.inner.environment.now();
        let old = Millis(now.0 - ANSWERS_MS);
        while self.change(move |change| Ok(answers::prune(change.tx, old, STEP)?)).await? == STEP as u64 {}
        let mut files = 0;
        loop {
            let keys =
                self.read(move |tx| Ok(garbage::older_than(tx, Millis(now.0 - GRACE_MS), STEP)?)).await?;
            if keys.is_empty() {
                collect::count("file", files, 0);
                return Ok(files);
            }
            // The files first: a row without a file is tried again, a file without a row would be forgotten.
            for key in &keys {
                self.inner.vault.delete(key).await?;
            }
            files += keys.len() as u64;
            self.change(move |change| keys.iter().try_for_each(|key| Ok(garbage::delete(change.tx, key)?)))
                .await?;
        }
    }
}
