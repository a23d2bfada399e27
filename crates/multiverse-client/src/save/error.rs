//! Why a save, a load or a fork was not done.

use multiverse_model::{Tick, UniverseId};

use crate::client::ClientError;
use crate::storage::{SaveRecord, StorageError};
use crate::world::SerializeError;

/// Why a world was not saved. What was saved before is untouched.
#[derive(Debug, thiserror::Error)]
pub enum SaveError {
    /// The world cannot be written.
    #[error(transparent)]
    Serialize(#[from] SerializeError),
    /// The options do not go together.
    #[error("{0}")]
    Options(&'static str),
    /// The world is at an earlier tick than the last save: history is never rewritten. Load an earlier save, or fork
    /// it, and go on from there.
    #[error(
        "{universe_id} was saved at tick {last} already, and this world is at {tick}; load or fork an earlier save to go on from there"
    )]
    Backwards {
        /// The universe.
        universe_id: UniverseId,
        /// The world's tick.
        tick: Tick,
        /// The tick of the last save.
        last: Tick,
    },
    /// The storage on this machine failed.
    #[error(transparent)]
    Storage(#[from] StorageError),
    /// The service is shutting down.
    #[error("the service is closed; open it again to save")]
    Closed,
}

/// Why nothing was loaded or forked.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    /// Neither this machine nor the server has such a save.
    #[error("there is no such save of {0}, neither here nor on the server")]
    NotFound(UniverseId),
    /// It is not on this machine, and the server cannot be asked.
    #[error("that save of {universe_id} is not on this machine, and the server cannot be asked: {cause}")]
    Unreachable {
        /// The universe.
        universe_id: UniverseId,
        /// Why not.
        #[source]
        cause: Box<ClientError>,
    },
    /// The save on this machine is damaged and the server cannot give it back. It is left as it is; `older` may be
    /// [loaded](super::SaveLoadService::load_save) instead.
    #[error("the save at tick {} of {} is damaged{}", damaged.tick, damaged.universe_id, offer(older))]
    Damaged {
        /// The damaged one.
        damaged: Box<SaveRecord>,
        /// The newest one before it that is intact.
        older: Option<Box<SaveRecord>>,
    },
    /// The storage on this machine failed.
    #[error(transparent)]
    Storage(#[from] StorageError),
    /// The server refused.
    #[error(transparent)]
    Client(#[from] Box<ClientError>),
    /// The service is shutting down.
    #[error("the service is closed; open it again to load")]
    Closed,
}

fn offer(older: &Option<Box<SaveRecord>>) -> String {
    match older {
        Some(older) => format!("; the one at tick {} is intact and can be loaded", older.tick),
        None => ", and there is no older one that is intact".to_owned(),
    }
}
