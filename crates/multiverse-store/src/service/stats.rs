//! Statistics.

use multiverse_model::wire::Stats;

use super::Store;
use crate::StoreError;
use crate::catalog::tables::totals;

impl Store {
    /// Totals of the whole multiverse. They count what is private too, but tell nothing about any one of it.
    ///
    /// # Errors
    /// [`StoreError::Catalog`].
    pub async fn stats(&self) -> Result<Stats, StoreError> {
        let totals = self.read(|tx| Ok(totals::read(tx)?)).await?;
        let count = |value: i64| u64::try_from(value).unwrap_or(0);
        Ok(Stats {
            universe_count: count(totals.universes),
            passage_count: count(totals.passages),
            player_count: count(totals.players),
            total_snapshots: count(totals.snapshots),
            canonical_events: count(totals.canonical),
            logical_bytes: count(totals.logical_bytes),
            stored_bytes: count(totals.stored_bytes),
        })
    }
}
