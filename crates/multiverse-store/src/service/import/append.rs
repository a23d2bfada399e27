//! Adding entries to a universe, and counting them.

use std::sync::Arc;

use multiverse_model::{
    Checksum, Head, Millis, SnapshotEntry, SnapshotId, SnapshotType, UniverseId, disambiguate, export_name,
    title_of,
};

use super::draft::{Draft, Expected};
use super::importer::Importer;
use crate::StoreError;
use crate::catalog::tables::contents::{self, ContentRow, Place};
use crate::catalog::tables::holdings;
use crate::catalog::tables::players;
use crate::catalog::tables::snapshots::{self, EntryRow, Span};
use crate::catalog::tables::totals::{self, Totals};
use crate::catalog::tables::universes::{self, Saved, UniverseRow};
use crate::service::run::Change;
use crate::service::tree::TreeError;

/// The most copies of one file name that are believed.
const MAX_COPY: u64 = 1 << 32;

/// An entry to be added.
#[derive(Clone)]
pub(super) struct Appended {
    pub draft: Draft,
    /// Its place in the tree's timeline, from 1.
    pub place: u64,
    /// For the last one: when the universe got it, if the tree says so.
    pub at: Option<Millis>,
    /// The id it gets if the tree has none.
    pub id: SnapshotId,
    /// Of its document, unless it decayed.
    pub checksum: Option<Checksum>,
    /// Its content as it was placed, unless the store had it.
    pub content: Option<ContentRow>,
}

/// What became of an entry.
enum Outcome {
    Added,
    AlreadyThere,
    Refused(String),
}

/// Entries of one universe that share a transaction.
pub(super) struct Batch {
    universe: UniverseId,
    entries: Vec<Appended>,
}

/// How many were added and how many were there, and those that were refused with the reasons.
type Committed = ((u64, u64), Vec<(Draft, String)>);

impl Batch {
    pub(super) fn new(universe: UniverseId) -> Self {
        Self { universe, entries: Vec::new() }
    }

    pub(super) fn universe(&self) -> &UniverseId {
        &self.universe
    }

    pub(super) fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether an entry of the batch brings a content along.
    pub(super) fn brings(&self, checksum: &Checksum) -> bool {
        let brought = |entry: &Appended| entry.content.as_ref().is_some_and(|row| row.checksum == *checksum);
        self.entries.iter().any(brought)
    }

    pub(super) fn push(&mut self, entry: Appended) {
        self.entries.push(entry);
    }

    /// Adds the entries in one transaction, and empties the batch.
    pub(super) fn commit(&mut self, importer: &Importer) -> Result<Committed, TreeError> {
        let entries = Arc::new(std::mem::take(&mut self.entries));
        if entries.is_empty() {
            return Ok(((0, 0), Vec::new()));
        }
        let (universe, shared) = (self.universe.clone(), Arc::clone(&entries));
        let done = importer.change(move |change| {
            shared.iter().map(|entry| add(change, &universe, entry)).collect::<Result<Vec<_>, _>>()
        });
        // Whether or not it was committed: a file that nothing came to name goes.
        for entry in entries.iter() {
            if let Some(ContentRow { checksum, place: Place::Vault(key), .. }) = &entry.content {
                importer.wait(importer.store.drop_unless_named(*checksum, key.clone()));
            }
        }
        let ((mut added, mut there), mut refused) = ((0, 0), Vec::new());
        for (entry, outcome) in entries.iter().zip(done?) {
            match outcome {
                Outcome::Added => added += 1,
                Outcome::AlreadyThere => there += 1,
                Outcome::Refused(reason) => refused.push((entry.draft.clone(), reason)),
            }
        }
        Ok(((added, there), refused))
    }
}

/// Whether an entry of the store is the one that a tree tells of.
pub(super) fn is_same(there: &SnapshotEntry, draft: &Draft, universe: &UniverseId) -> bool {
    let is_same_content = match draft.checksum {
        Some(Expected::Exact(checksum) | Expected::Loose(checksum)) => checksum == there.checksum,
        None => true,
    };
    there.universe_id == *universe && there.tick == draft.tick && is_same_content
}

fn add(change: &mut Change<'_>, universe: &UniverseId, new: &Appended) -> Result<Outcome, StoreError> {
    let row = universes::find(change.tx, universe)?.ok_or(StoreError::Interrupted)?;
    let draft = &new.draft;
    let checksum = match (new.checksum, draft.checksum) {
        (Some(checksum), _) | (None, Some(Expected::Exact(checksum))) => checksum,
        _ => return Ok(Outcome::Refused("it has neither a document nor a checksum".to_owned())),
    };
    let is_there = match &draft.id {
        Some(id) => snapshots::find(change.tx, id)?.is_some(),
        None => snapshots::find_same(change.tx, universe, draft.tick, draft.kind, &checksum)?.is_some(),
    };
    if is_there {
        return Ok(Outcome::AlreadyThere);
    }
    if let Some(point) = row.fork_point.as_ref().filter(|point| draft.tick < point.tick) {
        return Ok(Outcome::Refused(format!("its universe was forked later, at tick {}", point.tick)));
    }
    let Some(added) = store_content(change, &row, new, &checksum)? else {
        let reason = "its content, or one that it was stored against, is gone; import again";
        return Ok(Outcome::Refused(reason.to_owned()));
    };
    // The store's own number: where entries were skipped, the tree's would leave a gap, and a later save would take a
    // number twice.
    let ordinal = row.universe.snapshot_count + 1;
    let entry = entry(change, &row, new, checksum, added)?;
    insert(change, EntryRow { entry: entry.clone(), ordinal })?;
    count(change, &row, new, &entry)?;
    Ok(Outcome::Added)
}

