//! The tables: the one text of each statement, and rows as values of the domain.

pub(crate) mod access;
pub(crate) mod answers;
pub(crate) mod audit;
pub(crate) mod contents;
pub(crate) mod events;
pub(crate) mod garbage;
pub(crate) mod holdings;
pub(crate) mod leases;
pub(crate) mod movements;
pub(crate) mod passages;
pub(crate) mod players;
pub(crate) mod rebase;
pub(crate) mod snapshots;
pub(crate) mod tokens;
pub(crate) mod totals;
pub(crate) mod transits;
pub(crate) mod universe_lists;
pub(crate) mod universes;
pub(crate) mod upkeep;

use super::{CatalogError, Columns, Row};

/// Reads every row by `read`.
fn collect<T>(
    rows: Vec<Row>,
    mut read: impl FnMut(&mut Columns) -> Result<T, CatalogError>,
) -> Result<Vec<T>, CatalogError> {
    rows.into_iter().map(|row| read(&mut row.columns())).collect()
}

/// Reads the first row by `read`, if there is one.
fn first<T>(
    rows: Vec<Row>,
    read: impl FnOnce(&mut Columns) -> Result<T, CatalogError>,
) -> Result<Option<T>, CatalogError> {
    rows.into_iter().next().map(|row| read(&mut row.columns())).transpose()
}
