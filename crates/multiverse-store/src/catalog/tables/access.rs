//! `access`

use multiverse_model::{Access, PlayerId, Role, UniverseId};

use super::{collect, first};
use crate::catalog::{CatalogError, Transaction};

pub(crate) fn role(
    tx: &mut dyn Transaction,
    universe: &UniverseId,
    player: &PlayerId,
) -> Result<Option<Role>, CatalogError> {
    let sql = "SELECT role FROM access WHERE universe_id = $1 AND player_id = $2";
    first(tx.query(sql, &[universe.into(), player.into()])?, |row| row.word())
}

pub(crate) fn list(tx: &mut dyn Transaction, universe: &UniverseId) -> Result<Vec<Access>, CatalogError> {
    let sql = "SELECT player_id, role FROM access WHERE universe_id = $1 ORDER BY player_id";
    collect(tx.query(sql, &[universe.into()])?, |row| {
        Ok(Access { player_id: row.parsed()?, role: row.word()? })
    })
}

pub(crate) fn grant(
    tx: &mut dyn Transaction,
    universe: &UniverseId,
    player: &PlayerId,
    role: Role,
) -> Result<(), CatalogError> {
    let sql = "INSERT INTO access (universe_id, player_id, role) VALUES ($1, $2, $3) \
               ON CONFLICT (universe_id, player_id) DO UPDATE SET role = excluded.role";
    tx.execute(sql, &[universe.into(), player.into(), role.as_str().into()]).map(drop)
}

pub(crate) fn revoke(
    tx: &mut dyn Transaction,
    universe: &UniverseId,
    player: &PlayerId,
) -> Result<bool, CatalogError> {
    let sql = "DELETE FROM access WHERE universe_id = $1 AND player_id = $2";
    Ok(tx.execute(sql, &[universe.into(), player.into()])? > 0)
}
