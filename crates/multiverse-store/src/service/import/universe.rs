//! One universe: its row, its access list, then its entries.

use std::path::Path;
use std::sync::Arc;

use multiverse_model::{Millis, Universe};

use super::importer::Importer;
use super::metadata::{Fork, Metadata};
use crate::StoreError;
use crate::catalog::Transaction;
use crate::catalog::tables::snapshots::{self, EntryRow, Span};
use crate::catalog::tables::universes::{self, ForkPoint, UniverseRow};
use crate::catalog::tables::{access, players as player_rows};
use crate::service::lineage::MAX_GENERATIONS;
use crate::service::run::Change;
use crate::service::tree::TreeError;
use crate::service::{create, players};

/// What became of a universe's row.
enum Added {
    /// It is new, with so many new players; if it could not be made a fork, why.
    New { players: u64, orphaned: Option<String> },
    /// The store had it.
    AlreadyThere,
    /// Another universe has its id.
    Taken,
}

impl Importer {
    pub(super) fn universe(&mut self, path: &Path, metadata: Metadata) -> Result<(), TreeError> {
        let file = path.join("metadata.json");
        let metadata = Arc::new(metadata);
        let shared = Arc::clone(&metadata);
        match self.change(move |change| add(change, &shared))? {
            Added::New { players, orphaned } => {
                self.report.imported.universes += 1;
                self.report.imported.players += players;
                for note in metadata.notes.iter().chain(&orphaned) {
                    self.skip(&file, note);
                }
            }
            Added::AlreadyThere => self.report.already_there.universes += 1,
            Added::Taken => {
                self.skip(path, format!("another universe in the store has the id {}", metadata.id));
                return Ok(());
            }
        }
        self.snapshots(path, &metadata)
    }
}

fn add(change: &mut Change<'_>, metadata: &Metadata) -> Result<Added, StoreError> {
    if let Some(there) = universes::find(change.tx, &metadata.id)? {
        let there = there.universe;
        let is_same = there.owner_id == metadata.owner_id
            && metadata.created_at.is_none_or(|created_at| created_at == there.created_at);
        return Ok(if is_same { Added::AlreadyThere } else { Added::Taken });
    }
    let (source, orphaned) = match &metadata.fork {
        None => (None, None),
        Some(fork) => match find_source(change.tx, fork)? {
            Ok(source) => (Some(source), None),
            Err(reason) => (None, Some(format!("{reason}; imported as a universe of its own"))),
        },
    };
    let mut players = u64::from(ensure(change, &metadata.owner_id)?);
    let row = row(metadata, source, change.now);
    universes::insert(change.tx, &row)?;
    match metadata.deleted_at {
        Some(at) => universes::set_deleted(change.tx, &metadata.id, Some(at))?,
        None => create::count(change, &metadata.owner_id, metadata.is_public, 1)?,
    }
    for listed in metadata.access.iter().filter(|listed| listed.player_id != metadata.owner_id) {
        players += u64::from(ensure(change, &listed.player_id)?);
        access::grant(change.tx, &metadata.id, &listed.player_id, listed.role)?;
    }
    change.universes.push(metadata.id.clone());
    change.audiences.push(metadata.id.clone());
    Ok(Added::New { players, orphaned })
}

/// Registers a player who is not; tells whether that was needed.
fn ensure(change: &mut Change<'_>, id: &multiverse_model::PlayerId) -> Result<bool, StoreError> {
    let is_new = player_rows::find(change.tx, id)?.is_none();
    players::ensure(change, id)?;
    Ok(is_new)
}

/// The universe and the entry that a fork starts with, or why there is none.
fn find_source(
    tx: &mut dyn Transaction,
    fork: &Fork,
) -> Result<Result<(UniverseRow, EntryRow), String>, StoreError> {
    let id = &fork.universe_id;
    let Some(source) = universes::find(tx, id)? else {
        return Ok(Err(format!("there is no universe {id} that it was forked from")));
    };
    if source.generation >= MAX_GENERATIONS as u64 {
        return Ok(Err(format!("its family has more than {MAX_GENERATIONS} generations")));
    }
    let found = match &fork.snapshot_id {
        Some(entry) => snapshots::find(tx, entry)?.filter(|row| row.entry.universe_id == *id),
        None => snapshots::at(tx, Span { universe: id, before: None }, fork.tick)?,
    };
    let missing =
        || format!("universe {id} has not the snapshot at tick {} that it was forked at", fork.tick);
    Ok(found.map(|entry| (source, entry)).ok_or_else(missing))
}

fn row(metadata: &Metadata, source: Option<(UniverseRow, EntryRow)>, now: Millis) -> UniverseRow {
    let universe = Universe {
        id: metadata.id.clone(),
        name: metadata.name.clone(),
        owner_id: metadata.owner_id.clone(),
        created_at: metadata.created_at.unwrap_or(now),
        last_snapshot_at: Millis::ZERO,
        snapshot_count: 0,
        canonical_event_count: 0,
        is_public: metadata.is_public,
        fork_of: None,
        config: metadata.config.clone(),
        description: metadata.description.clone(),
        visitor_policy: metadata.visitor_policy,
        head: None,
        deleted_at: None,
    };
    let root_id = source.as_ref().map_or_else(|| metadata.id.clone(), |(source, _)| source.root_id.clone());
    let generation = source.as_ref().map_or(1, |(source, _)| source.generation + 1);
    // The ordinal is the store's own: entries before it may have been skipped.
    let fork_point = source.map(|(_, point)| ForkPoint {
        universe_id: point.entry.universe_id,
        tick: point.entry.tick,
        ordinal: point.ordinal,
        snapshot_id: point.entry.id,
    });
    UniverseRow { universe, root_id, generation, fork_point, version: 1 }
}
