//! `transits`, one by one and in lists.

use multiverse_model::{EntityId, Label, Millis, Transit, TransitId, TransitState, UniverseId};

use super::{collect, first};
use crate::catalog::{CatalogError, Columns, Transaction, Value};

/// A trip without its entity, and what the store alone knows of it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct TransitRow {
    /// The trip, without its entity.
    pub transit: Transit,
    /// Which trip of an entity with its id it is, over all universes.
    pub number: u64,
    /// How many entries the universe that it left had then.
    pub departed_ordinal: u64,
    /// How many the universe that took it in had then.
    pub settled_ordinal: Option<u64>,
    /// Bytes of its entity; 0 once that was pruned.
    pub entity_bytes: u64,
}

pub(super) const COLUMNS: &str = "id, passage_id, entity_id, number, from_universe_id, to_universe_id, state, \
     departed_at, departed_tick, departed_ordinal, expires_at, settled_at, settled_tick, settled_ordinal, reason, \
     entity_bytes";

pub(super) fn read(row: &mut Columns) -> Result<TransitRow, CatalogError> {
    let (id, passage_id, entity_id, number) = (row.parsed()?, row.parsed()?, row.parsed()?, row.count()?);
    let (from_universe_id, to_universe_id, state) = (row.parsed()?, row.parsed()?, row.word()?);
    let (departed_at, departed_tick, departed_ordinal) = (row.time()?, row.optional_number()?, row.count()?);
    let (expires_at, settled_at) = (row.time()?, row.optional_int()?.map(Millis));
    let (settled_tick, settled_ordinal) = (row.optional_number()?, row.optional_number()?);
    let (reason, entity_bytes) = (row.optional_parsed()?, row.count()?);
    let transit = Transit {
        id,
        passage_id,
        entity_id,
        entity: None,
        from_universe_id,
        to_universe_id,
        state,
        departed_at,
        departed_tick,
        expires_at,
        settled_at,
        settled_tick,
        reason,
    };
    Ok(TransitRow { transit, number, departed_ordinal, settled_ordinal, entity_bytes })
}

/// The trip of an id.
pub(crate) fn find(tx: &mut dyn Transaction, id: &TransitId) -> Result<Option<TransitRow>, CatalogError> {
    let sql = format!("SELECT {COLUMNS} FROM transits WHERE id = $1");
    first(tx.query(&sql, &[id.into()])?, read)
}

/// A trip's entity; none once it was pruned.
pub(crate) fn entity(tx: &mut dyn Transaction, id: &TransitId) -> Result<Option<String>, CatalogError> {
    let sql = "SELECT entity FROM transits WHERE id = $1";
    Ok(first(tx.query(sql, &[id.into()])?, |row| row.optional_text())?.flatten())
}

/// The number of the next trip of an entity with this id.
pub(crate) fn next_number(tx: &mut dyn Transaction, entity: &EntityId) -> Result<u64, CatalogError> {
    let sql = "SELECT COALESCE(MAX(number), 0) + 1 FROM transits WHERE entity_id = $1";
    Ok(first(tx.query(sql, &[entity.into()])?, |row| row.count())?.unwrap_or(1))
}

/// Whether an entity with this id has a trip of this number.
pub(crate) fn is_numbered(
    tx: &mut dyn Transaction,
    entity: &EntityId,
    number: u64,
) -> Result<bool, CatalogError> {
    let sql = "SELECT 1 FROM transits WHERE entity_id = $1 AND number = $2";
    Ok(!tx.query(sql, &[entity.into(), number.into()])?.is_empty())
}

/// Adds a trip with its entity.
pub(crate) fn insert(
    tx: &mut dyn Transaction,
    row: &TransitRow,
    entity: Option<&str>,
) -> Result<(), CatalogError> {
    let transit = &row.transit;
    let sql = format!(
        "INSERT INTO transits ({COLUMNS}, entity) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, \
         $13, $14, $15, $16, $17)"
    );
    let values: [Value; 17] = [
        (&transit.id).into(),
        (&transit.passage_id).into(),
        (&transit.entity_id).into(),
        row.number.into(),
        (&transit.from_universe_id).into(),
        (&transit.to_universe_id).into(),
        transit.state.as_str().into(),
        transit.departed_at.into(),
        transit.departed_tick.into(),
        row.departed_ordinal.into(),
        transit.expires_at.into(),
        transit.settled_at.into(),
        transit.settled_tick.into(),
        row.settled_ordinal.into(),
        transit.reason.as_ref().map(Label::as_str).into(),
        row.entity_bytes.into(),
        entity.into(),
    ];
    tx.execute(&sql, &values).map(drop)
}

