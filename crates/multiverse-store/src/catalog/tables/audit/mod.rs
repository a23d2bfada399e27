//! What the tables keep as counters and references, recomputed from what these count and refer to.
//!
//! Only the columns that are looked at are read: a row that is damaged elsewhere must not hide what is wrong here.

mod chains;
mod passages;
mod players;
mod universes;

pub(crate) use chains::{
    Columns as ChainColumns, baseless, children, count, entries_of, keyframes, resting, set_columns,
};
pub(crate) use passages::{broken_trips, passage_counts, recount_passage, wrong_passages};
pub(crate) use players::{
    PlayerCounters, missing_holdings, players, recount_holding, recount_player, recount_totals, totals,
    wrong_holdings,
};
pub(crate) use universes::{
    AuditedUniverse, count_entries, is_first_entry, is_point, last_saved_at, newest_entry, recount,
    universe_count, universes, without_content, without_needed_content,
};

use super::collect;
use crate::catalog::{CatalogError, Transaction};

/// Vault keys that are garbage and yet in use.
pub(crate) fn garbage_in_use(tx: &mut dyn Transaction) -> Result<Vec<String>, CatalogError> {
    let sql = "SELECT g.vault_key FROM garbage g WHERE EXISTS \
               (SELECT 1 FROM contents c WHERE c.vault_key = g.vault_key) ORDER BY g.vault_key";
    collect(tx.query(sql, &[])?, |row| row.text())
}
