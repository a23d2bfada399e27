//! Decay: what ages out in universe time, by the policy that each entry shows.

use multiverse_model::wire::{Cleanup, DecayPreview, Decaying, SnapshotNews};
use multiverse_model::{Action, EventType, Fate, PlayerId, SnapshotEntry, Tick, UniverseId};

use super::authorize::universe_for;
use super::collect::{Freed, count, negative, release};
use super::run::Change;
use super::upkeep::STEP;
use super::{Caller, Store};
use crate::StoreError;
use crate::catalog::Transaction;
use crate::catalog::tables::snapshots::{self, EntryRow, Position};
use crate::catalog::tables::totals::{self, Totals};
use crate::catalog::tables::universes::{self, UniverseRow};
use crate::catalog::tables::{holdings, players};
use crate::error::Rule;

/// The most entries that a preview lists; its count is of all.
const MAX_PREVIEWED: usize = 1_000;

/// How far past the head a game's clock is believed to be: ten years at 20 ticks a second. A larger one is more
/// likely a mistake, and what decays is gone.
const MAX_AHEAD: u64 = 10 * 365 * 1_728_000;

impl Store {
    /// What a cleanup at `now` would remove; without `now`, at the head's tick.
    ///
    /// # Errors
    /// [`Rule::TickTooFar`], and those of [`check`](Store::check).
    pub async fn decay_preview(
        &self,
        caller: &Caller,
        id: &UniverseId,
        now: Option<Tick>,
    ) -> Result<DecayPreview, StoreError> {
        let (actor, id) = (caller.actor.clone(), id.clone());
        self.read(move |tx| {
            let row = universe_for(tx, &actor, Action::ReadUniverse, &id)?;
            let now = now.unwrap_or_else(|| row.universe.head.as_ref().map_or(Tick::ZERO, |head| head.tick));
            let (mut snapshots_to_decay, mut snapshots, mut after) = (0, Vec::new(), None);
            loop {
                let step = due(tx, &row, now, after)?;
                snapshots_to_decay += step.entries.len() as u64;
                let room = MAX_PREVIEWED - snapshots.len();
                snapshots.extend(step.entries.into_iter().take(room).map(|row| decaying(row, now)));
                after = step.next;
                if after.is_none() {
                    break;
                }
            }
            Ok(DecayPreview { universe_id: id.clone(), current_tick: now, snapshots_to_decay, snapshots })
        })
        .await
    }

    /// Removes the content of what has decayed at `now`. The entries stay and say so.
    ///
    /// In transactions of a bounded number of entries, so that saves come between them however long the timeline is.
    /// A crash leaves some of it done; a repeat does the rest, and answers for the rest. The answer is recorded for an
    /// idempotency key with the last of them, so whoever got an answer once gets it again.
    ///
    /// # Errors
    /// [`Rule::TickTooFar`], and those of [`check`](Store::check).
    pub async fn clean_up(&self, caller: &Caller, id: &UniverseId, now: Tick) -> Result<Cleanup, StoreError> {
        if let Some(key) = caller.idempotency
            && let Some(answered) = self.answered(key).await?
        {
            return Ok(answered);
        }
        // In a task of its own: once begun, it is finished and its answer recorded whether or not the client stays.
        let (store, caller, id) = (self.clone(), caller.clone(), id.clone());
        let task = async move { store.clean_up_to_end(&caller, &id, now).await };
        tokio::spawn(task).await.map_err(|_| StoreError::Interrupted)?
    }

