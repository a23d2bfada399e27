//! Forks that an entity came into because it was in the universe that was forked.

use std::collections::HashSet;

use multiverse_model::{Branch, EntityId, ForkOf, UniverseId};

use super::super::passages::Viewpoint;
use super::whereabouts::was_there;
use crate::StoreError;
use crate::catalog::Transaction;
use crate::catalog::tables::snapshots::Position;
use crate::catalog::tables::{movements, universes};

/// The most forks that one journey looks at.
const MAX_LOOKED_AT: usize = 1_000;

/// A search for the branches of an entity's way.
pub(super) struct Branches<'a> {
    entity: &'a EntityId,
    viewpoint: &'a mut Viewpoint,
    looked_at: usize,
    /// Universes whose forks were looked at.
    seen: HashSet<UniverseId>,
    found: Vec<Branch>,
}

impl<'a> Branches<'a> {
    pub(super) fn of(entity: &'a EntityId, viewpoint: &'a mut Viewpoint) -> Self {
        Self { entity, viewpoint, looked_at: 0, seen: HashSet::new(), found: Vec::new() }
    }

    /// The forks of `universes`, the forks of these, and so on, in which the entity was when they began; only those
    /// that the caller may read, through universes that they may read: another would tell that there is one between.
    pub(super) fn along(
        mut self,
        tx: &mut dyn Transaction,
        universes: &[UniverseId],
    ) -> Result<Vec<Branch>, StoreError> {
        // With each universe, whether the entity was in it from its beginning.
        let mut waiting = Vec::new();
        for id in universes.iter().rev() {
            if self.viewpoint.may_read(tx, id)? {
                waiting.push((id.clone(), movements::begins_with_departure(tx, id, self.entity)?));
            }
        }
        while let Some((id, from_beginning)) = waiting.pop() {
            if self.seen.insert(id.clone()) {
                waiting.extend(self.forks(tx, &id, from_beginning)?.into_iter().map(|fork| (fork, true)));
            }
        }
        Ok(self.found)
    }

    /// Notes the forks of a universe that the entity came into; answers them.
    fn forks(
        &mut self,
        tx: &mut dyn Transaction,
        source: &UniverseId,
        from_beginning: bool,
    ) -> Result<Vec<UniverseId>, StoreError> {
        let forks = universes::forks(tx, source, MAX_LOOKED_AT - self.looked_at)?;
        self.looked_at += forks.len();
        let mut entered = Vec::new();
        for fork in forks {
            let Some(point) = fork.fork_point else { continue };
            let entry = Position { tick: point.tick, ordinal: point.ordinal };
            let was_there = was_there(tx, source, self.entity, entry)?.unwrap_or(from_beginning);
            let id = fork.universe.id;
            if was_there && self.viewpoint.may_read(tx, &id)? {
                let fork_of = ForkOf { universe_id: source.clone(), snapshot_tick: point.tick };
                self.found.push(Branch { universe_id: id.clone(), fork_of });
                entered.push(id);
            }
        }
        Ok(entered)
    }
}
