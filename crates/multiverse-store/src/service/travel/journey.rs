//! The whole way of an entity through universes.

use multiverse_model::wire::Journey;
use multiverse_model::{Action, EntityId, Limit, Transit, TransitId, UniverseId};

use super::super::passages::Viewpoint;
use super::super::{Caller, Store, cursor};
use super::branches::Branches;
use crate::StoreError;
use crate::catalog::Transaction;
use crate::catalog::tables::transits;

/// The list, in its cursors.
const LIST: &str = "journey";

/// The most trips that one page looks at. Who may see few of many gets short pages with a cursor rather than make one
/// request pay for a walk through everything.
const MAX_LOOKED_AT: usize = 5_000;

/// Rows that are read at once.
const CHUNK: usize = 256;

/// What part of a journey is asked for.
#[derive(Debug, Clone, Default)]
pub struct JourneyQuery {
    /// How many steps.
    pub limit: Limit,
    /// Where to go on.
    pub cursor: Option<String>,
}

/// A page of steps.
struct Steps {
    steps: Vec<Transit>,
    next: Option<TransitId>,
}

impl Store {
    /// The trips of an entity that the caller may see, in order, with the forks that it came into on the way. An entity
    /// that never travelled, or only where the caller may not look, has made no step.
    ///
    /// All entities with this id are taken for one: see the module about where an entity is.
    ///
    /// # Errors
    /// [`StoreError::BadCursor`].
    pub async fn journey(
        &self,
        caller: &Caller,
        entity: &EntityId,
        query: JourneyQuery,
    ) -> Result<Journey, StoreError> {
        let (actor, entity) = (caller.actor.clone(), entity.clone());
        self.read(move |tx| {
            let mut viewpoint = Viewpoint::of(&actor);
            let Steps { steps, next } = steps(tx, &mut viewpoint, &entity, &query)?;
            let branches = Branches::of(&entity, &mut viewpoint).along(tx, &universes(&steps))?;
            let next_cursor = next.map(|place| cursor::encode_of(LIST, &place)).transpose()?;
            Ok(Journey { entity_id: entity.clone(), steps, branches, next_cursor })
        })
        .await
    }
}

/// The universes that steps touch, in the order in which they do, each once.
fn universes(steps: &[Transit]) -> Vec<UniverseId> {
    let mut universes = Vec::new();
    let mut seen = std::collections::HashSet::new();
    for step in steps {
        for id in [&step.from_universe_id, &step.to_universe_id] {
            if seen.insert(id) {
                universes.push(id.clone());
            }
        }
    }
    universes
}

fn steps(
    tx: &mut dyn Transaction,
    viewpoint: &mut Viewpoint,
    entity: &EntityId,
    query: &JourneyQuery,
) -> Result<Steps, StoreError> {
    let (mut steps, mut looked_at) = (Vec::new(), 0);
    let mut number = after(tx, entity, query.cursor.as_deref())?;
    // Where a full page's next one starts: behind what was shown last, so that it tells of nothing else.
    let (mut shown, mut last) = (None, None);
    while looked_at < MAX_LOOKED_AT {
        let rows = transits::of_entity(tx, entity, number, CHUNK)?;
        let is_last = rows.len() < CHUNK;
        looked_at += rows.len();
        for row in rows {
            let transit = row.transit;
            number = row.number;
            last = Some(transit.id.clone());
            let ends = viewpoint.ends(tx, &transit.from_universe_id, &transit.to_universe_id)?;
            if !ends.permits(Action::ReadPassage) {
                continue;
            }
            if steps.len() == query.limit.get() {
                return Ok(Steps { steps, next: shown });
            }
            shown.clone_from(&last);
            steps.push(transit);
        }
        if is_last {
            return Ok(Steps { steps, next: None });
        }
    }
    Ok(Steps { steps, next: last })
}

/// The number of the trip that a cursor names. A cursor with the number itself would tell how many trips there are that
/// the caller may not see.
fn after(tx: &mut dyn Transaction, entity: &EntityId, from: Option<&str>) -> Result<u64, StoreError> {
    let Some(text) = from else { return Ok(0) };
    let id: TransitId = cursor::decode_of(LIST, text)?;
    let row = transits::find(tx, &id)?.filter(|row| row.transit.entity_id == *entity);
    row.map(|row| row.number).ok_or(StoreError::BadCursor)
}
