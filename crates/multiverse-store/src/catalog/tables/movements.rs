//! `transits`, as what they tell of where an entity is.

use multiverse_model::{EntityId, TransitState, UniverseId};

use super::first;
use super::snapshots::Position;
use super::transits::{COLUMNS, TransitRow, read};
use crate::catalog::{CatalogError, Transaction, Value};

/// The last trip that tells whether an entity is in a universe: its last from there, or the last that led there unless
/// it turned back.
pub(crate) fn last(
    tx: &mut dyn Transaction,
    universe: &UniverseId,
    entity: &EntityId,
) -> Result<Option<TransitRow>, CatalogError> {
    let from = "from_universe_id = $1 AND entity_id = $2";
    let to = "to_universe_id = $1 AND entity_id = $2 AND state IN ('in_transit', 'arrived')";
    later(tx, [from, to], &[universe.into(), entity.into()])
}

/// The last trip that had moved an entity out of a universe or into it before an entry of its timeline was saved: by
/// the universe's clock where the trip noted it, and else by how many entries there were.
pub(crate) fn last_before(
    tx: &mut dyn Transaction,
    universe: &UniverseId,
    entity: &EntityId,
    entry: Position,
) -> Result<Option<TransitRow>, CatalogError> {
    let from = "from_universe_id = $1 AND entity_id = $2 AND CASE WHEN departed_tick IS NOT NULL \
                AND departed_tick <> $3 THEN departed_tick < $3 ELSE departed_ordinal < $4 END";
    let to = "to_universe_id = $1 AND entity_id = $2 AND state = 'arrived' AND CASE WHEN settled_tick IS NOT NULL \
              AND settled_tick <> $3 THEN settled_tick < $3 ELSE settled_ordinal < $4 END";
    let values = [universe.into(), entity.into(), entry.tick.into(), entry.ordinal.into()];
    later(tx, [from, to], &values)
}

/// Of the last trips that meet two conditions, the later one.
fn later(
    tx: &mut dyn Transaction,
    conditions: [&str; 2],
    values: &[Value],
) -> Result<Option<TransitRow>, CatalogError> {
    let mut found: Option<TransitRow> = None;
    // Two queries: over an OR, no database would read two indexes in the order of the numbers.
    for condition in conditions {
        let sql = format!("SELECT {COLUMNS} FROM transits WHERE {condition} ORDER BY number DESC LIMIT 1");
        let row = first(tx.query(&sql, values)?, read)?;
        if row.as_ref().map(|row| row.number) > found.as_ref().map(|row| row.number) {
            found = row;
        }
    }
    Ok(found)
}

/// Whether the first that is known of an entity in a universe is that it left it: then it was there from the
/// beginning, as far as trips tell.
pub(crate) fn begins_with_departure(
    tx: &mut dyn Transaction,
    universe: &UniverseId,
    entity: &EntityId,
) -> Result<bool, CatalogError> {
    let mut first_of = |condition: &str| {
        let sql = format!("SELECT MIN(number) FROM transits WHERE {condition}");
        let number =
            first(tx.query(&sql, &[universe.into(), entity.into()])?, |row| row.optional_number::<u64>())?;
        Ok::<_, CatalogError>(number.flatten())
    };
    let left = first_of("from_universe_id = $1 AND entity_id = $2")?;
    let came = first_of("to_universe_id = $1 AND entity_id = $2 AND state = 'arrived'")?;
    Ok(match (left, came) {
        (Some(left), Some(came)) => left < came,
        (left, _) => left.is_some(),
    })
}

/// Whether an entity with this id ever travelled, wherever.
pub(crate) fn has_travelled(tx: &mut dyn Transaction, entity: &EntityId) -> Result<bool, CatalogError> {
    let sql = "SELECT 1 FROM transits WHERE entity_id = $1 LIMIT 1";
    Ok(!tx.query(sql, &[entity.into()])?.is_empty())
}

impl TransitRow {
    /// Whether its entity was back in the universe that it left when an entry of that was saved.
    pub(crate) fn was_back_before(&self, entry: Position) -> bool {
        let is_before = match (self.transit.settled_tick, self.settled_ordinal) {
            (Some(tick), _) if tick != entry.tick => tick < entry.tick,
            (_, Some(ordinal)) => ordinal < entry.ordinal,
            _ => false,
        };
        self.transit.state == TransitState::Returned && is_before
    }
}