/// Answers what the content adds for its owner, as a save would; none if it is not there and was not placed, or if what
/// it is a delta against is not there.
fn store_content(
    change: &mut Change<'_>,
    row: &UniverseRow,
    new: &Appended,
    checksum: &Checksum,
) -> Result<Option<u64>, StoreError> {
    if new.checksum.is_none() {
        return Ok(Some(0));
    }
    let added = match (contents::stored_length(change.tx, checksum)?, &new.content) {
        (Some(stored), _) => stored,
        (None, Some(content)) => {
            if !contents::insert(change.tx, content, change.now)? {
                return Ok(None);
            }
            let stored_bytes = i64::try_from(content.stored_length).unwrap_or(i64::MAX);
            totals::add(change.tx, Totals { stored_bytes, ..Totals::default() })?;
            content.stored_length
        }
        (None, None) => return Ok(None),
    };
    let owner = &row.universe.owner_id;
    // As for a save: a fork's first entry is free of charge.
    let charge = if row.fork_point.is_some() && row.universe.snapshot_count == 0 { 0 } else { added };
    if !holdings::hold(change.tx, owner, checksum, charge)? {
        return Ok(Some(0));
    }
    players::count(change.tx, owner, 0, 0, i64::try_from(charge).unwrap_or(i64::MAX))?;
    Ok(Some(charge))
}

fn entry(
    change: &mut Change<'_>,
    row: &UniverseRow,
    new: &Appended,
    checksum: Checksum,
    added: u64,
) -> Result<SnapshotEntry, StoreError> {
    let draft = &new.draft;
    let span = Span { universe: &row.universe.id, before: None };
    let parent = match &draft.id {
        Some(_) => draft.parent,
        None => snapshots::at_or_before(change.tx, span, draft.tick)?.map(|row| row.entry.checksum),
    };
    Ok(SnapshotEntry {
        id: draft.id.clone().unwrap_or_else(|| new.id.clone()),
        universe_id: row.universe.id.clone(),
        tick: draft.tick,
        day: draft.day,
        timestamp: draft.timestamp.unwrap_or(change.now),
        kind: draft.kind,
        canon_event: draft.canon_event.clone(),
        label: draft.label.clone(),
        file_size: draft.file_size,
        // As the tree has it, so that another export is the same; nothing takes more than itself.
        stored_size: draft.stored_size.filter(|size| *size <= draft.file_size).unwrap_or(added),
        checksum,
        filename: draft.filenames.first().cloned().unwrap_or_default(),
        content_type: draft.content_type.clone(),
        decay_policy: draft.decay_policy.clone(),
        parent,
        title: title_of(draft.tick, draft.canon_event.as_ref(), draft.label.as_ref()),
        can_fork: draft.has_snapshot,
        has_snapshot: draft.has_snapshot,
    })
}

/// Adds the row under the name that it had in the tree, if that is a name of ours and free; else under the next.
fn insert(change: &mut Change<'_>, row: EntryRow) -> Result<(), StoreError> {
    let e = &row.entry;
    let name = export_name(e.tick, e.day, e.canon_event.as_ref(), &e.content_type);
    if let Some(copy) = copy_of(&name, &e.filename)
        && !snapshots::is_named(change.tx, &e.universe_id, &name, copy)?
    {
        return Ok(snapshots::insert_named(change.tx, &row, &name, copy)?);
    }
    Ok(snapshots::insert(change.tx, row, &name).map(drop)?)
}

/// Which copy of `name` a `filename` is: what [`disambiguate`] made of it.
fn copy_of(name: &str, filename: &str) -> Option<u64> {
    if name == filename {
        return Some(1);
    }
    let (stem, _) = name.split_once('.')?;
    let rest = filename.strip_prefix(stem)?.strip_prefix('_')?;
    let copy = rest.split_once('.')?.0.parse().ok()?;
    ((2..MAX_COPY).contains(&copy) && disambiguate(name, copy) == filename).then_some(copy)
}

fn count(
    change: &mut Change<'_>,
    row: &UniverseRow,
    new: &Appended,
    entry: &SnapshotEntry,
) -> Result<(), StoreError> {
    let universe = &row.universe;
    let is_canonical = entry.kind == SnapshotType::Canonical;
    let head = Head { id: entry.id.clone(), tick: entry.tick, checksum: entry.checksum };
    let is_head = universe.head.as_ref().is_none_or(|old| old.tick <= head.tick);
    // An entry that fills a gap, in a universe that was played on since, is not its last one.
    let is_last = new.place > universe.snapshot_count;
    let at = if is_last {
        new.at.unwrap_or(entry.timestamp)
    } else {
        universe.last_snapshot_at.max(entry.timestamp)
    };
    let saved = Saved { universe: &universe.id, at, is_canonical, head: is_head.then_some(&head) };
    universes::count_save(change.tx, &saved)?;
    let signed = |value: u64| i64::try_from(value).unwrap_or(i64::MAX);
    // Decayed ones have no bytes that count.
    let logical_bytes = if entry.has_snapshot { signed(entry.file_size) } else { 0 };
    let canonical = i64::from(is_canonical);
    totals::add(change.tx, Totals { snapshots: 1, canonical, logical_bytes, ..Totals::default() })?;
    change.universes.push(universe.id.clone());
    Ok(())
}
