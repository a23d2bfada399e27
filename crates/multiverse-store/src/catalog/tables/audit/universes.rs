//! `universes`, beside their entries.

use multiverse_model::Checksum;

use super::super::{collect, first};
use crate::catalog::{CatalogError, Columns, Transaction};

/// What a universe keeps of its entries, and of the entry that it starts with.
#[derive(Debug, Clone)]
pub(crate) struct AuditedUniverse {
    pub id: String,
    pub counted: Counted,
    pub last_snapshot_at: i64,
    pub head: Option<Newest>,
    /// Universe, tick, ordinal and id of the entry that a fork starts with.
    pub point: Option<Point>,
}

/// Counts of entries.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Counted {
    pub snapshots: i64,
    pub canonical: i64,
}

/// The entry at a head: id, tick and checksum.
pub(crate) type Newest = (String, i64, Checksum);

/// An entry by universe, tick, ordinal and id.
pub(crate) type Point = (String, i64, i64, String);

/// How many universes there are, deleted ones included.
pub(crate) fn universe_count(tx: &mut dyn Transaction) -> Result<u64, CatalogError> {
    Ok(first(tx.query("SELECT COUNT(*) FROM universes", &[])?, |row| row.count())?.unwrap_or(0))
}

/// The next universes in the order of their ids, deleted ones included.
pub(crate) fn universes(
    tx: &mut dyn Transaction,
    after: &str,
    limit: usize,
) -> Result<Vec<AuditedUniverse>, CatalogError> {
    let sql = "SELECT id, snapshot_count, canonical_count, last_snapshot_at, head_id, head_tick, head_checksum, \
               fork_of_id, fork_of_tick, fork_of_ordinal, fork_of_snapshot FROM universes WHERE id > $1 \
               ORDER BY id LIMIT $2";
    collect(tx.query(sql, &[after.into(), limit.into()])?, |row| {
        let id = row.text()?;
        let counted = Counted { snapshots: row.int()?, canonical: row.int()? };
        let last_snapshot_at = row.int()?;
        let head = match (row.optional_text()?, row.optional_int()?, row.optional_checksum()?) {
            (Some(id), Some(tick), Some(checksum)) => Some((id, tick, checksum)),
            _ => None,
        };
        Ok(AuditedUniverse { id, counted, last_snapshot_at, head, point: read_point(row)? })
    })
}

fn read_point(row: &mut Columns) -> Result<Option<Point>, CatalogError> {
    let universe = row.optional_text()?;
    let place = (row.optional_int()?, row.optional_int()?, row.optional_text()?);
    Ok(match (universe, place) {
        (Some(universe), (Some(tick), Some(ordinal), Some(id))) => Some((universe, tick, ordinal, id)),
        _ => None,
    })
}

/// Counts a universe's entries. Also answers the highest ordinal and the latest time of a save, 0 for none.
pub(crate) fn count_entries(
    tx: &mut dyn Transaction,
    universe: &str,
) -> Result<(Counted, i64, i64), CatalogError> {
    let sql = "SELECT COUNT(*), COALESCE(SUM(CASE WHEN kind = 'canonical' THEN 1 ELSE 0 END), 0), \
               COALESCE(MAX(ordinal), 0), COALESCE(MAX(saved_at), 0) FROM snapshots WHERE universe_id = $1";
    let counted = first(tx.query(sql, &[universe.into()])?, |row| {
        let counted = Counted { snapshots: row.int()?, canonical: row.int()? };
        Ok((counted, row.int()?, row.int()?))
    })?;
    Ok(counted.unwrap_or_default())
}

/// The time at which a universe got its last entry. Not always the latest: clocks go back.
pub(crate) fn last_saved_at(tx: &mut dyn Transaction, universe: &str) -> Result<i64, CatalogError> {
    let sql = "SELECT saved_at FROM snapshots WHERE universe_id = $1 ORDER BY ordinal DESC LIMIT 1";
    Ok(first(tx.query(sql, &[universe.into()])?, |row| row.int())?.unwrap_or(0))
}

/// The newest entry of the highest tick: what the head must be.
pub(crate) fn newest_entry(tx: &mut dyn Transaction, universe: &str) -> Result<Option<Newest>, CatalogError> {
    let sql = "SELECT id, tick, checksum FROM snapshots WHERE universe_id = $1 \
               ORDER BY tick DESC, ordinal DESC LIMIT 1";
    first(tx.query(sql, &[universe.into()])?, |row| Ok((row.text()?, row.int()?, row.checksum()?)))
}

