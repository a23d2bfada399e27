//! `contents`, from keyframes to what rests on them.

use multiverse_model::Checksum;

use super::super::{collect, first};
use crate::catalog::{CatalogError, Transaction};

/// How many contents there are.
pub(crate) fn count(tx: &mut dyn Transaction) -> Result<u64, CatalogError> {
    Ok(first(tx.query("SELECT COUNT(*) FROM contents", &[])?, |row| row.count())?.unwrap_or(0))
}

/// The next contents that name no base, in the order of their checksums.
pub(crate) fn keyframes(
    tx: &mut dyn Transaction,
    after: &Checksum,
    limit: usize,
) -> Result<Vec<Checksum>, CatalogError> {
    let sql = "SELECT checksum FROM contents WHERE base IS NULL AND checksum > $1 ORDER BY checksum LIMIT $2";
    collect(tx.query(sql, &[after.into(), limit.into()])?, |row| row.checksum())
}

/// Contents that name a base which is not there.
pub(crate) fn baseless(tx: &mut dyn Transaction) -> Result<Vec<Checksum>, CatalogError> {
    let sql = "SELECT c.checksum FROM contents c WHERE c.base IS NOT NULL AND NOT EXISTS \
               (SELECT 1 FROM contents b WHERE b.checksum = c.base) ORDER BY c.checksum";
    collect(tx.query(sql, &[])?, |row| row.checksum())
}

/// The next contents that name a base, in the order of their checksums.
pub(crate) fn resting(
    tx: &mut dyn Transaction,
    after: &Checksum,
    limit: usize,
) -> Result<Vec<Checksum>, CatalogError> {
    let sql =
        "SELECT checksum FROM contents WHERE base IS NOT NULL AND checksum > $1 ORDER BY checksum LIMIT $2";
    collect(tx.query(sql, &[after.into(), limit.into()])?, |row| row.checksum())
}

/// The contents that rest on one directly.
pub(crate) fn children(tx: &mut dyn Transaction, base: &Checksum) -> Result<Vec<Checksum>, CatalogError> {
    let sql = "SELECT checksum FROM contents WHERE base = $1 ORDER BY checksum";
    collect(tx.query(sql, &[base.into()])?, |row| row.checksum())
}

/// Universe and tick of entries that need a content, at most `limit`.
pub(crate) fn entries_of(
    tx: &mut dyn Transaction,
    checksum: &Checksum,
    limit: usize,
) -> Result<Vec<(String, u64)>, CatalogError> {
    let sql = "SELECT universe_id, tick FROM snapshots WHERE checksum = $1 AND has_content = 1 \
               ORDER BY universe_id, tick LIMIT $2";
    collect(tx.query(sql, &[checksum.into(), limit.into()])?, |row| Ok((row.text()?, row.count()?)))
}

/// What a content's row says of its chain, as it must be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Columns {
    pub checksum: Checksum,
    pub stored_length: u64,
    pub depth: u64,
    pub since_keyframe: u64,
    pub chain_bytes: u64,
}

/// Writes what a content's row says of its chain.
pub(crate) fn set_columns(tx: &mut dyn Transaction, columns: &Columns) -> Result<(), CatalogError> {
    let sql = "UPDATE contents SET stored_length = $2, depth = $3, since_keyframe = $4, chain_bytes = $5 \
               WHERE checksum = $1";
    let values = [
        (&columns.checksum).into(),
        columns.stored_length.into(),
        columns.depth.into(),
        columns.since_keyframe.into(),
        columns.chain_bytes.into(),
    ];
    tx.execute(sql, &values).map(drop)
}
