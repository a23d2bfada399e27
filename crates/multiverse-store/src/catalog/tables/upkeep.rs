//! `contents` and `garbage`, as upkeep looks at them: in steps, in the order of their keys.

use multiverse_model::Checksum;

use super::{collect, first};
use crate::catalog::{CatalogError, Transaction};

/// A content that was removed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Removed {
    /// Bytes that it took in the store.
    pub stored_length: u64,
    /// Where they were, if not in the row.
    pub vault_key: Option<String>,
    /// What it rested on, which nothing may need any more either.
    pub base: Option<Checksum>,
}

/// Removes a content that no entry and no other content needs. Answers what it was, if it was removed.
pub(crate) fn remove_unneeded(
    tx: &mut dyn Transaction,
    checksum: &Checksum,
) -> Result<Option<Removed>, CatalogError> {
    let sql = "DELETE FROM contents WHERE checksum = $1 \
               AND NOT EXISTS (SELECT 1 FROM snapshots s WHERE s.checksum = $1 AND s.has_content = 1) \
               AND NOT EXISTS (SELECT 1 FROM contents c WHERE c.base = $1) \
               RETURNING stored_length, vault_key, base";
    first(tx.query(sql, &[checksum.into()])?, |row| {
        Ok(Removed {
            stored_length: row.count()?,
            vault_key: row.optional_text()?,
            base: row.optional_checksum()?,
        })
    })
}

/// The first place in the order of checksums: no content has it.
pub(crate) const START: Checksum = Checksum::from_digest([0; 32]);

/// The next contents after `after` in the order of their checksums, and whether something needs each: an entry, or a
/// delta that rests on it.
pub(crate) fn needs(
    tx: &mut dyn Transaction,
    after: &Checksum,
    limit: usize,
) -> Result<Vec<(Checksum, bool)>, CatalogError> {
    let sql = "SELECT c.checksum, CASE WHEN EXISTS (SELECT 1 FROM snapshots s WHERE s.checksum = c.checksum \
               AND s.has_content = 1) OR EXISTS (SELECT 1 FROM contents d WHERE d.base = c.checksum) \
               THEN 1 ELSE 0 END FROM contents c WHERE c.checksum > $1 ORDER BY c.checksum LIMIT $2";
    collect(tx.query(sql, &[after.into(), limit.into()])?, |row| Ok((row.checksum()?, row.flag()?)))
}
