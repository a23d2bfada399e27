//! A server to call, players who call it, and worlds to save.

mod line;
#[path = "../../api/support/process.rs"]
mod process;
mod server;
mod world;

pub(crate) use line::Line;
pub(crate) use server::{Server, builder_at};
pub(crate) use world::{Plays, id, named, noise, player_id, tick, world};
