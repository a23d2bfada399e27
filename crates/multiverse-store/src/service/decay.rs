//! Decay: what ages out in universe time, by the policy that each entry shows.

use multiverse_model::wire::{Cleanup, DecayPreview, Decaying};
use multiverse_model::{Action, Fate, PlayerId, Tick, UniverseId};

use super::authorize::universe_for;
use super::run::Change;
use super::{Caller, Store};
use crate::StoreError;
use crate::catalog::Transaction;
use crate::catalog::tables::snapshots::{self, EntryRow};
use crate::catalog::tables::totals::{self, Totals};
use crate::catalog::tables::universes::{self, UniverseRow};
use crate::catalog::tables::{contents, garbage, holdings, players};
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
            let due = due(tx, &row, now)?;
            let snapshots_to_decay = due.len() as u64;
            let snapshots = due.into_iter().take(MAX_PREVIEWED).map(|row| decaying(row, now)).collect();
            Ok(DecayPreview { universe_id: id.clone(), current_tick: now, snapshots_to_decay, snapshots })
        })
        .await
    }

    /// Removes the content of what has decayed at `now`. The entries stay and say so.
    ///
    /// # Errors
    /// [`Rule::TickTooFar`], and those of [`check`](Store::check).
    pub async fn clean_up(&self, caller: &Caller, id: &UniverseId, now: Tick) -> Result<Cleanup, StoreError> {
        let (actor, id) = (caller.actor.clone(), id.clone());
        self.write(caller, move |change| {
            let row = universe_for(change.tx, &actor, Action::CleanUp, &id)?;
            let total_snapshots = snapshots::count_with_content(change.tx, &id)?;
            let due = due(change.tx, &row, now)?;
            let mut bytes_freed = 0;
            for entry in &due {
                bytes_freed += decay(change, &row.universe.owner_id, entry)?;
            }
            let decayed = due.len() as u64;
            Ok(Cleanup { total_snapshots, decayed, preserved: total_snapshots - decayed, bytes_freed })
        })
        .await
    }
}

/// The entries that have decayed at `now` by the one rule for it.
fn due(tx: &mut dyn Transaction, row: &UniverseRow, now: Tick) -> Result<Vec<EntryRow>, StoreError> {
    let head = row.universe.head.as_ref();
    let most = head.map_or(0, |head| head.tick.get()).saturating_add(MAX_AHEAD);
    let most = Tick::new(most).unwrap_or(Tick::MAX);
    if now > most {
        return Err(Rule::TickTooFar { most }.into());
    }
    let mut due = Vec::new();
    for entry in snapshots::due(tx, &row.universe.id, now)? {
        let e = &entry.entry;
        let begins_here = row.fork_point.is_some() && entry.ordinal == 1;
        let fate = Fate {
            is_head: head.is_some_and(|head| head.id == e.id),
            is_fork_point: begins_here || universes::is_fork_point(tx, &e.id)?,
        };
        if e.decay_policy.has_decayed(e.kind, e.tick, now, fate) {
            due.push(entry);
        }
    }
    Ok(due)
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

/// Takes an entry's content from it, and from the store if nothing else needs it. Answers the bytes that became free.
fn decay(change: &mut Change<'_>, owner: &PlayerId, row: &EntryRow) -> Result<u64, StoreError> {
    snapshots::decay(change.tx, row)?;
    if let Some(charged) = holdings::release(change.tx, owner, &row.entry.checksum)? {
        players::count(change.tx, owner, 0, 0, negative(charged))?;
    }
    let freed = contents::delete_if_unused(change.tx, &row.entry.checksum)?;
    let (bytes, key) = freed.unwrap_or((0, None));
    if let Some(key) = key {
        // The file itself goes later: somebody may be reading it, or exporting a moment at which it was there.
        garbage::insert(change.tx, &key, change.now)?;
    }
    let (logical_bytes, stored_bytes) = (negative(row.entry.file_size), negative(bytes));
    totals::add(change.tx, Totals { logical_bytes, stored_bytes, ..Totals::default() })?;
    Ok(bytes)
}

fn negative(value: u64) -> i64 {
    -i64::try_from(value).unwrap_or(i64::MAX)
}
