//! The transaction of a save.

use multiverse_model::wire::{OnConflict, SnapshotNews};
use multiverse_model::{
    Action, Actor, Checksum, DecayPolicy, EventType, SnapshotEntry, SnapshotId, UniverseId, title_of,
};

use super::{NewSnapshot, SaveOutcome, add_entry};
use crate::StoreError;
use crate::catalog::Transaction;
use crate::catalog::tables::contents::{self, ContentRow};
use crate::catalog::tables::snapshots::{self, EntryRow, Span};
use crate::catalog::tables::totals::{self, Totals};
use crate::catalog::tables::universes::{self, UniverseRow};
use crate::catalog::tables::{holdings, players};
use crate::error::Rule;
use crate::service::authorize::universe_for;
use crate::service::run::Change;
use crate::service::view::Viewer;
use crate::service::{fork, lineage};

/// Everything that a save's transaction needs, so that it may run more than once.
#[derive(Clone)]
pub(super) struct Plan {
    pub actor: Actor,
    pub universe: UniverseId,
    pub entry_id: SnapshotId,
    /// For the fork that a diverged save may need.
    pub fork_point_id: SnapshotId,
    pub fork_id: UniverseId,
    pub snapshot: NewSnapshot,
    pub checksum: Checksum,
    pub length: u64,
    pub max_universes: u64,
    pub max_bytes: u64,
}

/// What was made ready of a save's content before its transaction.
#[derive(Clone)]
pub(super) enum Placed {
    /// Nothing: the owner has it in another entry already.
    Held,
    /// Nothing: the store has it of somebody else. Its owner is not to know, and is charged what it would have added.
    Shared {
        /// Bytes.
        would_add: u64,
    },
    /// Its bytes.
    New(ContentRow),
}

impl Plan {
    pub(super) fn run(&self, change: &mut Change<'_>, content: &Placed) -> Result<SaveOutcome, StoreError> {
        let row = universe_for(change.tx, &self.actor, Action::SaveSnapshot, &self.universe)?;
        let kind = self.snapshot.kind()?;
        let head = row.universe.head.as_ref().map(|head| head.checksum);
        // Before the parent is looked at: a repeated save names the head that its first try has replaced.
        let same = snapshots::find_same(change.tx, &self.universe, self.snapshot.tick, kind, &self.checksum)?;
        if let Some(same) = same.filter(|same| !self.goes_back_to(same, &row)) {
            return Ok(SaveOutcome { entry: same.entry, is_new: false, fork: None });
        }
        match &self.snapshot.parent {
            Some(parent) if Some(*parent) != head => match self.snapshot.on_conflict {
                OnConflict::Refuse => Err(StoreError::Diverged { head: row.universe.head }),
                OnConflict::Fork => self.save_to_fork(change, &row, parent, content),
            },
            _ => {
                let entry = self.append(change, &row, content)?;
                Ok(SaveOutcome { entry, is_new: true, fork: None })
            }
        }
    }

    /// Whether the save is no repeat of `same`, although it looks like one: it names as its parent a head that came
    /// after, and so wants to undo that.
    fn goes_back_to(&self, same: &EntryRow, row: &UniverseRow) -> bool {
        let head = row.universe.head.as_ref();
        self.snapshot.parent.is_some()
            && self.snapshot.parent == head.map(|head| head.checksum)
            && head.is_some_and(|head| head.id != same.entry.id)
    }

    /// Forks the universe, or the ancestor that has it, at `parent` and saves there.
    fn save_to_fork(
        &self,
        change: &mut Change<'_>,
        source: &UniverseRow,
        parent: &Checksum,
        content: &Placed,
    ) -> Result<SaveOutcome, StoreError> {
        let gone = || StoreError::ParentGone { head: source.universe.head.clone() };
        let (forked, point) = self.find_parent(change.tx, parent)?.ok_or_else(gone)?;
        if let Some(before) = self.find_earlier_fork(change, source, &point)? {
            return Ok(before);
        }
        let row = fork::fork_at(
            change,
            fork::NewFork {
                id: self.fork_id.clone(),
                entry_id: self.fork_point_id.clone(),
                name: fork::default_name(&source.universe.name, point.entry.tick),
                owner_id: self.actor.player().unwrap_or(&source.universe.owner_id).clone(),
                is_public: source.universe.is_public && forked.universe.is_public,
                config: source.universe.config.clone(),
                max_universes: self.max_universes,
            },
            &forked,
            &point,
        )?;
        let entry = self.append(change, &row, content)?;
        self.forked(change, row, entry, true)
    }

    /// The entry that the save extends, and the universe that has it: its own or one that it descends from.
    pub(super) fn find_parent(
        &self,
        tx: &mut dyn Transaction,
        parent: &Checksum,
    ) -> Result<Option<(UniverseRow, EntryRow)>, StoreError> {
        for generation in lineage::generations(tx, &self.actor, &self.universe)? {
            let found = snapshots::with_checksum(tx, generation.span(), parent, self.snapshot.tick)?;
            if let Some(point) = found {
                return Ok(Some((generation.row, point)));
            }
        }
        Ok(None)
    }

