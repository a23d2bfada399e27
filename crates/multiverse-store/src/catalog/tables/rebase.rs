//! `contents`, as compaction looks at them and changes how they are stored.

use multiverse_model::Checksum;

use super::contents::{ContentRow, Place};
use super::{collect, first};
use crate::catalog::{CatalogError, Transaction};

/// Whether an entry needs a content itself, and how many contents rest on it directly.
pub(crate) fn need(tx: &mut dyn Transaction, checksum: &Checksum) -> Result<(bool, u64), CatalogError> {
    let sql = "SELECT EXISTS (SELECT 1 FROM snapshots s WHERE s.checksum = $1 AND s.has_content = 1), \
               (SELECT COUNT(*) FROM contents c WHERE c.base = $1)";
    let need = first(tx.query(sql, &[checksum.into()])?, |row| Ok((row.flag()?, row.count()?)))?;
    Ok(need.unwrap_or_default())
}

/// What a content rests on, if it is there and rests on something.
pub(crate) fn base_of(
    tx: &mut dyn Transaction,
    checksum: &Checksum,
) -> Result<Option<Checksum>, CatalogError> {
    let sql = "SELECT base FROM contents WHERE checksum = $1";
    Ok(first(tx.query(sql, &[checksum.into()])?, |row| row.optional_checksum())?.flatten())
}

/// The next contents after `after` that no entry needs any more and on which between two and `most` others rest.
pub(crate) fn decayed_forks(
    tx: &mut dyn Transaction,
    after: &Checksum,
    most: u64,
    limit: usize,
) -> Result<Vec<Checksum>, CatalogError> {
    let sql = "SELECT c.base FROM contents c WHERE c.base > $1 AND NOT EXISTS \
               (SELECT 1 FROM snapshots s WHERE s.checksum = c.base AND s.has_content = 1) \
               GROUP BY c.base HAVING COUNT(*) BETWEEN 2 AND $2 ORDER BY c.base LIMIT $3";
    collect(tx.query(sql, &[after.into(), most.into(), limit.into()])?, |row| row.checksum())
}

/// A content that rests on another, directly or by others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Dependent {
    pub checksum: Checksum,
    pub length: u64,
    pub depth: u64,
    pub since_keyframe: u64,
    pub chain_bytes: u64,
}

/// Everything that rests on a content, at most `limit`.
pub(crate) fn dependents(
    tx: &mut dyn Transaction,
    checksum: &Checksum,
    limit: usize,
) -> Result<Vec<Dependent>, CatalogError> {
    let sql =
        "SELECT checksum, length, depth, since_keyframe, chain_bytes FROM contents WHERE base = $1 LIMIT $2";
    let (mut all, mut next) = (Vec::<Dependent>::new(), Some(*checksum));
    let mut visited = 0;
    while let Some(base) = next {
        let room = limit - all.len();
        all.extend(collect(tx.query(sql, &[(&base).into(), room.into()])?, |row| {
            Ok(Dependent {
                checksum: row.checksum()?,
                length: row.count()?,
                depth: row.count()?,
                since_keyframe: row.count()?,
                chain_bytes: row.count()?,
            })
        })?);
        next = all.get(visited).filter(|_| all.len() < limit).map(|dependent| dependent.checksum);
        visited += 1;
    }
    Ok(all)
}

/// Moves a content that rests on one which is stored otherwise now.
pub(crate) fn shift(tx: &mut dyn Transaction, dependent: &Dependent) -> Result<(), CatalogError> {
    let sql = "UPDATE contents SET depth = $2, since_keyframe = $3, chain_bytes = $4 WHERE checksum = $1";
    let values = [
        (&dependent.checksum).into(),
        dependent.depth.into(),
        dependent.since_keyframe.into(),
        dependent.chain_bytes.into(),
    ];
    tx.execute(sql, &values).map(drop)
}

/// Stores a content otherwise: its document is the same.
pub(crate) fn replace(tx: &mut dyn Transaction, row: &ContentRow) -> Result<(), CatalogError> {
    let (bytes, key) = match &row.place {
        Place::Row(bytes) => (Some(bytes.clone()), None),
        Place::Vault(key) => (None, Some(key.clone())),
    };
    let sql = "UPDATE contents SET stored_length = $2, coding = $3, base = $4, depth = $5, since_keyframe = $6, \
               chain_bytes = $7, bytes = $8, vault_key = $9 WHERE checksum = $1";
    let values = [
        (&row.checksum).into(),
        row.stored_length.into(),
        row.coding.as_str().into(),
        row.base.as_ref().into(),
        row.depth.into(),
        row.since_keyframe.into(),
        row.chain_bytes.into(),
        bytes.into(),
        key.into(),
    ];
    tx.execute(sql, &values).map(drop)
}
