//! `garbage`: vault keys that nothing names any more.

use multiverse_model::Millis;

use super::collect;
use crate::catalog::{CatalogError, Transaction};

pub(crate) fn insert(tx: &mut dyn Transaction, vault_key: &str, now: Millis) -> Result<(), CatalogError> {
    let sql = "INSERT INTO garbage (vault_key, since) VALUES ($1, $2) ON CONFLICT (vault_key) DO NOTHING";
    tx.execute(sql, &[vault_key.into(), now.into()]).map(drop)
}

/// The oldest keys from before `before`; never one that a content names, which only damage can bring about.
pub(crate) fn older_than(
    tx: &mut dyn Transaction,
    before: Millis,
    limit: usize,
) -> Result<Vec<String>, CatalogError> {
    let sql = "SELECT g.vault_key FROM garbage g WHERE g.since < $1 AND NOT EXISTS \
               (SELECT 1 FROM contents c WHERE c.vault_key = g.vault_key) ORDER BY g.since LIMIT $2";
    collect(tx.query(sql, &[before.into(), limit.into()])?, |row| row.text())
}

pub(crate) fn delete(tx: &mut dyn Transaction, vault_key: &str) -> Result<(), CatalogError> {
    tx.execute("DELETE FROM garbage WHERE vault_key = $1", &[vault_key.into()]).map(drop)
}
