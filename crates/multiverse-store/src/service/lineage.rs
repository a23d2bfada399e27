//! Where a universe comes from, and its whole family.

use multiverse_model::wire::{Ancestor, FamilyTree, Relative};
use multiverse_model::{Action, Actor, Limit, UniverseId};

use super::authorize::{may_read_as_ancestor, universe_for};
use super::list::{ListQuery, Wanted, parts, walk};
use super::view::Viewer;
use super::{Caller, Store};
use crate::StoreError;
use crate::catalog::Transaction;
use crate::catalog::tables::snapshots::{Position, Span};
use crate::catalog::tables::universe_lists::{Scope, SortBy};
use crate::catalog::tables::universes::{self, UniverseRow};

/// The most generations that a lineage is followed. A fork of a universe with that many ancestors is refused, so
/// that no history is ever cut.
pub(super) const MAX_GENERATIONS: usize = 1_000;

/// One universe of a lineage with the part of its timeline that belongs to it.
pub(super) struct Generation {
    pub row: UniverseRow,
    /// Where its child was forked from it; none for the universe itself.
    pub until: Option<Position>,
}

impl Generation {
    pub(super) fn span(&self) -> Span<'_> {
        Span { universe: &self.row.universe.id, before: self.until }
    }
}

/// The universe of `id`, which the actor was permitted to read, and its ancestors, itself first. It ends before the
/// first that the actor may not read: who can read a fork cannot by that read what it was forked from.
pub(super) fn generations(
    tx: &mut dyn Transaction,
    actor: &Actor,
    id: &UniverseId,
) -> Result<Vec<Generation>, StoreError> {
    let mut line: Vec<Generation> = Vec::new();
    for row in universes::lineage(tx, id, MAX_GENERATIONS)? {
        let until = line.last().and_then(|child| child.row.fork_point.as_ref());
        let until = until.map(|point| Position { tick: point.tick, ordinal: point.ordinal });
        if !line.is_empty() && !may_read_as_ancestor(tx, actor, &row)? {
            break;
        }
        line.push(Generation { row, until });
    }
    Ok(line)
}

impl Store {
    /// A universe and those it descends from, root first. It begins after the last ancestor that the caller may
    /// not read: one from before that would tell that there is something between.
    ///
    /// # Errors
    /// Those of [`check`](Store::check).
    pub async fn lineage(&self, caller: &Caller, id: &UniverseId) -> Result<Vec<Ancestor>, StoreError> {
        let (actor, id) = (caller.actor.clone(), id.clone());
        self.read(move |tx| {
            universe_for(tx, &actor, Action::ReadUniverse, &id)?;
            let mut lineage = Vec::new();
            for generation in generations(tx, &actor, &id)? {
                let universe = Viewer::default().view(tx, &actor, generation.row)?;
                let fork_tick = universe.fork_of.map(|fork| fork.snapshot_tick);
                lineage.push(Ancestor { universe_id: universe.id, name: universe.name, fork_tick });
            }
            lineage.reverse();
            Ok(lineage)
        })
        .await
    }

    /// The family of a universe, oldest first: all that descend from its eldest ancestor through universes that the
    /// caller may read. One that descends through another would tell that there is one. So a page may be shorter
    /// than its limit although more follow.
    ///
    /// # Errors
    /// [`StoreError::BadCursor`], and those of [`check`](Store::check).
    pub async fn tree(
        &self,
        caller: &Caller,
        id: &UniverseId,
        limit: Limit,
        cursor: Option<String>,
    ) -> Result<FamilyTree, StoreError> {
        let (actor, id) = (caller.actor.clone(), id.clone());
        self.read(move |tx| {
            let row = universe_for(tx, &actor, Action::ReadUniverse, &id)?;
            let parts = parts(&actor, &ListQuery::default());
            let wanted = Wanted::everything(SortBy::Eldest);
            let page =
                walk(tx, &Scope::Family(row.root_id), &parts, &wanted, limit.get(), cursor.as_deref())?;
            let mut viewer = Viewer::default();
            let eldest = viewer.eldest(tx, &actor, &id)?;
            let mut universes = Vec::with_capacity(page.items.len());
            for row in page.items {
                if viewer.eldest(tx, &actor, &row.universe.id)? == eldest {
                    universes.push(relative(viewer.view(tx, &actor, row)?));
                }
            }
            Ok(FamilyTree { universe_id: id.clone(), universes, next_cursor: page.next })
        })
        .await
    }
}

fn relative(universe: multiverse_model::Universe) -> Relative {
    Relative {
        universe_id: universe.id,
        name: universe.name,
        owner_id: universe.owner_id,
        fork_of: universe.fork_of,
        head_tick: universe.head.map(|head| head.tick),
        snapshot_count: universe.snapshot_count,
        canonical_event_count: universe.canonical_event_count,
        created_at: universe.created_at,
        last_snapshot_at: universe.last_snapshot_at,
    }
}
