//! `universes`, one by one.

use multiverse_model::{
    Checksum, ForkOf, Head, Millis, PlayerId, SnapshotId, SnapshotType, Tick, Universe, UniverseConfig,
    UniverseId,
};

use super::{collect, first};
use crate::catalog::{CatalogError, Columns, Transaction};

/// A universe, and what the store alone knows of it.
#[derive(Debug, Clone)]
pub(crate) struct UniverseRow {
    /// The universe as its owner sees it.
    pub universe: Universe,
    /// The first universe of its family.
    pub root_id: UniverseId,
    /// 1 for a root, and one more than its source's for a fork.
    pub generation: u64,
    /// The source's entry that it starts with.
    pub fork_point: Option<ForkPoint>,
    /// Grows with every change.
    pub version: u64,
}

/// An entry of another universe that a fork starts with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ForkPoint {
    pub universe_id: UniverseId,
    pub tick: Tick,
    pub ordinal: u64,
    pub snapshot_id: SnapshotId,
}

pub(super) const COLUMNS: &str = "u.id, u.name, u.owner_id, u.created_at, u.last_snapshot_at, u.snapshot_count, \
     u.canonical_count, u.is_public, u.description, u.config, u.visitor_policy, u.root_id, u.generation, u.fork_of_id, \
     u.fork_of_tick, u.fork_of_ordinal, u.fork_of_snapshot, u.head_id, u.head_tick, u.head_checksum, u.deleted_at, \
     u.version";

pub(super) fn read(row: &mut Columns) -> Result<UniverseRow, CatalogError> {
    let mut universe = Universe {
        id: row.parsed()?,
        name: row.parsed()?,
        owner_id: row.parsed()?,
        created_at: row.time()?,
        last_snapshot_at: row.time()?,
        snapshot_count: row.count()?,
        canonical_event_count: row.count()?,
        is_public: row.flag()?,
        fork_of: None,
        description: row.optional_parsed()?,
        config: read_config(row)?,
        visitor_policy: row.word()?,
        head: None,
        deleted_at: None,
    };
    let (root_id, generation) = (row.parsed()?, row.count()?);
    let fork_point = read_fork_point(row)?;
    universe.fork_of = fork_point
        .as_ref()
        .map(|point| ForkOf { universe_id: point.universe_id.clone(), snapshot_tick: point.tick });
    universe.head = match (row.optional_parsed()?, row.optional_number()?, row.optional_checksum()?) {
        (Some(id), Some(tick), Some(checksum)) => Some(Head { id, tick, checksum }),
        _ => None,
    };
    universe.deleted_at = row.optional_int()?.map(Millis);
    Ok(UniverseRow { universe, root_id, generation, fork_point, version: row.count()? })
}

fn read_config(row: &mut Columns) -> Result<Option<UniverseConfig>, CatalogError> {
    let config = row.optional_text()?.map(UniverseConfig::new).transpose();
    config.map_err(|_| CatalogError::Unexpected { column: "universes.config".to_owned() })
}

fn read_fork_point(row: &mut Columns) -> Result<Option<ForkPoint>, CatalogError> {
    let universe_id = row.optional_parsed()?;
    let (tick, ordinal, snapshot) = (row.optional_number()?, row.optional_number()?, row.optional_parsed()?);
    Ok(match (universe_id, tick, ordinal, snapshot) {
        (Some(universe_id), Some(tick), Some(ordinal), Some(snapshot_id)) => {
            Some(ForkPoint { universe_id, tick, ordinal, snapshot_id })
        }
        _ => None,
    })
}

/// The universe of an id, also if it is deleted.
pub(crate) fn find(tx: &mut dyn Transaction, id: &UniverseId) -> Result<Option<UniverseRow>, CatalogError> {
    let sql = format!("SELECT {COLUMNS} FROM universes u WHERE u.id = $1");
    first(tx.query(&sql, &[id.into()])?, read)
}

/// What of a universe decides who may do what: its owner, whether it is public, whether it is deleted.
pub(crate) fn standing(
    tx: &mut dyn Transaction,
    id: &UniverseId,
) -> Result<Option<(PlayerId, bool, bool)>, CatalogError> {
    let sql = "SELECT owner_id, is_public, deleted_at FROM universes WHERE id = $1";
    first(tx.query(sql, &[id.into()])?, |row| Ok((row.parsed()?, row.flag()?, row.optional_int()?.is_some())))
}

