//! `tokens`

use multiverse_model::{Millis, PlayerId};

use super::{collect, first};
use crate::catalog::{CatalogError, Transaction};

pub(crate) fn owner(tx: &mut dyn Transaction, hash: &[u8; 32]) -> Result<Option<PlayerId>, CatalogError> {
    first(tx.query("SELECT player_id FROM tokens WHERE hash = $1", &[hash.into()])?, |row| row.parsed())
}

pub(crate) fn insert(
    tx: &mut dyn Transaction,
    hash: &[u8; 32],
    player: &PlayerId,
    now: Millis,
) -> Result<(), CatalogError> {
    let sql = "INSERT INTO tokens (hash, player_id, created_at) VALUES ($1, $2, $3)";
    tx.execute(sql, &[hash.into(), player.into(), now.into()]).map(drop)
}

pub(crate) fn count(tx: &mut dyn Transaction, player: &PlayerId) -> Result<u64, CatalogError> {
    let rows = tx.query("SELECT COUNT(*) FROM tokens WHERE player_id = $1", &[player.into()])?;
    Ok(first(rows, |row| row.count())?.unwrap_or(0))
}

/// Removes all tokens of `player` but `kept`, and tells which those were.
pub(crate) fn delete_others(
    tx: &mut dyn Transaction,
    player: &PlayerId,
    kept: Option<&[u8; 32]>,
) -> Result<Vec<[u8; 32]>, CatalogError> {
    // A hash has 32 bytes, so the empty one keeps nothing.
    let kept = kept.map_or(crate::catalog::Value::Blob(bytes::Bytes::new()), Into::into);
    let sql = "DELETE FROM tokens WHERE player_id = $1 AND hash <> $2 RETURNING hash";
    collect(tx.query(sql, &[player.into(), kept])?, |row| row.hash())
}
