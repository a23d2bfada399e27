//! Adding an entry to a timeline.

use multiverse_model::{Head, SnapshotEntry, SnapshotType, export_name};

use crate::StoreError;
use crate::catalog::tables::snapshots::{self, EntryRow};
use crate::catalog::tables::totals::{self, Totals};
use crate::catalog::tables::universes::{self, UniverseRow};
use crate::service::run::Change;

/// Adds an entry to a universe's timeline, moves its head if the entry is the new one, and counts it.
pub(crate) fn add_entry(
    change: &mut Change<'_>,
    row: &UniverseRow,
    entry: EntryRow,
) -> Result<SnapshotEntry, StoreError> {
    let e = &entry.entry;
    let name = export_name(e.tick, e.day, e.canon_event.as_ref(), &e.content_type);
    let added = snapshots::insert(change.tx, entry, &name)?;
    let is_canonical = added.entry.kind == SnapshotType::Canonical;
    let head = Head { id: added.entry.id.clone(), tick: added.entry.tick, checksum: added.entry.checksum };
    let is_head = row.universe.head.as_ref().is_none_or(|old| old.tick <= head.tick);
    let saved = universes::Saved {
        universe: &row.universe.id,
        at: change.now,
        is_canonical,
        head: is_head.then_some(&head),
    };
    universes::count_save(change.tx, &saved)?;
    let logical_bytes = i64::try_from(added.entry.file_size).unwrap_or(i64::MAX);
    let canonical = i64::from(is_canonical);
    totals::add(change.tx, Totals { snapshots: 1, canonical, logical_bytes, ..Totals::default() })?;
    change.universes.push(row.universe.id.clone());
    Ok(added.entry)
}