    async fn clean_up_to_end(
        &self,
        caller: &Caller,
        id: &UniverseId,
        now: Tick,
    ) -> Result<Cleanup, StoreError> {
        let (actor, universe) = (caller.actor.clone(), id.clone());
        let total_snapshots = self.read(move |tx| {
            universe_for(tx, &actor, Action::CleanUp, &universe)?;
            Ok(snapshots::count_with_content(tx, &universe)?)
        });
        let total_snapshots = total_snapshots.await?;
        let (mut decayed, mut freed, mut after) = (0, Freed::default(), None);
        loop {
            let (actor, universe) = (caller.actor.clone(), id.clone());
            let step = self.change(move |change| {
                let row = universe_for(change.tx, &actor, Action::CleanUp, &universe)?;
                decay_next(change, &row, now, after)
            });
            let step = step.await?;
            decayed += step.decayed;
            freed += step.freed;
            after = step.next;
            if after.is_none() {
                break;
            }
        }
        count("content", freed.contents, freed.bytes);
        // What was saved meanwhile and has decayed at once was not among the total.
        let total_snapshots = total_snapshots.max(decayed);
        let preserved = total_snapshots - decayed;
        let cleanup = Cleanup { total_snapshots, decayed, preserved, bytes_freed: freed.bytes };
        self.write(caller, move |_| Ok(cleanup.clone())).await
    }
}

/// Entries that have decayed, and where to go on.
struct Due {
    entries: Vec<EntryRow>,
    next: Option<Position>,
}

/// The next entries that have decayed at `now` by the one rule for it.
fn due(
    tx: &mut dyn Transaction,
    row: &UniverseRow,
    now: Tick,
    after: Option<Position>,
) -> Result<Due, StoreError> {
    let head = row.universe.head.as_ref();
    let most = head.map_or(0, |head| head.tick.get()).saturating_add(MAX_AHEAD);
    let most = Tick::new(most).unwrap_or(Tick::MAX);
    if now > most {
        return Err(Rule::TickTooFar { most }.into());
    }
    let step = snapshots::due(tx, &row.universe.id, now, after, STEP)?;
    let last = step.last().filter(|_| step.len() == STEP);
    let next = last.map(|last| Position { tick: last.entry.tick, ordinal: last.ordinal });
    let mut entries = Vec::new();
    for entry in step {
        let e = &entry.entry;
        let begins_here = row.fork_point.is_some() && entry.ordinal == 1;
        let fate = Fate {
            is_head: head.is_some_and(|head| head.id == e.id),
            is_fork_point: begins_here || universes::is_fork_point(tx, &e.id)?,
        };
        if e.decay_policy.has_decayed(e.kind, e.tick, now, fate) {
            entries.push(entry);
        }
    }
    Ok(Due { entries, next })
}

/// What one step of a cleanup did, and where the next begins.
pub(super) struct Decayed {
    pub decayed: u64,
    pub freed: Freed,
    pub next: Option<Position>,
}

/// Decays what is due at `now` among the next entries: one step, of a bounded number of entries.
pub(super) fn decay_next(
    change: &mut Change<'_>,
    row: &UniverseRow,
    now: Tick,
    after: Option<Position>,
) -> Result<Decayed, StoreError> {
    let due = due(change.tx, row, now, after)?;
    let mut freed = Freed::default();
    for entry in &due.entries {
        freed += decay(change, &row.universe.owner_id, entry)?;
    }
    Ok(Decayed { decayed: due.entries.len() as u64, freed, next: due.next })
}

fn decaying(row: EntryRow, now: Tick) -> Decaying {
    let entry = row.entry;
    Decaying {
        tick: entry.tick,
        tau: now.get() - entry.tick.get(),
        kind: entry.kind,
        day: entry.day,
        filename: entry.filename,
        decay_policy: entry.decay_policy,
    }
}

/// Takes an entry's content from it, and from the store if nothing else needs it.
fn decay(change: &mut Change<'_>, owner: &PlayerId, row: &EntryRow) -> Result<Freed, StoreError> {
    snapshots::decay(change.tx, row)?;
    if let Some(charged) = holdings::release(change.tx, owner, &row.entry.checksum)? {
        players::count(change.tx, owner, 0, 0, negative(charged))?;
    }
    let logical_bytes = negative(row.entry.file_size);
    totals::add(change.tx, Totals { logical_bytes, ..Totals::default() })?;
    let entry = SnapshotEntry { can_fork: false, has_snapshot: false, ..row.entry.clone() };
    let universe = entry.universe_id.clone();
    change.emit(EventType::SnapshotDecayed, &universe, &SnapshotNews { entry })?;
    release(change, &row.entry.checksum)
}