/// Writes what can change of a trip.
pub(crate) fn update(tx: &mut dyn Transaction, row: &TransitRow) -> Result<(), CatalogError> {
    let transit = &row.transit;
    let sql = "UPDATE transits SET state = $2, settled_at = $3, settled_tick = $4, settled_ordinal = $5, \
               reason = $6 WHERE id = $1";
    let values = [
        (&transit.id).into(),
        transit.state.as_str().into(),
        transit.settled_at.into(),
        transit.settled_tick.into(),
        row.settled_ordinal.into(),
        transit.reason.as_ref().map(Label::as_str).into(),
    ];
    tx.execute(sql, &values).map(drop)
}

/// A place in a list of arrivals.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
pub(crate) struct Listed {
    pub departed_at: Millis,
    pub id: TransitId,
}

impl Listed {
    pub(crate) fn of(row: &TransitRow) -> Self {
        Self { departed_at: row.transit.departed_at, id: row.transit.id.clone() }
    }
}

/// Trips in one of `states` whose entity is due in `universe` or, once settled, was taken in by it; longest under way
/// first, after `after`.
pub(crate) fn due(
    tx: &mut dyn Transaction,
    universe: &UniverseId,
    states: &[TransitState],
    after: Option<&Listed>,
    limit: usize,
) -> Result<Vec<TransitRow>, CatalogError> {
    let mut rows = Vec::new();
    for state in states {
        let end = match state.due() {
            multiverse_model::TransitEnd::From => "from_universe_id",
            multiverse_model::TransitEnd::To => "to_universe_id",
        };
        let sql = format!(
            "SELECT {COLUMNS} FROM transits WHERE {end} = $1 AND state = $2 AND (departed_at, id) > ($3, $4) \
             ORDER BY departed_at, id LIMIT $5"
        );
        let (departed_at, id) = match after {
            Some(after) => (after.departed_at.into(), (&after.id).into()),
            None => (Value::Int(i64::MIN), Value::from("")),
        };
        let values = [universe.into(), state.as_str().into(), departed_at, id, limit.into()];
        rows.extend(collect(tx.query(&sql, &values)?, read)?);
    }
    rows.sort_by_key(Listed::of);
    rows.truncate(limit);
    Ok(rows)
}

/// Trips of an entity in order, after the trip with number `after`.
pub(crate) fn of_entity(
    tx: &mut dyn Transaction,
    entity: &EntityId,
    after: u64,
    limit: usize,
) -> Result<Vec<TransitRow>, CatalogError> {
    let sql = format!(
        "SELECT {COLUMNS} FROM transits WHERE entity_id = $1 AND number > $2 ORDER BY number LIMIT $3"
    );
    collect(tx.query(&sql, &[entity.into(), after.into(), limit.into()])?, read)
}

/// Trips whose time to arrive has run out, longest ago first.
pub(crate) fn expired(
    tx: &mut dyn Transaction,
    now: Millis,
    limit: usize,
) -> Result<Vec<TransitRow>, CatalogError> {
    let sql = format!(
        "SELECT {COLUMNS} FROM transits WHERE state = 'in_transit' AND expires_at <= $1 \
         ORDER BY expires_at LIMIT $2"
    );
    collect(tx.query(&sql, &[now.into(), limit.into()])?, read)
}

/// Trips that were settled before `before` and whose entity is still there, longest ago first.
pub(crate) fn to_prune(
    tx: &mut dyn Transaction,
    before: Millis,
    limit: usize,
) -> Result<Vec<TransitRow>, CatalogError> {
    let sql = format!(
        "SELECT {COLUMNS} FROM transits WHERE settled_at < $1 AND entity_bytes > 0 AND settled_at IS NOT NULL \
         ORDER BY settled_at LIMIT $2"
    );
    collect(tx.query(&sql, &[before.into(), limit.into()])?, read)
}

/// Removes a trip's entity.
pub(crate) fn prune(tx: &mut dyn Transaction, id: &TransitId) -> Result<(), CatalogError> {
    let sql = "UPDATE transits SET entity = NULL, entity_bytes = 0 WHERE id = $1";
    tx.execute(sql, &[id.into()]).map(drop)
}

/// Trips through a passage in order, after `after`.
pub(crate) fn of_passage(
    tx: &mut dyn Transaction,
    passage: &multiverse_model::PassageId,
    after: Option<&Listed>,
    limit: usize,
) -> Result<Vec<TransitRow>, CatalogError> {
    let (departed_at, id) = match after {
        Some(after) => (after.departed_at.into(), (&after.id).into()),
        None => (Value::Int(i64::MIN), Value::from("")),
    };
    let sql = format!(
        "SELECT {COLUMNS} FROM transits WHERE passage_id = $1 AND (departed_at, id) > ($2, $3) \
         ORDER BY departed_at, id LIMIT $4"
    );
    collect(tx.query(&sql, &[passage.into(), departed_at, id, limit.into()])?, read)
}
