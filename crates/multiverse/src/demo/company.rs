//! The demo's players.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::path::Path;
use std::sync::Arc;

use anyhow::Context;
use multiverse_client::{MultiverseClient, Rhythm, Step};
use multiverse_model::wire::RegisterPlayer;
use multiverse_model::{DisplayName, PlayerId, Tick};
use multiverse_sim::TICKS_PER_DAY;

use super::script::PLAYERS;
use crate::players::{Manner, Player};

/// Enough that a village lives while its saves are uploaded, and few enough that little is to be done again for one that
/// was killed.
const AHEAD: u64 = 16;

/// The demo's players, at their machines.
#[derive(Clone)]
pub(super) struct Company {
    pub players: Vec<Arc<Player>>,
}

impl Company {
    /// Lets the players join the server, each with the saves of the last time.
    ///
    /// # Errors
    /// The server refuses, or the directory of their saves cannot be used.
    pub(super) async fn join(server: SocketAddr, saves: &Path) -> anyhow::Result<Self> {
        // On one machine the processor has more to do than the network.
        let url = format!("http://{}", reachable(server));
        let anybody = MultiverseClient::builder(url).compression(false).build()?;
        let mut players = Vec::new();
        for (number, (id, name)) in PLAYERS.into_iter().enumerate() {
            let client = join(&anybody, id, name).await;
            let client = client.with_context(|| format!("{name} cannot join the server"))?;
            let manner = Manner { rhythm: rhythm()?, ahead: AHEAD, patience: None, travels: true };
            let file = saves.join(format!("{id}.sqlite"));
            players.push(Arc::new(Player::open(number, client, &file, manner).await?));
        }
        Ok(Self { players })
    }

    /// The client of the player of a number.
    ///
    /// # Errors
    /// There is no such player.
    pub(super) fn client(&self, number: usize) -> anyhow::Result<&MultiverseClient> {
        let player = self.players.get(number).with_context(|| format!("there is no player {number}"))?;
        Ok(&player.client)
    }

    /// Ends all games.
    pub(super) async fn close(self) {
        for player in self.players {
            player.close().await;
        }
    }
}

/// The client's own rhythm while a village is young, and then a save a day: so that hundreds of days take a minute, and
/// their history is short enough to look through.
fn rhythm() -> anyhow::Result<Rhythm> {
    let steps = [(0, 1_200), (12_000, 6_000), (72_000, TICKS_PER_DAY)];
    let steps = steps.map(|(from, every)| Tick::new(from).map(|from| Step { from, every }));
    Ok(Rhythm::new(steps.into_iter().collect::<Result<Vec<_>, _>>()?))
}

/// Registers a player, and gives them a token of their own. Those of earlier starts count no more.
async fn join(anybody: &MultiverseClient, id: &str, name: &str) -> anyhow::Result<MultiverseClient> {
    let id: PlayerId = id.parse()?;
    let player = RegisterPlayer { id: Some(id.clone()), display_name: Some(DisplayName::new(name)?) };
    let token = match anybody.register(player).await?.token {
        Some(token) => token,
        // The server trusts whoever asks.
        None => anybody.add_token(&id).await?.token,
    };
    let client = anybody.with_token(token.reveal())?;
    client.revoke_tokens(&id).await?;
    Ok(client)
}

/// Where this machine reaches a server that listens there.
fn reachable(listening: SocketAddr) -> SocketAddr {
    let ip = match listening.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(ip) if ip.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
        ip => ip,
    };
    SocketAddr::new(ip, listening.port())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_that_listens_everywhere_is_reached_on_this_machine() {
        for (listening, expected) in [
            ("0.0.0.0:3001", "127.0.0.1:3001"),
            ("[::]:3001", "[::1]:3001"),
            ("127.0.0.1:3001", "127.0.0.1:3001"),
            ("192.0.2.1:3001", "192.0.2.1:3001"),
        ] {
            assert_eq!(reachable(listening.parse().unwrap()), expected.parse().unwrap());
        }
    }
}
