//! Saving snapshots.

use multiverse_model::wire::OnConflict;
use multiverse_model::{
    Action, Actor, CanonEvent, Checksum, Day, DecayPolicy, ForkOf, Head, Label, SnapshotEntry, SnapshotId,
    SnapshotType, Tick, Universe, UniverseId, export_name, title_of,
};
use serde::{Deserialize, Serialize};

use super::authorize::universe_for;
use super::run::Change;
use super::view::Viewer;
use super::{Caller, Store, fork, lineage};
use crate::catalog::tables::contents::{self, ContentRow, Place};
use crate::catalog::tables::snapshots::{self, EntryRow, Span};
use crate::catalog::tables::totals::{self, Totals};
use crate::catalog::tables::universes::{self, UniverseRow};
use crate::catalog::tables::{holdings, players};
use crate::content::pack;
use crate::error::Rule;
use crate::{Document, StoreError};

/// How often a save begins anew because the content that it meant to share decayed under it.
const ATTEMPTS: usize = 3;

/// Bytes of a document up to which it is packed where it is, known or not: that takes less time than to look it up or
/// to hand it to another thread.
const PACKED_HERE: usize = 4 * 1024;

/// A snapshot to be saved, but for its bytes.
#[derive(Debug, Clone)]
pub struct NewSnapshot {
    /// The universe's clock.
    pub tick: Tick,
    /// The universe's day; else the canon event's, else 0.
    pub day: Option<Day>,
    /// Why it is saved; else canonical if there is a canon event, and auto if not.
    pub kind: Option<SnapshotType>,
    /// What makes it canonical.
    pub canon_event: Option<CanonEvent>,
    /// The player's own name for it.
    pub label: Option<Label>,
    /// How long to keep it.
    pub decay_policy: Option<DecayPolicy>,
    /// The checksum of the head that it extends. Without one it is appended whatever the head is.
    pub parent: Option<Checksum>,
    /// What to do if the head is another.
    pub on_conflict: OnConflict,
    /// The media type of the bytes.
    pub content_type: String,
}

impl NewSnapshot {
    /// An automatic save of a JSON document at `tick`.
    #[must_use]
    pub fn at(tick: Tick) -> Self {
        Self {
            tick,
            day: None,
            kind: None,
            canon_event: None,
            label: None,
            decay_policy: None,
            parent: None,
            on_conflict: OnConflict::Refuse,
            content_type: "application/json".to_owned(),
        }
    }

    fn kind(&self) -> Result<SnapshotType, Rule> {
        match (self.kind, &self.canon_event) {
            (Some(SnapshotType::Canonical), None) => Err(Rule::CanonicalWithoutEvent),
            (Some(SnapshotType::Canonical) | None, Some(_)) => Ok(SnapshotType::Canonical),
            (Some(_), Some(_)) => Err(Rule::EventWithoutCanonical),
            (kind, None) => Ok(kind.unwrap_or_default()),
        }
    }
}

/// What a save came to.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct SaveOutcome {
    /// The entry that stands for the save.
    pub entry: SnapshotEntry,
    /// Whether it is new; else the same was saved before.
    pub is_new: bool,
    /// The fork that it went into because histories had diverged.
    pub fork: Option<(Universe, ForkOf)>,
}

impl Store {
    /// Saves a snapshot: on stable storage when this answers.
    ///
    /// # Errors
    /// [`StoreError::Diverged`], [`StoreError::Rule`], [`StoreError::Quota`], and those of [`check`](Store::check).
    pub async fn save(
        &self,
        caller: &Caller,
        id: &UniverseId,
        snapshot: NewSnapshot,
        document: Document,
    ) -> Result<SaveOutcome, StoreError> {
        snapshot.kind()?;
        // In a task of its own: once begun, a save is finished and tidied up whether or not the client stays.
        let (store, caller, id) = (self.clone(), caller.clone(), id.clone());
        let task = async move { store.save_to_end(&caller, &id, snapshot, document).await };
        tokio::spawn(task).await.map_err(|_| StoreError::Interrupted)?
    }

    async fn save_to_end(
        &self,
        caller: &Caller,
        id: &UniverseId,
        snapshot: NewSnapshot,
        document: Document,
    ) -> Result<SaveOutcome, StoreError> {
        let plan = Plan {
            actor: caller.actor.clone(),
            universe: id.clone(),
            entry_id: SnapshotId::generate(self.now_ms(), self.random()?),
            fork_point_id: SnapshotId::generate(self.now_ms(), self.random()?),
            fork_id: self.new_universe_id()?,
            snapshot,
            checksum: *document.checksum(),
            length: document.bytes().len() as u64,
            max_universes: self.inner.settings.max_universes_per_player,
            max_bytes: self.inner.settings.max_bytes_per_player,
        };
        for attempt in 1.. {
            let content = self.place_unless_known(&document).await?;
            let placed = content.clone().map(|content| content.place);
            let plan = plan.clone();
            let done = self.write(caller, move |change| plan.run(change, content.clone())).await;
            // An error of the catalog may come before a commit that succeeds; a sweep finds what is left then.
            if let Some(Place::Vault(key)) = placed
                && !matches!(done, Err(StoreError::Catalog(_)))
            {
                self.drop_unless_named(*document.checksum(), key).await;
            }
            match done {
                Err(StoreError::Interrupted) if attempt < ATTEMPTS => {}
                Ok(outcome) => {
                    self.inner.contents.insert(*document.checksum(), document.bytes().clone());
                    metrics::counter!("multiverse_saves_total").increment(1);
                    return Ok(outcome);
                }
                Err(error) => return Err(error),
            }
        }
        Err(StoreError::Interrupted)
    }