/// The direct forks of a universe that are not deleted, newest save first.
pub(crate) fn forks(
    tx: &mut dyn Transaction,
    id: &UniverseId,
    limit: usize,
) -> Result<Vec<UniverseRow>, CatalogError> {
    let sql = format!(
        "SELECT {COLUMNS} FROM universes u WHERE u.fork_of_id = $1 AND u.deleted_at IS NULL \
         ORDER BY u.last_snapshot_at DESC, u.id DESC LIMIT $2"
    );
    collect(tx.query(&sql, &[id.into(), limit.into()])?, read)
}

/// Adds a universe; false if its id is taken.
pub(crate) fn insert(tx: &mut dyn Transaction, row: &UniverseRow) -> Result<bool, CatalogError> {
    let universe = &row.universe;
    let point = row.fork_point.as_ref();
    let sql = "INSERT INTO universes (id, name, owner_id, created_at, last_snapshot_at, snapshot_count, \
               canonical_count, is_public, description, config, visitor_policy, root_id, fork_of_id, \
               fork_of_tick, fork_of_ordinal, fork_of_snapshot, generation, auto_decay, version) \
               VALUES ($1, $2, $3, $4, 0, 0, 0, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, 1) \
               ON CONFLICT (id) DO NOTHING";
    let values = [
        (&universe.id).into(),
        universe.name.as_str().into(),
        (&universe.owner_id).into(),
        universe.created_at.into(),
        universe.is_public.into(),
        universe.description.as_ref().map(|text| text.as_str()).into(),
        universe.config.as_ref().map(UniverseConfig::as_str).into(),
        universe.visitor_policy.as_str().into(),
        (&row.root_id).into(),
        point.map(|point| &point.universe_id).into(),
        point.map(|point| point.tick).into(),
        point.map(|point| point.ordinal).into(),
        point.map(|point| &point.snapshot_id).into(),
        row.generation.into(),
        asks_for_decay(universe).into(),
    ];
    Ok(tx.execute(sql, &values)? == 1)
}

/// Writes what the owner can change.
pub(crate) fn update_metadata(tx: &mut dyn Transaction, universe: &Universe) -> Result<(), CatalogError> {
    let sql = "UPDATE universes SET name = $2, is_public = $3, description = $4, config = $5, \
               visitor_policy = $6, auto_decay = $7, version = version + 1 WHERE id = $1";
    let values = [
        (&universe.id).into(),
        universe.name.as_str().into(),
        universe.is_public.into(),
        universe.description.as_ref().map(|text| text.as_str()).into(),
        universe.config.as_ref().map(UniverseConfig::as_str).into(),
        universe.visitor_policy.as_str().into(),
        asks_for_decay(universe).into(),
    ];
    tx.execute(sql, &values).map(drop)
}

fn asks_for_decay(universe: &Universe) -> bool {
    universe.config.as_ref().is_some_and(UniverseConfig::asks_for_decay)
}

/// Universes that ask for decay and whose head has moved since it was last done, in the order of their ids.
pub(crate) fn to_decay(
    tx: &mut dyn Transaction,
    after: &str,
    limit: usize,
) -> Result<Vec<UniverseId>, CatalogError> {
    let sql = "SELECT id FROM universes WHERE auto_decay = 1 AND deleted_at IS NULL AND decayed_to < head_tick \
               AND id > $1 ORDER BY id LIMIT $2";
    collect(tx.query(sql, &[after.into(), limit.into()])?, |row| row.parsed())
}

/// Notes to which tick of its own a universe was decayed, and whether it really asks for that.
pub(crate) fn set_decayed(
    tx: &mut dyn Transaction,
    universe: &Universe,
    to: Tick,
) -> Result<(), CatalogError> {
    let sql = "UPDATE universes SET decayed_to = $2, auto_decay = $3 WHERE id = $1";
    tx.execute(sql, &[(&universe.id).into(), to.into(), asks_for_decay(universe).into()]).map(drop)
}

