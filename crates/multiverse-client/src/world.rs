//! What a game shows of its world so that it can be saved.

use bytes::Bytes;
use multiverse_model::{Day, Tick};
use serde::Serialize;

/// A world that can be saved.
///
/// Implement it for the game's own world, or wrap any [`serde::Serialize`] in a [`JsonWorld`].
pub trait World {
    /// The universe's clock now.
    fn tick(&self) -> Tick;

    /// The day of the universe's own calendar now.
    fn day(&self) -> Day;

    /// The whole world as one document.
    ///
    /// # Errors
    /// [`SerializeError`], if the world cannot be written; nothing is saved then.
    fn serialize(&self) -> Result<Bytes, SerializeError>;

    /// How many entities it has, to be shown beside a save.
    fn entity_count(&self) -> u64;

    /// The media type of the document.
    fn content_type(&self) -> &str {
        "application/json"
    }
}

/// A world that could not be written as a document.
#[derive(Debug, thiserror::Error)]
#[error("the world cannot be serialized; nothing was saved")]
pub struct SerializeError(#[source] Box<dyn std::error::Error + Send + Sync>);

impl SerializeError {
    /// One with its cause.
    #[must_use]
    pub fn new(cause: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self(cause.into())
    }
}

/// Any value that serde can write, as a world of JSON.
#[derive(Debug, Clone, Copy)]
pub struct JsonWorld<'a, T: ?Sized> {
    tick: Tick,
    day: Day,
    entity_count: u64,
    state: &'a T,
}

impl<'a, T: Serialize + ?Sized> JsonWorld<'a, T> {
    /// The world `state` at `tick` on `day`, with so many entities.
    #[must_use]
    pub fn new(tick: Tick, day: Day, entity_count: u64, state: &'a T) -> Self {
        Self { tick, day, entity_count, state }
    }
}

impl<T: Serialize + ?Sized> World for JsonWorld<'_, T> {
    fn tick(&self) -> Tick {
        self.tick
    }

    fn day(&self) -> Day {
        self.day
    }

    fn serialize(&self) -> Result<Bytes, SerializeError> {
        serde_json::to_vec(self.state).map(Bytes::from).map_err(SerializeError::new)
    }

    fn entity_count(&self) -> u64 {
        self.entity_count
    }
}
