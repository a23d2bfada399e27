//! Timelines: the entries of a universe, alone or with those of its ancestors.

use multiverse_model::{Action, Actor, Limit, Millis, SnapshotEntry, SnapshotType, Tick, UniverseId};
use serde::{Deserialize, Serialize};

use super::authorize::universe_for;
use super::lineage::{Generation, generations};
use super::view::Viewer;
use super::{Caller, Store, cursor};
use crate::StoreError;
use crate::catalog::Transaction;
use crate::catalog::tables::snapshots::{self, Filter, Position};

/// What a timeline is asked for.
#[derive(Debug, Clone, Default)]
pub struct TimelineQuery {
    /// Only entries of this type.
    pub kind: Option<SnapshotType>,
    /// Only entries at or after this tick.
    pub from: Option<Tick>,
    /// Only entries at or before this tick.
    pub to: Option<Tick>,
    /// Begin with the ancestors' entries up to each fork point.
    pub lineage: bool,
    /// Newest first.
    pub descending: bool,
    /// How many.
    pub limit: Limit,
    /// Where to go on.
    pub cursor: Option<String>,
}

/// A part of a timeline.
#[derive(Debug, Clone)]
pub struct Timeline {
    /// The entries.
    pub entries: Vec<SnapshotEntry>,
    /// When the universe got its last entry; 0 if it has none.
    pub last_updated: Millis,
    /// Where the next part starts; none at the end.
    pub next: Option<String>,
}

/// Where a part of a timeline ended.
#[derive(Serialize, Deserialize)]
struct Place {
    universe: UniverseId,
    tick: Tick,
    ordinal: u64,
}

impl Store {
    /// Entries of a universe's timeline.
    ///
    /// # Errors
    /// [`StoreError::BadCursor`], and those of [`check`](Store::check).
    pub async fn timeline(
        &self,
        caller: &Caller,
        id: &UniverseId,
        query: TimelineQuery,
    ) -> Result<Timeline, StoreError> {
        let (actor, id) = (caller.actor.clone(), id.clone());
        self.read(move |tx| {
            let row = universe_for(tx, &actor, Action::ReadUniverse, &id)?;
            let last_updated = row.universe.last_snapshot_at;
            let mut line = match query.lineage {
                true => generations(tx, &actor, &id)?,
                false => vec![Generation { row, until: None }],
            };
            if !query.descending {
                line.reverse();
            }
            let (entries, next) = walk(tx, &actor, &line, &query)?;
            Ok(Timeline { entries, last_updated, next })
        })
        .await
    }
}

/// Reads the generations one after the other, from where the cursor points.
fn walk(
    tx: &mut dyn Transaction,
    actor: &Actor,
    line: &[Generation],
    query: &TimelineQuery,
) -> Result<(Vec<SnapshotEntry>, Option<String>), StoreError> {
    let filter = Filter { kind: query.kind, from: query.from, to: query.to, descending: query.descending };
    let limit = query.limit.get();
    let start: Option<Place> = query.cursor.as_deref().map(cursor::decode).transpose()?;
    let mut after = start.as_ref().map(|place| Position { tick: place.tick, ordinal: place.ordinal });
    let first = match &start {
        None => 0,
        Some(place) => {
            let found = line.iter().position(|generation| generation.row.universe.id == place.universe);
            found.ok_or(StoreError::BadCursor)?
        }
    };
    let mut viewer = Viewer::default();
    let mut entries: Vec<SnapshotEntry> = Vec::new();
    let mut last: Option<Place> = None;
    for generation in line.iter().skip(first) {
        let wanted = limit - entries.len() + 1;
        for row in snapshots::page(tx, generation.span(), &filter, after.take(), wanted)? {
            if entries.len() == limit {
                return Ok((entries, last.as_ref().map(cursor::encode).transpose()?));
            }
            let universe = row.entry.universe_id.clone();
            last = Some(Place { universe, tick: row.entry.tick, ordinal: row.ordinal });
            entries.push(viewer.entry(tx, actor, &generation.row, row)?);
        }
    }
    Ok((entries, None))
}
