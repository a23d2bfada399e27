//! Reading snapshots back.

use bytes::Bytes;
use multiverse_model::{Action, Actor, Checksum, SnapshotEntry, Tick, UniverseId};

use super::authorize::universe_for;
use super::lineage::{Generation, generations};
use super::view::Viewer;
use super::{Caller, Store};
use crate::StoreError;
use crate::catalog::Transaction;
use crate::catalog::tables::snapshots::{self, EntryRow, Span};
use crate::catalog::tables::universes::UniverseRow;

/// A snapshot's entry and its exact bytes, whose digest was checked.
#[derive(Debug, Clone)]
pub struct Snapshot {
    /// The entry.
    pub entry: SnapshotEntry,
    /// The bytes.
    pub bytes: Bytes,
    /// The content of the head that it stands for, because that one is damaged.
    pub fallback_for: Option<Checksum>,
}

impl Store {
    /// The snapshot at the head of a universe or, if that is damaged, the newest that is [`intact`](Store::intact).
    ///
    /// # Errors
    /// [`StoreError::NoSnapshotYet`], [`StoreError::Corrupt`], and those of [`check`](Store::check).
    pub async fn latest(&self, caller: &Caller, id: &UniverseId) -> Result<Snapshot, StoreError> {
        let entry = self.latest_entry(caller, id).await?;
        self.intact(caller, id, entry).await
    }

    /// The entry at the head of a universe.
    ///
    /// # Errors
    /// [`StoreError::NoSnapshotYet`], and those of [`check`](Store::check).
    pub async fn latest_entry(&self, caller: &Caller, id: &UniverseId) -> Result<SnapshotEntry, StoreError> {
        let (actor, id) = (caller.actor.clone(), id.clone());
        self.read(move |tx| {
            let row = universe_for(tx, &actor, Action::ReadUniverse, &id)?;
            let nothing = || StoreError::NoSnapshotYet { universe: id.to_string() };
            let head = row.universe.head.as_ref().ok_or_else(nothing)?;
            let span = Span { universe: &id, before: None };
            let found = snapshots::at(tx, span, head.tick)?.ok_or_else(nothing)?;
            Viewer::default().entry(tx, &actor, &row, found)
        })
        .await
    }

    /// The snapshot at a tick: the newest there. Ticks before a fork point are answered from the lineage.
    ///
    /// # Errors
    /// [`StoreError::NoSnapshotAt`], [`StoreError::Decayed`], [`StoreError::Corrupt`], and those of
    /// [`check`](Store::check).
    pub async fn at(
        &self,
        caller: &Caller,
        id: &UniverseId,
        tick: Tick,
        nearest: bool,
    ) -> Result<Snapshot, StoreError> {
        let entry = self.entry_at(caller, id, tick, nearest).await?;
        self.with_bytes(entry).await
    }

    /// The entry at a tick, as [`at`](Store::at) finds it, whether or not its content has decayed.
    ///
    /// # Errors
    /// [`StoreError::NoSnapshotAt`], and those of [`check`](Store::check).
    pub async fn entry_at(
        &self,
        caller: &Caller,
        id: &UniverseId,
        tick: Tick,
        nearest: bool,
    ) -> Result<SnapshotEntry, StoreError> {
        let (actor, id) = (caller.actor.clone(), id.clone());
        self.read(move |tx| {
            let row = universe_for(tx, &actor, Action::ReadUniverse, &id)?;
            let (universe, found) = find(tx, &actor, &row, tick, nearest)?;
            Viewer::default().entry(tx, &actor, &universe, found)
        })
        .await
    }

    /// The exact bytes of an entry.
    ///
    /// # Errors
    /// [`StoreError::Decayed`], [`StoreError::Corrupt`].
    pub async fn with_bytes(&self, entry: SnapshotEntry) -> Result<Snapshot, StoreError> {
        let decayed = StoreError::Decayed { tick: entry.tick };
        if !entry.has_snapshot {
            return Err(decayed);
        }
        let checksum = entry.checksum;
        if let Some(bytes) = self.content(&checksum).await? {
            return Ok(Snapshot { entry, bytes, fallback_for: None });
        }
        // It may have decayed since the entry was read; else it should be there.
        let id = entry.id.clone();
        let now = self.read(move |tx| Ok(snapshots::find(tx, &id)?)).await?;
        if now.is_none_or(|now| !now.entry.has_snapshot) {
            return Err(decayed);
        }
        let reason = "the store has no content with its checksum".to_owned();
        Err(StoreError::Corrupt { checksum, link: checksum, reason })
    }
}

/// Finds the entry at `tick` in a universe or, before its fork point, in its lineage; with the universe that has it.
pub(super) fn find(
    tx: &mut dyn Transaction,
    actor: &Actor,
    universe: &UniverseRow,
    tick: Tick,
    nearest: bool,
) -> Result<(UniverseRow, EntryRow), StoreError> {
    let id = &universe.universe.id;
    // Most reads end here, and a lineage may be a thousand rows.
    if let Some(found) = find_in(tx, Span { universe: id, before: None }, tick, nearest)? {
        return Ok((universe.clone(), found));
    }
    let line = generations(tx, actor, id)?;
    for pair in line.windows(2) {
        let begins = pair[0].row.fork_point.as_ref().map(|point| point.tick);
        if begins.is_none_or(|begins| tick >= begins) {
            break;
        }
        if let Some(found) = find_in(tx, pair[1].span(), tick, nearest)? {
            return Ok((pair[1].row.clone(), found));
        }
    }
    Err(StoreError::NoSnapshotAt { universe: id.to_string(), tick, nearest: nearest_ticks(tx, &line, tick)? })
}

fn find_in(
    tx: &mut dyn Transaction,
    span: Span<'_>,
    tick: Tick,
    nearest: bool,
) -> Result<Option<EntryRow>, StoreError> {
    Ok(if nearest { snapshots::at_or_before(tx, span, tick)? } else { snapshots::at(tx, span, tick)? })
}

/// The ticks before and after `tick` at which a lineage has entries.
fn nearest_ticks(tx: &mut dyn Transaction, line: &[Generation], tick: Tick) -> Result<Vec<Tick>, StoreError> {
    let (mut before, mut after) = (None, None);
    for generation in line {
        if before.is_none() {
            before = snapshots::at_or_before(tx, generation.span(), tick)?.map(|row| row.entry.tick);
        }
        // An ancestor's next entry is nearer than a descendant's.
        after = snapshots::after(tx, generation.span(), tick)?.map(|row| row.entry.tick).or(after);
    }
    Ok(before.into_iter().chain(after).collect())
}
