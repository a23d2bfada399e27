//! `holdings`: what players have, and are charged for.

use multiverse_model::{Checksum, PlayerId};

use super::first;
use crate::catalog::{CatalogError, Transaction};

/// Counts one more entry of a content among an owner's. Whether it is the first, for which `charge` is noted.
pub(crate) fn hold(
    tx: &mut dyn Transaction,
    owner: &PlayerId,
    checksum: &Checksum,
    charge: u64,
) -> Result<bool, CatalogError> {
    let sql = "INSERT INTO holdings (owner_id, checksum, entries, charged) VALUES ($1, $2, 1, $3) \
               ON CONFLICT (owner_id, checksum) DO UPDATE SET entries = holdings.entries + 1 RETURNING entries";
    let entries = first(tx.query(sql, &[owner.into(), checksum.into(), charge.into()])?, |row| row.count())?;
    Ok(entries == Some(1))
}

/// Whether an owner has an entry of a content.
pub(crate) fn holds(
    tx: &mut dyn Transaction,
    owner: &PlayerId,
    checksum: &Checksum,
) -> Result<bool, CatalogError> {
    let sql = "SELECT 1 FROM holdings WHERE owner_id = $1 AND checksum = $2";
    Ok(!tx.query(sql, &[owner.into(), checksum.into()])?.is_empty())
}

/// Counts one entry less. Answers what the owner was charged for the content, if that was the last.
pub(crate) fn release(
    tx: &mut dyn Transaction,
    owner: &PlayerId,
    checksum: &Checksum,
) -> Result<Option<u64>, CatalogError> {
    let values = [owner.into(), checksum.into()];
    let sql = "UPDATE holdings SET entries = entries - 1 WHERE owner_id = $1 AND checksum = $2";
    tx.execute(sql, &values)?;
    let sql = "DELETE FROM holdings WHERE owner_id = $1 AND checksum = $2 AND entries <= 0 RETURNING charged";
    first(tx.query(sql, &values)?, |row| row.count())
}
