//! A universe as its caller may see it.

use std::collections::HashMap;

use multiverse_model::{Action, Actor, SnapshotEntry, Universe, UniverseId};

use super::authorize::may_read_as_ancestor;
use super::{Caller, Store};
use crate::StoreError;
use crate::catalog::Transaction;
use crate::catalog::tables::snapshots::EntryRow;
use crate::catalog::tables::universes::{self, UniverseRow};

/// A universe's metadata with its entity tag.
#[derive(Debug, Clone)]
pub struct UniverseView {
    /// The metadata, without what the caller may not know.
    pub universe: Universe,
    /// Changes whenever `universe` does; no quotes.
    pub tag: String,
}

/// The entity tag of a view. Whether `forkOf` is shown depends on another universe's rights, so it is part of it.
pub(super) fn tag(version: u64, view: &Universe) -> String {
    format!("{version}-{}", u8::from(view.fork_of.is_some()))
}

/// Leaves out where a universe was forked from if the actor may not read that one, and remembers the answers, since
/// the universes of a list often come from the same.
#[derive(Default)]
pub(super) struct Viewer {
    readable: HashMap<UniverseId, bool>,
    eldest: HashMap<UniverseId, UniverseId>,
}

impl Viewer {
    pub(super) fn view(
        &mut self,
        tx: &mut dyn Transaction,
        actor: &Actor,
        row: UniverseRow,
    ) -> Result<Universe, StoreError> {
        let mut universe = row.universe;
        if let Some(source) = &universe.fork_of
            && !self.may_read(tx, actor, &source.universe_id)?
        {
            universe.fork_of = None;
        }
        Ok(universe)
    }

    /// The eldest universe that one descends from through universes that the actor may read.
    pub(super) fn eldest(
        &mut self,
        tx: &mut dyn Transaction,
        actor: &Actor,
        id: &UniverseId,
    ) -> Result<UniverseId, StoreError> {
        let (mut at, mut line) = (id.clone(), Vec::new());
        let eldest = loop {
            if let Some(known) = self.eldest.get(&at) {
                break known.clone();
            }
            let source = universes::find(tx, &at)?.and_then(|row| row.fork_point);
            match source {
                Some(point) if self.may_read(tx, actor, &point.universe_id)? => {
                    line.push(std::mem::replace(&mut at, point.universe_id));
                }
                _ => break at.clone(),
            }
        };
        line.push(at);
        self.eldest.extend(line.into_iter().map(|id| (id, eldest.clone())));
        Ok(eldest)
    }

    /// An entry as the actor may see it: the first of a fork extends one of the source, whose checksum would tell
    /// of it.
    pub(super) fn entry(
        &mut self,
        tx: &mut dyn Transaction,
        actor: &Actor,
        universe: &UniverseRow,
        row: EntryRow,
    ) -> Result<SnapshotEntry, StoreError> {
        let mut entry = row.entry;
        if row.ordinal == 1
            && let Some(point) = &universe.fork_point
            && !self.may_read(tx, actor, &point.universe_id)?
        {
            entry.parent = None;
        }
        Ok(entry)
    }

    fn may_read(
        &mut self,
        tx: &mut dyn Transaction,
        actor: &Actor,
        id: &UniverseId,
    ) -> Result<bool, StoreError> {
        if matches!(actor, Actor::Trusted(_)) {
            return Ok(true);
        }
        if let Some(known) = self.readable.get(id) {
            return Ok(*known);
        }
        let readable = match universes::find(tx, id)? {
            Some(row) => may_read_as_ancestor(tx, actor, &row)?,
            None => false,
        };
        self.readable.insert(id.clone(), readable);
        Ok(readable)
    }
}

impl Store {
    /// A universe's metadata.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] for one that is not there, is deleted, or is hidden from the caller.
    pub async fn universe(&self, caller: &Caller, id: &UniverseId) -> Result<UniverseView, StoreError> {
        let row = self.permitted(&caller.actor, Action::ReadUniverse, id).await?;
        let mut universe = row.universe.clone();
        if let Some(source) = &universe.fork_of
            && !self.may_read_source(&caller.actor, &source.universe_id).await?
        {
            universe.fork_of = None;
        }
        Ok(UniverseView { tag: tag(row.version, &universe), universe })
    }

    async fn may_read_source(&self, actor: &Actor, id: &UniverseId) -> Result<bool, StoreError> {
        let row = match self.universe_row(id).await {
            Err(StoreError::NotFound { .. }) => return Ok(false),
            row => row?,
        };
        if row.universe.is_public || matches!(actor, Actor::Trusted(_)) {
            return Ok(true);
        }
        let actor = actor.clone();
        self.read(move |tx| may_read_as_ancestor(tx, &actor, &row)).await
    }
}
