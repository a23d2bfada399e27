//! Many players at once, who save, fork each other's universes and travel in time.

use std::collections::BTreeMap;
use std::sync::Arc;

use bytes::Bytes;
use futures::future::join_all;
use multiverse_client::storage::MemoryStorage;
use multiverse_client::{Download, NewUniverse, OnDivergence, SaveLoadService, Source, Which};
use multiverse_model::{UniverseId, UniverseName};

use crate::support::{Network, Player, Server, Village, history, saves, service, tick};

const PLAYERS: u64 = 20;
const UNIVERSES: u64 = 3;
const SAVES: u64 = 4;

/// A player with a game, and every document that a universe of theirs must have.
struct Game {
    number: u64,
    player: Player,
    service: SaveLoadService,
    lived: BTreeMap<UniverseId, BTreeMap<u64, Bytes>>,
}

fn universe(player: u64, number: u64) -> UniverseId {
    format!("universe:{player}-{number}").parse().unwrap()
}

fn named(name: &str) -> NewUniverse {
    NewUniverse::named(UniverseName::new(name).unwrap())
}

impl Game {
    async fn begins(network: &Network, number: u64) -> Self {
        let player = Player::registers(network, &format!("player-{number}")).await;
        let service = service(Arc::new(MemoryStorage::new()), &player, OnDivergence::Fork).await;
        Self { number, player, service, lived: BTreeMap::new() }
    }

    /// Lives some universes of their own; every third is private.
    async fn lives(&mut self) {
        for number in 0..UNIVERSES {
            let (id, name) = (universe(self.number, number), format!("village {number} of {}", self.number));
            let new = NewUniverse { is_public: Some(number != 2), ..named(&name) };
            self.service.create_universe(new.with_id(id.clone())).await.unwrap();
            for save in 1..=SAVES {
                self.saves(&id, save * 10, &name).await;
            }
        }
        assert_eq!(self.service.flush().await.pending(), 0);
    }

    async fn saves(&mut self, id: &UniverseId, at: u64, name: &str) {
        let saved = saves(&self.service, id, at, name).await;
        self.lived.entry(saved.record.universe_id).or_default().insert(at, Village::at(at, name).document());
    }

    /// Forks the next player's universe in the middle of its history, and lives on from there in another way.
    async fn forks_the_next(&mut self) {
        let source = universe((self.number + 1) % PLAYERS, self.number % 2);
        let name = format!("what {} made of it", self.number);
        let fork = self.service.fork(&source, Which::Nearest(tick(25)), named(&name)).await.unwrap();
        let start = fork.start.record.tick.get();
        assert_eq!(start, 20);
        let lived = self.lived.entry(fork.universe_id.clone()).or_default();
        lived.insert(start, fork.start.bytes);
        for save in 1..=SAVES {
            self.saves(&fork.universe_id, start + save * 10, &name).await;
        }
        assert_eq!(self.service.flush().await.pending(), 0);
    }

    /// Travels to a snapshot of another player's, as it was.
    async fn travels(&self, games: &[Self]) {
        for step in 1..PLAYERS {
            let other = &games[usize::try_from((self.number + step) % PLAYERS).unwrap()];
            let (id, at) = (universe(other.number, step % 2), 10 * (1 + step % SAVES));
            let loaded = self.service.load(&id, Which::Tick(tick(at)), Source::ServerFirst).await.unwrap();
            assert_eq!(loaded.bytes, other.lived[&id][&at], "tick {at} of {id}");
            let hidden = universe(other.number, 2);
            assert!(
                self.player.client.download(&hidden, Download::latest()).await.is_err(),
                "{hidden} is private"
            );
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn twenty_players_find_every_document_as_it_was_saved() {
    let server = Server::start();
    let network = Network::new().await;
    network.lead_to(server.address());
    let mut games = join_all((0..PLAYERS).map(|number| Game::begins(&network, number))).await;
    join_all(games.iter_mut().map(Game::lives)).await;
    join_all(games.iter_mut().map(Game::forks_the_next)).await;
    join_all(games.iter().map(|game| game.travels(&games))).await;
    let mut documents = 0;
    for game in &games {
        for (id, lived) in &game.lived {
            let there: BTreeMap<u64, Bytes> = history(&game.player.client, id).await.into_iter().collect();
            assert!(lived.iter().all(|(at, document)| there.get(at) == Some(document)), "{id}");
            documents += lived.len();
        }
    }
    let forks = PLAYERS * (SAVES + 1);
    assert_eq!(documents as u64, PLAYERS * UNIVERSES * SAVES + forks);
    let stats = games[0].player.client.stats().await.unwrap();
    assert_eq!(stats.universe_count, PLAYERS * (UNIVERSES + 1));
}
