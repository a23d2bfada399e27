//! `events` and `event_order`

use multiverse_model::{EventId, EventType, Millis, UniverseId};

use super::first;
use crate::catalog::{CatalogError, Transaction};

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