/// Hides a universe, or shows it again.
pub(crate) fn set_deleted(
    tx: &mut dyn Transaction,
    id: &UniverseId,
    deleted_at: Option<Millis>,
) -> Result<(), CatalogError> {
    let sql = "UPDATE universes SET deleted_at = $2, version = version + 1 WHERE id = $1";
    tx.execute(sql, &[id.into(), deleted_at.into()]).map(drop)
}

/// What one more entry changes in its universe.
pub(crate) struct Saved<'a> {
    pub universe: &'a UniverseId,
    pub at: Millis,
    pub is_canonical: bool,
    /// The entry, if it is the new head.
    pub head: Option<&'a Head>,
}

pub(crate) fn count_save(tx: &mut dyn Transaction, saved: &Saved<'_>) -> Result<(), CatalogError> {
    let canonical = i64::from(saved.is_canonical);
    let sql = "UPDATE universes SET last_snapshot_at = $2, snapshot_count = snapshot_count + 1, \
               canonical_count = canonical_count + $3, version = version + 1 WHERE id = $1";
    tx.execute(sql, &[saved.universe.into(), saved.at.into(), canonical.into()])?;
    let Some(head) = saved.head else { return Ok(()) };
    let sql = "UPDATE universes SET head_id = $2, head_tick = $3, head_checksum = $4 WHERE id = $1";
    let checksum: &Checksum = &head.checksum;
    tx.execute(sql, &[saved.universe.into(), (&head.id).into(), head.tick.into(), checksum.into()]).map(drop)
}

/// A universe and those it descends from, itself first, at most `limit`.
pub(crate) fn lineage(
    tx: &mut dyn Transaction,
    id: &UniverseId,
    limit: usize,
) -> Result<Vec<UniverseRow>, CatalogError> {
    let sql = format!(
        "WITH RECURSIVE line (id, depth) AS (SELECT CAST($1 AS TEXT), CAST(0 AS BIGINT) UNION ALL \
         SELECT u.fork_of_id, line.depth + 1 FROM line JOIN universes u ON u.id = line.id \
         WHERE u.fork_of_id IS NOT NULL AND line.depth + 1 < $2) \
         SELECT {COLUMNS} FROM line JOIN universes u ON u.id = line.id ORDER BY line.depth"
    );
    collect(tx.query(&sql, &[id.into(), limit.into()])?, read)
}

/// Whether a universe begins with the entry.
pub(crate) fn is_fork_point(tx: &mut dyn Transaction, snapshot: &SnapshotId) -> Result<bool, CatalogError> {
    let sql = "SELECT 1 FROM universes WHERE fork_of_snapshot = $1 LIMIT 1";
    Ok(!tx.query(sql, &[snapshot.into()])?.is_empty())
}

/// The oldest fork of an entry that a player owns and that has such an entry with its content.
pub(crate) fn fork_with(
    tx: &mut dyn Transaction,
    point: &SnapshotId,
    owner: &PlayerId,
    (tick, kind, checksum): (Tick, SnapshotType, &Checksum),
) -> Result<Option<UniverseRow>, CatalogError> {
    let sql = format!(
        "SELECT {COLUMNS} FROM universes u JOIN snapshots s ON s.universe_id = u.id \
         WHERE u.fork_of_snapshot = $1 AND u.owner_id = $2 AND u.deleted_at IS NULL AND s.tick = $3 \
         AND s.kind = $4 AND s.checksum = $5 AND s.has_content = 1 ORDER BY u.created_at, u.id LIMIT 1"
    );
    let values = [point.into(), owner.into(), tick.into(), kind.as_str().into(), checksum.into()];
    first(tx.query(&sql, &values)?, read)
}

/// Universes in the order of their ids, after `after`, deleted ones included.
pub(crate) fn page(
    tx: &mut dyn Transaction,
    after: &str,
    limit: usize,
) -> Result<Vec<UniverseRow>, CatalogError> {
    let sql = format!("SELECT {COLUMNS} FROM universes u WHERE u.id > $1 ORDER BY u.id LIMIT $2");
    collect(tx.query(&sql, &[after.into(), limit.into()])?, read)
}
