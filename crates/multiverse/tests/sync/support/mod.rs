//! A server, the network before it, and players with machines of their own.

mod doomed;
mod history;
mod network;
mod player;
mod server;
mod village;

pub(crate) use doomed::{Doom, Doomed, Instant};
pub(crate) use history::{History, history};
pub(crate) use network::{Network, Weather};
pub(crate) use player::{Machine, Player, saves, service};
pub(crate) use server::Server;
pub(crate) use village::{Village, tick};