    /// The fork that the same save made before: a repeat must not make another.
    fn find_earlier_fork(
        &self,
        change: &mut Change<'_>,
        source: &UniverseRow,
        point: &EntryRow,
    ) -> Result<Option<SaveOutcome>, StoreError> {
        let owner = self.actor.player().unwrap_or(&source.universe.owner_id);
        let kind = self.snapshot.kind()?;
        let tick = self.snapshot.tick;
        let same = (tick, kind, &self.checksum);
        let Some(fork) = universes::fork_with(change.tx, &point.entry.id, owner, same)? else {
            return Ok(None);
        };
        let same = snapshots::find_same(change.tx, &fork.universe.id, tick, kind, &self.checksum)?;
        same.map(|same| self.forked(change, fork, same.entry, false)).transpose()
    }

    fn forked(
        &self,
        change: &mut Change<'_>,
        row: UniverseRow,
        entry: SnapshotEntry,
        is_new: bool,
    ) -> Result<SaveOutcome, StoreError> {
        let id = row.universe.id;
        let row = universes::find(change.tx, &id)?.ok_or(StoreError::Interrupted)?;
        let point = row.universe.fork_of.clone().ok_or(StoreError::Interrupted)?;
        let universe = Viewer::default().view(change.tx, &self.actor, row)?;
        Ok(SaveOutcome { entry, is_new, fork: Some((universe, point)) })
    }

    /// Adds the entry, and the content if the store has it not yet.
    fn append(
        &self,
        change: &mut Change<'_>,
        row: &UniverseRow,
        content: &Placed,
    ) -> Result<SnapshotEntry, StoreError> {
        let tick = self.snapshot.tick;
        if let Some(point) = &row.fork_point
            && tick < point.tick
        {
            return Err(Rule::BeforeForkPoint { fork_tick: point.tick }.into());
        }
        let stored_size = self.store_content(change, row, content)?;
        let entry = self.entry(change, row, stored_size)?;
        let entry = EntryRow { entry, ordinal: row.universe.snapshot_count + 1 };
        let news = SnapshotNews { entry: add_entry(change, row, entry)? };
        change.emit(EventType::SnapshotSaved, &row.universe.id, &news)?;
        Ok(news.entry)
    }

    /// Answers the bytes that the content adds to the store, as far as its owner can tell: had the owner never had
    /// it, a 0 would reveal that somebody else has, in a universe that may be private.
    fn store_content(
        &self,
        change: &mut Change<'_>,
        row: &UniverseRow,
        content: &Placed,
    ) -> Result<u64, StoreError> {
        let owner = &row.universe.owner_id;
        let added = match (contents::stored_length(change.tx, &self.checksum)?, content) {
            (Some(stored), Placed::Held) => stored,
            (Some(_), Placed::Shared { would_add }) => *would_add,
            (Some(_), Placed::New(content)) => content.stored_length,
            (None, Placed::New(content)) => {
                if !contents::insert(change.tx, content, change.now)? {
                    // Its base has decayed since it was chosen: begin anew, with another.
                    return Err(StoreError::Interrupted);
                }
                let stored_bytes = i64::try_from(content.stored_length).unwrap_or(i64::MAX);
                totals::add(change.tx, Totals { stored_bytes, ..Totals::default() })?;
                content.stored_length
            }
            // It was there when the save began and has decayed since: begin anew, with its bytes.
            (None, _) => return Err(StoreError::Interrupted),
        };
        if !holdings::hold(change.tx, owner, &self.checksum, added)? {
            return Ok(0);
        }
        let used = players::find(change.tx, owner)?.map_or(0, |player| player.stored_bytes);
        if used.saturating_add(added) > self.max_bytes {
            let player = owner.to_string();
            return Err(StoreError::Quota { player, what: "bytes", limit: self.max_bytes });
        }
        players::count(change.tx, owner, 0, 0, i64::try_from(added).unwrap_or(i64::MAX))?;
        Ok(added)
    }

    fn entry(
        &self,
        change: &mut Change<'_>,
        row: &UniverseRow,
        stored_size: u64,
    ) -> Result<SnapshotEntry, StoreError> {
        let snapshot = &self.snapshot;
        let kind = snapshot.kind()?;
        let event_day = snapshot.canon_event.as_ref().and_then(|event| event.day);
        let span = Span { universe: &row.universe.id, before: None };
        // What it extends: the head, or for a save into the past the entry before it.
        let before = snapshots::at_or_before(change.tx, span, snapshot.tick)?;
        Ok(SnapshotEntry {
            id: self.entry_id.clone(),
            universe_id: row.universe.id.clone(),
            tick: snapshot.tick,
            day: snapshot.day.or(event_day).unwrap_or_default(),
            timestamp: change.now,
            kind,
            canon_event: snapshot.canon_event.clone(),
            label: snapshot.label.clone(),
            file_size: self.length,
            stored_size,
            checksum: self.checksum,
            filename: String::new(),
            content_type: snapshot.content_type.clone(),
            decay_policy: DecayPolicy::resolve(kind, snapshot.decay_policy.clone()),
            parent: before.map(|row| row.entry.checksum),
            title: title_of(snapshot.tick, snapshot.canon_event.as_ref(), snapshot.label.as_ref()),
            can_fork: true,
            has_snapshot: true,
        })
    }
}
