//! `events` and `event_order`

use multiverse_model::{EventId, EventType, Millis, UniverseId};

use super::{collect, first};
use crate::catalog::{CatalogError, Columns, Transaction};

/// An event that has no place in the order yet.
#[derive(Debug, Clone)]
pub(crate) struct NewEvent {
    pub kind: EventType,
    pub universe: UniverseId,
    /// The other universe that it is about.
    pub with: Option<UniverseId>,
    /// JSON.
    pub data: String,
}

/// Adds events, and answers the id of the last. To be called at the end of a transaction: from here on those that add
/// events wait for its commit.
pub(crate) fn append(
    tx: &mut dyn Transaction,
    at: Millis,
    events: &[NewEvent],
) -> Result<EventId, CatalogError> {
    let sql = "UPDATE event_order SET last = last + $1 WHERE id = 0 RETURNING last";
    let last = first(tx.query(sql, &[events.len().into()])?, |row| row.count())?;
    let last = last.ok_or_else(|| CatalogError::Unexpected { column: "event_order".to_owned() })?;
    let sql = "INSERT INTO events (id, at, kind, universe_id, with_universe_id, is_public, data) VALUES \
               ($1, $2, $3, $4, $5, (SELECT COALESCE(MIN(is_public), 0) FROM universes WHERE id IN ($4, $5)), $6)";
    for (id, event) in (last - events.len() as u64 + 1..).zip(events) {
        let values = [
            id.into(),
            at.into(),
            event.kind.as_str().into(),
            (&event.universe).into(),
            event.with.as_ref().into(),
            event.data.as_str().into(),
        ];
        tx.execute(sql, &values)?;
    }
    Ok(EventId(last))
}

/// An event in its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct EventRow {
    pub id: EventId,
    pub kind: EventType,
    pub universe: UniverseId,
    pub with: Option<UniverseId>,
    pub is_public: bool,
    pub data: String,
}

const COLUMNS: &str = "id, kind, universe_id, with_universe_id, is_public, data";

fn read(row: &mut Columns) -> Result<EventRow, CatalogError> {
    Ok(EventRow {
        id: EventId(row.count()?),
        kind: row.word()?,
        universe: row.parsed()?,
        with: row.optional_parsed()?,
        is_public: row.flag()?,
        data: row.text()?,
    })
}

/// The next events after `after`.
pub(crate) fn after(
    tx: &mut dyn Transaction,
    after: EventId,
    limit: usize,
) -> Result<Vec<EventRow>, CatalogError> {
    let sql = format!("SELECT {COLUMNS} FROM events WHERE id > $1 ORDER BY id LIMIT $2");
    collect(tx.query(&sql, &[after.0.into(), limit.into()])?, read)
}

/// The next events after `after` that are about `universe`.
pub(crate) fn after_of(
    tx: &mut dyn Transaction,
    universe: &UniverseId,
    after: EventId,
    limit: usize,
) -> Result<Vec<EventRow>, CatalogError> {
    let mut found = Vec::new();
    // Two queries: over an OR, no database would read two indexes in the order of the ids.
    for column in ["universe_id", "with_universe_id"] {
        let sql =
            format!("SELECT {COLUMNS} FROM events WHERE {column} = $1 AND id > $2 ORDER BY id LIMIT $3");
        found.extend(collect(tx.query(&sql, &[universe.into(), after.0.into(), limit.into()])?, read)?);
    }
    found.sort_by_key(|event| event.id);
    // One that is about the universe twice.
    found.dedup_by_key(|event| event.id);
    found.truncate(limit);
    Ok(found)
}

/// The last event that was ever added, and the oldest that is still there.
pub(crate) fn ends(tx: &mut dyn Transaction) -> Result<(EventId, Option<EventId>), CatalogError> {
    let rows = tx.query("SELECT last, (SELECT MIN(id) FROM events) FROM event_order WHERE id = 0", &[])?;
    let ends = first(rows, |row| {
        let last = EventId(row.count()?);
        let oldest = row.optional_int()?.and_then(|id| u64::try_from(id).ok()).map(EventId);
        Ok((last, oldest))
    })?;
    ends.ok_or_else(|| CatalogError::Unexpected { column: "event_order".to_owned() })
}

/// Removes the oldest events as long as they are from before `before`, at most `limit`; tells how many there were.
/// What is left is always all from some id on, although clocks may have gone back meanwhile.
pub(crate) fn prune(tx: &mut dyn Transaction, before: Millis, limit: usize) -> Result<u64, CatalogError> {
    let rows = tx.query("SELECT id, at FROM events ORDER BY id LIMIT $1", &[limit.into()])?;
    let oldest = collect(rows, |row| Ok((row.int()?, row.time()?)))?;
    match oldest.iter().take_while(|(_, at)| *at < before).last() {
        Some((last, _)) => tx.execute("DELETE FROM events WHERE id <= $1", &[(*last).into()]),
        None => Ok(0),
    }
}
