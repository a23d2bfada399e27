//! Forking: a universe that starts at a snapshot of another.

use multiverse_model::wire::{ForkNews, ForkUniverse};
use multiverse_model::{
    Action, EventType, ForkOf, Millis, PlayerId, SnapshotEntry, SnapshotId, Tick, Universe, UniverseConfig,
    UniverseId, UniverseName,
};

use super::authorize::universe_for;
use super::lineage::MAX_GENERATIONS;
use super::players::owner_for;
use super::run::Change;
use super::view::Viewer;
use super::{Caller, Store, create, read, save};
use crate::StoreError;
use crate::catalog::tables::holdings;
use crate::catalog::tables::snapshots::EntryRow;
use crate::catalog::tables::universes::{self, ForkPoint, UniverseRow};
use crate::error::Rule;

impl Store {
    /// Starts a universe whose timeline begins with the entry of `source` at a tick.
    ///
    /// One transaction over metadata: no content is read or copied, so the cost does not depend on the world's
    /// size. From then on that entry never decays. A tick from before the source's own fork point forks the
    /// ancestor that has it.
    ///
    /// # Errors
    /// [`StoreError::NoSnapshotAt`] with the nearest ticks, [`StoreError::Decayed`], [`StoreError::Taken`],
    /// [`StoreError::Quota`], and those of [`check`](Store::check).
    pub async fn fork(
        &self,
        caller: &Caller,
        source: &UniverseId,
        request: ForkUniverse,
    ) -> Result<(Universe, ForkOf), StoreError> {
        let entry_id = SnapshotId::generate(self.now_ms(), self.random()?);
        let made = self.new_universe_id()?;
        let (actor, source) = (caller.actor.clone(), source.clone());
        let max_universes = self.inner.settings.max_universes_per_player;
        let forked = self
            .write(caller, move |change| {
                let asked = universe_for(change.tx, &actor, Action::ForkUniverse, &source)?;
                let owner_id = owner_for(&actor, request.owner_id.as_ref())?;
                let nearest = request.nearest.unwrap_or(false);
                let (parent, point) = read::find(change.tx, &actor, &asked, request.snapshot_tick, nearest)?;
                let new = NewFork {
                    id: request.id.clone().unwrap_or_else(|| made.clone()),
                    entry_id: entry_id.clone(),
                    name: request.name.clone(),
                    owner_id,
                    // An ancestor may have the tick: what is private of either stays so unless the caller says
                    // otherwise.
                    is_public: request
                        .is_public
                        .unwrap_or(asked.universe.is_public && parent.universe.is_public),
                    config: request.config.clone().or_else(|| asked.universe.config.clone()),
                    max_universes,
                };
                let row = fork_at(change, new, &parent, &point)?;
                let universe = Viewer::default().view(change.tx, &actor, row)?;
                let point = ForkOf { universe_id: parent.universe.id, snapshot_tick: point.entry.tick };
                Ok((universe, point))
            })
            .await?;
        metrics::counter!("multiverse_forks_total").increment(1);
        Ok(forked)
    }
}

/// What a fork is to be.
pub(super) struct NewFork {
    pub id: UniverseId,
    /// The id of its first entry.
    pub entry_id: SnapshotId,
    pub name: UniverseName,
    pub owner_id: PlayerId,
    pub is_public: bool,
    pub config: Option<UniverseConfig>,
    pub max_universes: u64,
}

/// Forks `source` at its entry `point`.
pub(super) fn fork_at(
    change: &mut Change<'_>,
    new: NewFork,
    source: &UniverseRow,
    point: &EntryRow,
) -> Result<UniverseRow, StoreError> {
    if !point.entry.has_snapshot {
        return Err(StoreError::Decayed { tick: point.entry.tick });
    }
    if source.generation >= MAX_GENERATIONS as u64 {
        return Err(Rule::TooManyGenerations { limit: MAX_GENERATIONS as u64 }.into());
    }
    let universe = Universe {
        id: new.id,
        name: new.name,
        owner_id: new.owner_id,
        created_at: change.now,
        last_snapshot_at: Millis::ZERO,
        snapshot_count: 0,
        canonical_event_count: 0,
        is_public: new.is_public,
        fork_of: None,
        config: new.config,
        description: source.universe.description.clone(),
        visitor_policy: source.universe.visitor_policy,
        head: None,
        deleted_at: None,
    };
    let fork_point = ForkPoint {
        universe_id: source.universe.id.clone(),
        tick: point.entry.tick,
        ordinal: point.ordinal,
        snapshot_id: point.entry.id.clone(),
    };
    let row = UniverseRow {
        universe,
        root_id: source.root_id.clone(),
        generation: source.generation + 1,
        fork_point: Some(fork_point),
        version: 1,
    };
    create::add(change, &row, new.max_universes)?;
    // Held, so that it counts while the fork needs it, and free of charge: nothing is added to the store.
    holdings::hold(change.tx, &row.universe.owner_id, &point.entry.checksum, 0)?;
    let first = SnapshotEntry {
        id: new.entry_id,
        universe_id: row.universe.id.clone(),
        timestamp: change.now,
        // The content is the source's: nothing is added to the store.
        stored_size: 0,
        ..point.entry.clone()
    };
    save::add_entry(change, &row, EntryRow { entry: first, ordinal: 1 })?;
    let row = universes::find(change.tx, &row.universe.id)?.ok_or(StoreError::Interrupted)?;
    tell(change, &source.universe.id, &row.universe)?;
    Ok(row)
}

/// Two events: who may read the fork alone learns of a universe, and who may read both learns where it comes from.
fn tell(change: &mut Change<'_>, source: &UniverseId, fork: &Universe) -> Result<(), StoreError> {
    change.emit_universe(EventType::UniverseCreated, fork)?;
    let Some(forked_from) = fork.fork_of.clone() else { return Ok(()) };
    let news = ForkNews { universe: fork.clone(), forked_from };
    change.emit_between(EventType::UniverseForked, source, &fork.id, &news)
}

/// What a fork is called that nobody named.
pub(super) fn default_name(source: &UniverseName, tick: Tick) -> UniverseName {
    let suffix = format!(" (from tick {tick})");
    let room = 200 - suffix.chars().count();
    let name: String = source.as_str().chars().take(room).chain(suffix.chars()).collect();
    UniverseName::new(name).unwrap_or_else(|_| source.clone())
}
