//! `passages` and `transits`, beside each other.

use super::super::{collect, first};
use crate::catalog::{CatalogError, Transaction};

const IN_TRANSIT: &str =
    "(SELECT COUNT(*) FROM transits t WHERE t.passage_id = p.id AND t.state = 'in_transit')";

/// How many passages and how many trips there are.
pub(crate) fn passage_counts(tx: &mut dyn Transaction) -> Result<(u64, u64), CatalogError> {
    let sql = "SELECT (SELECT COUNT(*) FROM passages), (SELECT COUNT(*) FROM transits)";
    let counts = first(tx.query(sql, &[])?, |row| Ok((row.count()?, row.count()?)))?;
    Ok(counts.unwrap_or_default())
}

/// Passages that count other entities in transit than there are: as counted, and as they are.
pub(crate) fn wrong_passages(tx: &mut dyn Transaction) -> Result<Vec<(String, i64, i64)>, CatalogError> {
    let sql = format!(
        "SELECT p.id, p.in_transit, {IN_TRANSIT} FROM passages p WHERE p.in_transit <> {IN_TRANSIT} ORDER BY p.id"
    );
    collect(tx.query(&sql, &[])?, |row| Ok((row.text()?, row.int()?, row.int()?)))
}

/// Counts the entities in transit of a passage anew.
pub(crate) fn recount_passage(tx: &mut dyn Transaction, id: &str) -> Result<(), CatalogError> {
    let sql = format!("SELECT {IN_TRANSIT} FROM passages p WHERE p.id = $1");
    let Some(counted) = first(tx.query(&sql, &[id.into()])?, |row| row.int())? else { return Ok(()) };
    let sql = "UPDATE passages SET in_transit = $2 WHERE id = $1";
    tx.execute(sql, &[id.into(), counted.into()]).map(drop)
}

/// Trips that cannot be so, and what is wrong with each.
const BROKEN: &[(&str, &str)] = &[
    (
        "it does not lead where its passage does",
        "SELECT t.id FROM transits t WHERE NOT EXISTS (SELECT 1 FROM passages p WHERE p.id = t.passage_id \
         AND ((p.source_universe_id = t.from_universe_id AND p.target_universe_id = t.to_universe_id) \
         OR (p.source_universe_id = t.to_universe_id AND p.target_universe_id = t.from_universe_id)))",
    ),
    (
        "it is settled without a time, or has one and is not",
        "SELECT t.id FROM transits t WHERE CASE WHEN t.state IN ('arrived', 'returned') \
         THEN t.settled_at IS NULL OR t.settled_ordinal IS NULL ELSE t.settled_at IS NOT NULL END",
    ),
    (
        "it is under way without its entity",
        "SELECT t.id FROM transits t WHERE t.state IN ('in_transit', 'returning') AND t.entity IS NULL",
    ),
    (
        "its entity has another length than is counted",
        "SELECT t.id FROM transits t WHERE t.entity_bytes <> CASE WHEN t.entity IS NULL THEN 0 \
         ELSE OCTET_LENGTH(t.entity) END",
    ),
];

/// Trips that cannot be so, each with what is wrong.
pub(crate) fn broken_trips(tx: &mut dyn Transaction) -> Result<Vec<(String, &'static str)>, CatalogError> {
    let mut broken = Vec::new();
    for (what, sql) in BROKEN {
        let rows = tx.query(&format!("{sql} ORDER BY t.id"), &[])?;
        broken.extend(collect(rows, |row| row.text())?.into_iter().map(|id| (id, *what)));
    }
    Ok(broken)
}
