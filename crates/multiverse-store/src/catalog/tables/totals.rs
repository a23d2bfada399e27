//! `totals`: one row that every change of the multiverse adds to.

use super::first;
use crate::catalog::{CatalogError, Columns, Transaction};

/// Totals, or what a change adds to them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Totals {
    pub universes: i64,
    pub players: i64,
    pub snapshots: i64,
    pub canonical: i64,
    pub logical_bytes: i64,
    pub stored_bytes: i64,
    /// Those that are not deleted.
    pub passages: i64,
}

pub(crate) fn add(tx: &mut dyn Transaction, change: Totals) -> Result<(), CatalogError> {
    let sql = "UPDATE totals SET universes = universes + $1, players = players + $2, \
               snapshots = snapshots + $3, canonical = canonical + $4, logical_bytes = logical_bytes + $5, \
               stored_bytes = stored_bytes + $6, passages = passages + $7 WHERE id = 0";
    let values = [
        change.universes.into(),
        change.players.into(),
        change.snapshots.into(),
        change.canonical.into(),
        change.logical_bytes.into(),
        change.stored_bytes.into(),
        change.passages.into(),
    ];
    tx.execute(sql, &values).map(drop)
}

pub(crate) fn read(tx: &mut dyn Transaction) -> Result<Totals, CatalogError> {
    let sql =
        "SELECT universes, players, snapshots, canonical, logical_bytes, stored_bytes, passages FROM totals";
    let totals = first(tx.query(sql, &[])?, of_row)?;
    totals.ok_or_else(|| CatalogError::Unexpected { column: "totals".to_owned() })
}

/// The totals of a row that has them in the order of the table.
pub(crate) fn of_row(row: &mut Columns) -> Result<Totals, CatalogError> {
    Ok(Totals {
        universes: row.int()?,
        players: row.int()?,
        snapshots: row.int()?,
        canonical: row.int()?,
        logical_bytes: row.int()?,
        stored_bytes: row.int()?,
        passages: row.int()?,
    })
}
