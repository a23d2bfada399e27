//! Saving a world on this machine.

use std::future::Future;
use std::sync::Arc;

use bytes::Bytes;
use multiverse_model::{Day, SnapshotType, Tick, UniverseId};

use super::line::{End, HeldLine};
use super::notes::{self, ForkPoint, UniverseNote};
use super::options::{NewUniverse, SaveOptions};
use super::status::{SyncPhase, UniverseStatus};
use super::{SaveError, SaveLoadService, Shared, forking};
use crate::storage::{NewSave, Origin, Parent, SaveRecord, SyncState};
use crate::time;
use crate::world::World;

/// A save that is on this machine.
#[derive(Debug, Clone)]
pub struct Saved {
    /// The save, with the universe that it belongs to: not the one that was asked for, if that goes on in a fork.
    pub record: SaveRecord,
    /// The universe that was forked for it, because the game went on from an earlier save.
    pub forked_from: Option<UniverseId>,
}

/// A world that has been written.
struct Written {
    tick: Tick,
    day: Day,
    kind: SnapshotType,
    entity_count: u64,
    content_type: String,
    bytes: Bytes,
}

impl SaveLoadService {
    /// Saves a world, durably on this machine when this answers, and queues it for the server.
    ///
    /// The world is written before this returns its future, so that the game may go on meanwhile. Saves of one
    /// universe are done one after the other. If the future is dropped, the save is finished all the same.
    ///
    /// # Errors
    /// [`SaveError`]; what was saved before is untouched.
    pub fn save<W: World + ?Sized>(
        &self,
        universe: &UniverseId,
        world: &W,
        options: SaveOptions,
    ) -> impl Future<Output = Result<Saved, SaveError>> + Send + use<W> {
        let written = write(world, &options);
        let (shared, universe) = (Arc::clone(&self.shared), universe.clone());
        async move {
            let written = written?;
            // In a task of its own: half a save, where the game does not know what it extends, must not be.
            let task = tokio::spawn(async move { shared.save(&universe, written, options).await });
            task.await.map_err(|_| SaveError::Closed)?
        }
    }
}

fn write<W: World + ?Sized>(world: &W, options: &SaveOptions) -> Result<Written, SaveError> {
    Ok(Written {
        kind: options.kind().map_err(SaveError::Options)?,
        tick: world.tick(),
        day: world.day(),
        entity_count: world.entity_count(),
        content_type: world.content_type().to_owned(),
        bytes: world.serialize()?,
    })
}

impl Shared {
    async fn save(
        &self,
        asked: &UniverseId,
        written: Written,
        options: SaveOptions,
    ) -> Result<Saved, SaveError> {
        let mut held = self.hold(asked).await;
        let end = self.end(&held).await?;
        if let Some(last) = end.position.as_ref().filter(|last| written.tick < last.tick) {
            let (universe_id, last) = (held.id.clone(), last.tick);
            return Err(SaveError::Backwards { universe_id, tick: written.tick, last });
        }
        let parent = end.position.as_ref().map(|last| Parent { key: last.key(), checksum: last.checksum });
        let forked_from = if end.is_past() { Some(self.fork_off(&mut held, &end).await?) } else { None };
        let record = self.storage.save(new_save(&held.id, written, options, parent)).await?;
        held.line.position = Some(record.key());
        held.line.known = Some(End { tip: Some(record.clone()), position: Some(record.clone()) });
        if record.sync == SyncState::Pending {
            self.count_pending(&held.id);
            self.wake.notify_one();
        }
        Ok(Saved { record, forked_from })
    }

    /// Leaves the universe for a fork of it at the save that the game goes on from.
    async fn fork_off(&self, held: &mut HeldLine, end: &End) -> Result<UniverseId, SaveError> {
        let Some(point) = &end.position else { return Ok(held.id.clone()) };
        let source = notes::universe(self.storage.as_ref(), &held.id).await?;
        let name = source.as_ref().map_or(held.id.as_str(), |note| note.new.name.as_str());
        let id = time::new_universe_id()?;
        let new = NewUniverse::named(forking::name_of_fork(name, point.tick)).with_id(id.clone());
        let fork_of = Some(ForkPoint { key: point.key(), checksum: point.checksum });
        let note = UniverseNote { with_first_save: true, ..UniverseNote::to_make(new, fork_of) };
        self.declare(&id, note).await?;
        // From here on the game's saves go to the fork. If the program ends before the save is there, they go to the
        // fork's start, which is where the game was.
        self.leads.lead_on(self.storage.as_ref(), &held.id, &id).await?;
        let fork = self.hold(&id).await;
        let left = std::mem::replace(held, fork);
        Ok(left.id)
    }

    fn count_pending(&self, universe: &UniverseId) {
        self.status.send_modify(|status| {
            let known = status.universes.entry(universe.clone());
            let known = known.or_insert(UniverseStatus { pending: 0, state: SyncPhase::Pending });
            known.pending += 1;
            if known.state == SyncPhase::Synced {
                known.state = SyncPhase::Pending;
            }
        });
    }
}

fn new_save(
    universe: &UniverseId,
    written: Written,
    options: SaveOptions,
    parent: Option<Parent>,
) -> NewSave {
    NewSave {
        universe_id: universe.clone(),
        tick: written.tick,
        day: written.day,
        saved_at: time::now(),
        kind: written.kind,
        canon_event: options.canon_event,
        label: options.label,
        decay_policy: options.decay_policy,
        parent,
        content_type: written.content_type,
        entity_count: written.entity_count,
        origin: Origin::Saved,
        sync: if options.sync_to_server { SyncState::Pending } else { SyncState::Local },
        bytes: written.bytes,
    }
}
