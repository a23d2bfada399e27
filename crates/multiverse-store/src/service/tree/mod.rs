//! The interchange tree: universes as files that people can read, back up and carry to another server.
//!
//! ```text
//! universes/index.json                            who is in which directory
//! universes/{id}/metadata.json                    the universe as the API shows it, + access, forkPoint
//! universes/{id}/timeline.json                    its entries as the API shows them, + ordinal
//! universes/{id}/snapshots/{tick}.snapshot.json.gz
//! universes/{id}/snapshots/canonical/{type}_{title}_day{day}.snapshot.json.gz
//! players/index.json, players/{id}/profile.json   never a token
//! passages/index.json
//! passages/{id}/metadata.json                     the passage as it is stored
//! passages/{id}/transits.json                     its trips as the API shows them, + number, ordinals
//! passages/{id}/entities/{id}.json                the entity of each trip that still has it, byte for byte
//! ```
//!
//! A directory is called by [`directory_name`] of its id, which is for people and file systems only: the id itself
//! stands in the file.

mod directory_name;
mod error;
pub(super) mod files;
mod passage;
mod path;
mod progress;

pub(super) use directory_name::directory_name;
pub use error::TreeError;
pub(super) use passage::{TreePassage, TreeTransit};
pub(super) use path::relative_path;
pub use progress::{Phase, Progress};
