//! Making universes and forking them, also without a network.

use multiverse_model::{Tick, UniverseId, UniverseName};

use super::line::Line;
use super::loading::Loaded;
use super::notes::{self, ForkPoint, UniverseNote};
use super::options::{NewUniverse, Source, Which};
use super::{LoadError, SaveLoadService, Shared, lock};
use crate::storage::StorageError;
use crate::time;

/// A universe that starts at a save of another.
#[derive(Debug, Clone)]
pub struct Forked {
    /// The fork.
    pub universe_id: UniverseId,
    /// The save that it starts with: what the game goes on from.
    pub start: Loaded,
}

impl SaveLoadService {
    /// Makes a universe, here at once and on the server as soon as that answers. Answers its id.
    ///
    /// A universe that is there already is left as it is, so that this can be called at each start.
    ///
    /// # Errors
    /// [`StorageError`].
    pub async fn create_universe(&self, new: NewUniverse) -> Result<UniverseId, StorageError> {
        let id = new.id.clone().map_or_else(time::new_universe_id, Ok)?;
        if notes::universe(self.shared.storage.as_ref(), &id).await?.is_none() {
            self.shared.declare(&id, UniverseNote::to_make(new, None)).await?;
        }
        Ok(id)
    }

    /// Travels in time: starts a universe with a save of another, here at once and on the server as soon as that
    /// answers. The other is not changed, and may be any that the server lets the player read.
    ///
    /// Works without a network if the save is on this machine.
    ///
    /// # Errors
    /// [`LoadError`].
    pub async fn fork(
        &self,
        source: &UniverseId,
        which: Which,
        new: NewUniverse,
    ) -> Result<Forked, LoadError> {
        // The game stays where it is in the source.
        let mut held = self.shared.hold(source).await;
        held.line.known = None;
        let start = self.shared.load(&held, which, Source::LocalFirst).await?;
        drop(held);
        let universe_id = new.id.clone().map_or_else(time::new_universe_id, Ok)?;
        let point = &start.record;
        let fork_of = Some(ForkPoint { key: point.key(), checksum: point.checksum });
        self.shared.declare(&universe_id, UniverseNote::to_make(new, fork_of)).await?;
        Ok(Forked { universe_id, start })
    }

    /// Makes saves and loads of a universe be of itself again, after they were led on to a fork: because histories
    /// diverged, or because the game went on from an earlier save.
    ///
    /// # Errors
    /// [`StorageError`].
    pub async fn return_to(&self, universe: &UniverseId) -> Result<(), StorageError> {
        let held = self.shared.hold(universe).await;
        self.shared.leads.stay(self.shared.storage.as_ref(), universe).await?;
        drop(held);
        self.shared.forget_position(universe).await;
        Ok(())
    }
}

impl Shared {
    /// Remembers a universe that the server is to be told of.
    pub(super) async fn declare(&self, id: &UniverseId, note: UniverseNote) -> Result<(), StorageError> {
        notes::set_universe(self.storage.as_ref(), id, &note).await?;
        lock(&self.unmade).insert(id.clone());
        self.wake.notify_one();
        Ok(())
    }

    async fn forget_position(&self, universe: &UniverseId) {
        let line = lock(&self.lines).get(universe).cloned();
        if let Some(line) = line {
            *line.lock().await = Line::default();
        }
    }
}

/// What a fork is called that nobody named.
pub(super) fn name_of_fork(source: &str, tick: Tick) -> UniverseName {
    named(source, &format!(" (from tick {tick})"))
}

/// A universe's name and a suffix, within the bounds of a name.
pub(super) fn named(source: &str, suffix: &str) -> UniverseName {
    let room = 200_usize.saturating_sub(suffix.chars().count());
    let name: String = source.chars().take(room).chain(suffix.chars()).collect();
    UniverseName::new(name).expect("an id or a name, cut to its bounds, with a short suffix is a name")
}
