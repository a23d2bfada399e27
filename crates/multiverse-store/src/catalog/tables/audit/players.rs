//! `players`, `holdings` and `totals`, beside what they count.

use multiverse_model::Checksum;

use super::super::totals::{self, Totals};
use super::super::{collect, first};
use crate::catalog::{CatalogError, Transaction};

/// What is counted of a player's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct PlayerCounters {
    pub universes: i64,
    pub public: i64,
    pub stored_bytes: i64,
    pub passages: i64,
}

const COUNTED: &str = "(SELECT COUNT(*) FROM universes u WHERE u.owner_id = p.id AND u.deleted_at IS NULL), \
     (SELECT COUNT(*) FROM universes u WHERE u.owner_id = p.id AND u.deleted_at IS NULL AND u.is_public = 1), \
     (SELECT CAST(COALESCE(SUM(h.charged), 0) AS BIGINT) FROM holdings h WHERE h.owner_id = p.id) + \
     (SELECT CAST(COALESCE(SUM(t.entity_bytes), 0) AS BIGINT) FROM universes u \
     JOIN transits t ON t.from_universe_id = u.id WHERE u.owner_id = p.id), \
     (SELECT COUNT(*) FROM passages a WHERE a.created_by = p.id AND a.deleted_at IS NULL)";

/// The next players in the order of their ids: their counters as they are, and as they must be.
pub(crate) fn players(
    tx: &mut dyn Transaction,
    after: &str,
    limit: usize,
) -> Result<Vec<(String, PlayerCounters, PlayerCounters)>, CatalogError> {
    let sql = format!(
        "SELECT p.id, p.universe_count, p.public_universe_count, p.stored_bytes, p.passage_count, {COUNTED} FROM players p \
         WHERE p.id > $1 ORDER BY p.id LIMIT $2"
    );
    collect(tx.query(&sql, &[after.into(), limit.into()])?, |row| {
        let id = row.text()?;
        let mut counters = || {
            Ok::<_, CatalogError>(PlayerCounters {
                universes: row.int()?,
                public: row.int()?,
                stored_bytes: row.int()?,
                passages: row.int()?,
            })
        };
        Ok((id, counters()?, counters()?))
    })
}

/// Writes a player's counters anew.
pub(crate) fn recount_player(tx: &mut dyn Transaction, id: &str) -> Result<(), CatalogError> {
    let sql = format!("SELECT {COUNTED} FROM players p WHERE p.id = $1");
    let counted =
        first(tx.query(&sql, &[id.into()])?, |row| Ok([row.int()?, row.int()?, row.int()?, row.int()?]))?;
    let Some([universes, public, stored_bytes, passages]) = counted else { return Ok(()) };
    let sql = "UPDATE players SET universe_count = $2, public_universe_count = $3, stored_bytes = $4, \
               passage_count = $5 WHERE id = $1";
    let values = [id.into(), universes.into(), public.into(), stored_bytes.into(), passages.into()];
    tx.execute(sql, &values).map(drop)
}

const HELD: &str = "(SELECT COUNT(*) FROM snapshots s JOIN universes u ON u.id = s.universe_id \
     WHERE s.checksum = h.checksum AND s.has_content = 1 AND u.owner_id = h.owner_id)";

/// Holdings that count other entries than there are: owner, content, entries as counted and as they are.
pub(crate) fn wrong_holdings(
    tx: &mut dyn Transaction,
) -> Result<Vec<(String, Checksum, i64, i64)>, CatalogError> {
    let sql = format!(
        "SELECT h.owner_id, h.checksum, h.entries, {HELD} FROM holdings h WHERE h.entries <> {HELD} \
         ORDER BY h.owner_id, h.checksum"
    );
    collect(tx.query(&sql, &[])?, |row| Ok((row.text()?, row.checksum()?, row.int()?, row.int()?)))
}

/// Contents that a player has entries of and that are not among their holdings.
pub(crate) fn missing_holdings(tx: &mut dyn Transaction) -> Result<Vec<(String, Checksum)>, CatalogError> {
    let sql = "SELECT DISTINCT u.owner_id, s.checksum FROM snapshots s JOIN universes u ON u.id = s.universe_id \
               WHERE s.has_content = 1 AND NOT EXISTS (SELECT 1 FROM holdings h \
               WHERE h.owner_id = u.owner_id AND h.checksum = s.checksum) ORDER BY u.owner_id, s.checksum";
    collect(tx.query(sql, &[])?, |row| Ok((row.text()?, row.checksum()?)))
}

/// Writes anew how many entries of a content a player has. One that is missing is charged what its first entry was.
pub(crate) fn recount_holding(
    tx: &mut dyn Transaction,
    owner: &str,
    checksum: &Checksum,
) -> Result<(), CatalogError> {
    let values = [owner.into(), checksum.into()];
    let sql = "SELECT COUNT(*), COALESCE(MAX(s.stored_size), 0) FROM snapshots s \
               JOIN universes u ON u.id = s.universe_id \
               WHERE s.checksum = $2 AND s.has_content = 1 AND u.owner_id = $1";
    let counted = first(tx.query(sql, &values)?, |row| Ok((row.int()?, row.int()?)))?;
    let (entries, charged) = counted.unwrap_or_default();
    if entries == 0 {
        let sql = "DELETE FROM holdings WHERE owner_id = $1 AND checksum = $2";
        return tx.execute(sql, &values).map(drop);
    }
    let sql = "INSERT INTO holdings (owner_id, checksum, entries, charged) VALUES ($1, $2, $3, $4) \
               ON CONFLICT (owner_id, checksum) DO UPDATE SET entries = excluded.entries";
    tx.execute(sql, &[owner.into(), checksum.into(), entries.into(), charged.into()]).map(drop)
}

/// The totals as they must be.
pub(crate) fn totals(tx: &mut dyn Transaction) -> Result<Totals, CatalogError> {
    let sql = "SELECT (SELECT COUNT(*) FROM universes WHERE deleted_at IS NULL), (SELECT COUNT(*) FROM players), \
               (SELECT COUNT(*) FROM snapshots), (SELECT COUNT(*) FROM snapshots WHERE kind = 'canonical'), \
               (SELECT CAST(COALESCE(SUM(file_size), 0) AS BIGINT) FROM snapshots WHERE has_content = 1), \
               (SELECT CAST(COALESCE(SUM(stored_length), 0) AS BIGINT) FROM contents), \
               (SELECT COUNT(*) FROM passages WHERE deleted_at IS NULL)";
    let totals = first(tx.query(sql, &[])?, totals::of_row)?;
    Ok(totals.unwrap_or_default())
}

/// Writes the totals anew.
pub(crate) fn recount_totals(tx: &mut dyn Transaction) -> Result<(), CatalogError> {
    let counted = totals(tx)?;
    let sql = "UPDATE totals SET universes = $1, players = $2, snapshots = $3, canonical = $4, \
               logical_bytes = $5, stored_bytes = $6, passages = $7 WHERE id = 0";
    let values = [
        counted.universes.into(),
        counted.players.into(),
        counted.snapshots.into(),
        counted.canonical.into(),
        counted.logical_bytes.into(),
        counted.stored_bytes.into(),
        counted.passages.into(),
    ];
    tx.execute(sql, &values).map(drop)
}