/// Whether there is an entry with exactly this place and id.
pub(crate) fn is_point(tx: &mut dyn Transaction, point: &Point) -> Result<bool, CatalogError> {
    let (universe, tick, ordinal, id) = point;
    let sql = "SELECT 1 FROM snapshots WHERE universe_id = $1 AND tick = $2 AND ordinal = $3 AND id = $4";
    let values = [universe.as_str().into(), (*tick).into(), (*ordinal).into(), id.as_str().into()];
    Ok(!tx.query(sql, &values)?.is_empty())
}

/// Whether a universe's first entry has the tick and the content of the entry that it starts with.
pub(crate) fn is_first_entry(
    tx: &mut dyn Transaction,
    universe: &str,
    point: &Point,
) -> Result<bool, CatalogError> {
    let sql = "SELECT 1 FROM snapshots s JOIN snapshots p ON p.id = $2 AND p.tick = s.tick \
               AND p.checksum = s.checksum WHERE s.universe_id = $1 AND s.ordinal = 1";
    Ok(!tx.query(sql, &[universe.into(), point.3.as_str().into()])?.is_empty())
}

/// An entry whose content is not as the entry says.
#[derive(Debug, Clone)]
pub(crate) struct Contentless {
    pub tick: u64,
    pub checksum: Checksum,
    /// Bytes by the entry.
    pub file_size: i64,
    /// Bytes by the content; none if there is no content.
    pub length: Option<i64>,
}

/// Entries of a universe that claim a content which is not there, or has another length.
pub(crate) fn without_content(
    tx: &mut dyn Transaction,
    universe: &str,
) -> Result<Vec<Contentless>, CatalogError> {
    let sql = "SELECT s.tick, s.checksum, s.file_size, c.length FROM snapshots s \
               LEFT JOIN contents c ON c.checksum = s.checksum WHERE s.universe_id = $1 AND s.has_content = 1 \
               AND (c.checksum IS NULL OR c.length <> s.file_size) ORDER BY s.tick, s.ordinal";
    collect(tx.query(sql, &[universe.into()])?, |row| {
        Ok(Contentless {
            tick: row.count()?,
            checksum: row.checksum()?,
            file_size: row.int()?,
            length: row.optional_int()?,
        })
    })
}

/// Entries of a universe that never decay and have no content: its head, canonical ones, the first of a fork, and
/// those that forks start with. Tick and checksum of each.
pub(crate) fn without_needed_content(
    tx: &mut dyn Transaction,
    universe: &str,
) -> Result<Vec<(u64, Checksum)>, CatalogError> {
    let sql = "SELECT s.tick, s.checksum FROM snapshots s JOIN universes u ON u.id = s.universe_id \
               WHERE s.universe_id = $1 AND s.has_content = 0 AND (s.kind = 'canonical' OR s.id = u.head_id \
               OR (s.ordinal = 1 AND u.fork_of_id IS NOT NULL) \
               OR EXISTS (SELECT 1 FROM universes f WHERE f.fork_of_snapshot = s.id)) ORDER BY s.tick, s.ordinal";
    collect(tx.query(sql, &[universe.into()])?, |row| Ok((row.count()?, row.checksum()?)))
}

/// Writes a universe's counters and head anew, from its entries.
pub(crate) fn recount(tx: &mut dyn Transaction, universe: &str) -> Result<(), CatalogError> {
    let (counted, _, last_snapshot_at) = count_entries(tx, universe)?;
    let (id, tick, checksum) = match newest_entry(tx, universe)? {
        Some((id, tick, checksum)) => (Some(id), Some(tick), Some(checksum)),
        None => (None, None, None),
    };
    let sql = "UPDATE universes SET snapshot_count = $2, canonical_count = $3, last_snapshot_at = $4, \
               head_id = $5, head_tick = $6, head_checksum = $7, version = version + 1 WHERE id = $1";
    let values = [
        universe.into(),
        counted.snapshots.into(),
        counted.canonical.into(),
        last_snapshot_at.into(),
        id.into(),
        tick.into(),
        checksum.as_ref().into(),
    ];
    tx.execute(sql, &values).map(drop)
}