    /// Packs a document and makes its bytes durable, unless the store has it already. Nothing names them yet.
    pub(super) async fn place_unless_known(
        &self,
        document: &Document,
    ) -> Result<Option<ContentRow>, StoreError> {
        let (checksum, level) = (*document.checksum(), self.inner.settings.level);
        let bytes = document.bytes().clone();
        let (coding, packed) = if bytes.len() <= PACKED_HERE {
            pack(&bytes, level)
        } else {
            if self.read(move |tx| Ok(contents::stored_length(tx, &checksum)?)).await?.is_some() {
                return Ok(None);
            }
            self.on_processor(move || pack(&bytes, level)).await?
        };
        let stored_length = packed.len() as u64;
        let place = if packed.len() <= self.inner.settings.inline_bytes {
            Place::Row(packed)
        } else {
            let key = vault_key(&checksum, self.random()?);
            self.inner.vault.put(&key, packed).await?;
            Place::Vault(key)
        };
        Ok(Some(ContentRow {
            checksum,
            length: document.bytes().len() as u64,
            stored_length,
            coding,
            base: None,
            depth: 0,
            since_keyframe: 0,
            chain_bytes: stored_length,
            place,
        }))
    }

    /// Removes what was put into the vault for a save that did not come to name it: it was refused, or another save
    /// of the same content was first.
    pub(super) async fn drop_unless_named(&self, checksum: Checksum, key: String) {
        let named = self.read(move |tx| Ok(contents::find(tx, &checksum)?)).await;
        let is_named = match &named {
            Ok(Some(row)) => row.place == Place::Vault(key.clone()),
            Ok(None) => false,
            // Unknown: better a file too many than one too few.
            Err(_) => true,
        };
        if !is_named && let Err(error) = self.inner.vault.delete(&key).await {
            tracing::warn!(%key, %error, "could not remove an unused file from the vault");
        }
    }
}

/// A key that was never used and never will be again: two attempts at one content do not meet in the vault.
fn vault_key(checksum: &Checksum, random: [u8; 8]) -> String {
    let hex = checksum.hex();
    format!("{}/{}-{:016x}", &hex[..2], &hex[2..], u64::from_be_bytes(random))
}

/// Everything that a save's transaction needs, so that it may run more than once.
#[derive(Clone)]
struct Plan {
    actor: Actor,
    universe: UniverseId,
    entry_id: SnapshotId,
    /// For the fork that a diverged save may need.
    fork_point_id: SnapshotId,
    fork_id: UniverseId,
    snapshot: NewSnapshot,
    checksum: Checksum,
    length: u64,
    max_universes: u64,
    max_bytes: u64,
}

impl Plan {
    fn run(&self, change: &mut Change<'_>, content: Option<ContentRow>) -> Result<SaveOutcome, StoreError> {
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
        content: Option<ContentRow>,
    ) -> Result<SaveOutcome, StoreError> {
        let (forked, point) = self.find_parent(change, source, parent)?;
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

    /// The entry that the save extends, and the universe that has it: the source or one that it descends from.
    fn find_parent(
        &self,
        change: &mut Change<'_>,
        source: &UniverseRow,
        parent: &Checksum,
    ) -> Result<(UniverseRow, EntryRow), StoreError> {
        for generation in lineage::generations(change.tx, &self.actor, &self.universe)? {
            let found = snapshots::with_checksum(change.tx, generation.span(), parent, self.snapshot.tick)?;
            if let Some(point) = found {
                return Ok((generation.row, point));
            }
        }
        Err(StoreError::ParentGone { head: source.universe.head.clone() })
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
        content: Option<ContentRow>,
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
        add_entry(change, row, entry)
    }

    /// Answers the bytes that the content adds to the store, as far as its owner can tell: had the owner never had
    /// it, a 0 would reveal that somebody else has, in a universe that may be private.
    fn store_content(
        &self,
        change: &mut Change<'_>,
        row: &UniverseRow,
        content: Option<ContentRow>,
    ) -> Result<u64, StoreError> {
        let owner = &row.universe.owner_id;
        let added = match (contents::stored_length(change.tx, &self.checksum)?, content) {
            (Some(stored), _) => stored,
            (None, Some(content)) => {
                contents::insert(change.tx, &content, change.now)?;
                let stored_bytes = i64::try_from(content.stored_length).unwrap_or(i64::MAX);
                totals::add(change.tx, Totals { stored_bytes, ..Totals::default() })?;
                content.stored_length
            }
            // It was there when the save began and has decayed since: begin anew, with its bytes.
            (None, None) => return Err(StoreError::Interrupted),
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

/// Adds an entry to a universe's timeline, moves its head if the entry is the new one, and counts it.
pub(super) fn add_entry(
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
