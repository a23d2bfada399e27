//! `players`

use multiverse_model::{DisplayName, Millis, Player, PlayerId};

use super::first;
use crate::catalog::{CatalogError, Columns, Transaction};

/// A player and what is counted of theirs.
#[derive(Debug, Clone)]
pub(crate) struct PlayerRow {
    pub id: PlayerId,
    pub display_name: DisplayName,
    pub created_at: Millis,
    pub last_seen: Millis,
    pub universe_count: u64,
    pub public_universe_count: u64,
    pub stored_bytes: u64,
    /// Passages that the player made and that are not deleted.
    pub passage_count: u64,
}

impl PlayerRow {
    /// The public form, with the count that the viewer may know.
    pub(crate) fn view(&self, is_self: bool) -> Player {
        Player {
            id: self.id.clone(),
            display_name: self.display_name.clone(),
            created_at: self.created_at,
            last_seen: self.last_seen,
            universe_count: if is_self { self.universe_count } else { self.public_universe_count },
        }
    }
}

const COLUMNS: &str = "id, display_name, created_at, last_seen, universe_count, public_universe_count, stored_bytes, \
     passage_count";

fn read(row: &mut Columns) -> Result<PlayerRow, CatalogError> {
    Ok(PlayerRow {
        id: row.parsed()?,
        display_name: row.parsed()?,
        created_at: row.time()?,
        last_seen: row.time()?,
        universe_count: row.count()?,
        public_universe_count: row.count()?,
        stored_bytes: row.count()?,
        passage_count: row.count()?,
    })
}

pub(crate) fn find(tx: &mut dyn Transaction, id: &PlayerId) -> Result<Option<PlayerRow>, CatalogError> {
    let sql = format!("SELECT {COLUMNS} FROM players WHERE id = $1");
    first(tx.query(&sql, &[id.into()])?, read)
}

pub(crate) fn insert(
    tx: &mut dyn Transaction,
    id: &PlayerId,
    display_name: &DisplayName,
    now: Millis,
) -> Result<PlayerRow, CatalogError> {
    let sql = "INSERT INTO players (id, display_name, created_at, last_seen, universe_count, \
               public_universe_count, stored_bytes) VALUES ($1, $2, $3, $3, 0, 0, 0)";
    tx.execute(sql, &[id.into(), display_name.as_str().into(), now.into()])?;
    Ok(PlayerRow {
        id: id.clone(),
        display_name: display_name.clone(),
        created_at: now,
        last_seen: now,
        universe_count: 0,
        public_universe_count: 0,
        stored_bytes: 0,
        passage_count: 0,
    })
}

/// Sets the display name and the time last seen.
pub(crate) fn update(
    tx: &mut dyn Transaction,
    id: &PlayerId,
    display_name: &DisplayName,
    now: Millis,
) -> Result<(), CatalogError> {
    let sql = "UPDATE players SET display_name = $2, last_seen = $3 WHERE id = $1";
    tx.execute(sql, &[id.into(), display_name.as_str().into(), now.into()]).map(drop)
}

pub(crate) fn touch(tx: &mut dyn Transaction, id: &PlayerId, now: Millis) -> Result<(), CatalogError> {
    tx.execute("UPDATE players SET last_seen = $2 WHERE id = $1", &[id.into(), now.into()]).map(drop)
}

/// Adds to what is counted of a player's.
pub(crate) fn count(
    tx: &mut dyn Transaction,
    id: &PlayerId,
    universes: i64,
    public_universes: i64,
    stored_bytes: i64,
) -> Result<(), CatalogError> {
    let sql = "UPDATE players SET universe_count = universe_count + $2, \
               public_universe_count = public_universe_count + $3, stored_bytes = stored_bytes + $4 \
               WHERE id = $1";
    let values = [id.into(), universes.into(), public_universes.into(), stored_bytes.into()];
    tx.execute(sql, &values).map(drop)
}

/// Players in the order of their ids, after `after`.
pub(crate) fn page(
    tx: &mut dyn Transaction,
    after: &str,
    limit: usize,
) -> Result<Vec<PlayerRow>, CatalogError> {
    let sql = format!("SELECT {COLUMNS} FROM players WHERE id > $1 ORDER BY id LIMIT $2");
    super::collect(tx.query(&sql, &[after.into(), limit.into()])?, read)
}
