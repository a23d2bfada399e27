//! Saves: a village as a document, of the shape that existing games use, and back.
//!
//! ```json
//! { "header": { "game", "version", "name", "savedAt" },
//!   "multiverse": { "time": { "tick" } },
//!   "universes": [ { "identity", "time": { "universeTick", … }, "config",
//!                    "entities": [ { "id", "components": [ { "type", "data" } ] } ],
//!                    "worldState", "checksums": { "entities", "worldState" } } ],
//!   "passages": [] }
//! ```
//!
//! Each state has one text: members in a fixed order, no white space, no floats, people before plants before
//! buildings and each in the order of ids. `savedAt` is a tick: wall time would make every save another document.
//! Numbers are below 2^53, larger ones text, so that a program that parses and prints JSON changes nothing. A checksum is
//! the SHA-256 of the part's text as it stands in the document.

mod component;
mod document;
mod entity;
mod error;
mod read;
#[cfg(test)]
mod tests;
mod write;

pub(crate) use entity::{Written, read};
pub use error::SnapshotError;

/// What `header.game` says.
const GAME: &str = "multiverse-village";
/// What `header.version` says. It grows when a document of before cannot be read as before.
const VERSION: u32 = 1;
/// The largest document that is read, in bytes.
const MOST_BYTES: usize = 512 << 20;
/// The most entities in a document.
const MOST_ENTITIES: usize = 1_000_000;
