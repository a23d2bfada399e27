//! A server, the network before it, and players with machines of their own.

mod doomed;
mod hamlet;
mod history;
mod network;
mod player;
#[path = "../../api/support/process.rs"]
mod process;
mod seeded;
mod server;
mod village;

pub(crate) use doomed::{Doom, Doomed, Instant};
pub(crate) use hamlet::Hamlet;
pub(crate) use history::{History, history};
pub(crate) use network::{Network, Weather};
pub(crate) use player::{Machine, Player, saves, service};
pub(crate) use seeded::Seeded;
pub(crate) use server::Server;
pub(crate) use village::{Village, tick};

use multiverse_model::UniverseId;

/// A server, the network before it, and a player who has registered there.
pub(crate) async fn world() -> (Server, Network, Player) {
    let server = Server::start();
    let network = Network::new().await;
    network.lead_to(server.address());
    let ada = Player::registers(&network, "ada").await;
    (server, network, ada)
}

/// The universe that most of these stories are about.
pub(crate) fn village() -> UniverseId {
    "universe:village".parse().unwrap()
}
