//! `kill -9` of a program that saves, at any instant.

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};
use std::sync::Arc;

use multiverse_client::storage::{SaveFilter, SyncKind};
use multiverse_client::{LoadError, MultiverseClient, Source, Which};
use multiverse_model::wire::RegisterPlayer;

use crate::support::{Machine, Network, Player, Seeded, Server, Village, history, saves, village};

const ROUNDS: u64 = 20;

#[tokio::test(flavor = "multi_thread")]
async fn a_program_that_is_killed_loses_no_save_and_uploads_none_twice() {
    let server = Server::start();
    let network = Network::new().await;
    network.lead_to(server.address());
    let anybody = MultiverseClient::builder(network.url()).build().unwrap();
    let ada = RegisterPlayer { id: Some("ada".parse().unwrap()), ..RegisterPlayer::default() };
    let token = anybody.register(ada).await.unwrap().token.unwrap();
    let machine = Machine::new();
    let mut acknowledged = BTreeSet::new();
    let mut random = Seeded(4);
    for _ in 0..ROUNDS {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["kills::the_program_that_is_killed", "--exact", "--ignored", "--nocapture"])
            .env("SAVES", machine.path())
            .env("SERVER", network.url())
            .env("TOKEN", token.reveal())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let ticks =
            lines.map_while(Result::ok).filter_map(|line| line.strip_prefix("saved ")?.parse::<u64>().ok());
        let wanted = 1 + random.below(30);
        acknowledged.extend(ticks.take(usize::try_from(wanted).unwrap()));
        for _ in 0..random.below(2_000) {
            std::thread::yield_now();
        }
        child.kill().unwrap();
        child.wait().unwrap();
    }
    let player = Player::of(&anybody, token.reveal());
    let game = machine.runs(&player).await;
    assert_eq!(game.flush().await.pending(), 0);
    let here = game.list(SaveFilter { sync: Some(SyncKind::Synced), ..SaveFilter::default() }).await.unwrap();
    let ticks: Vec<u64> = here.iter().map(|save| save.tick.get()).collect();
    // Each program goes on from the last save, acknowledged or not.
    assert_eq!(ticks, (1..=ticks.len() as u64).collect::<Vec<_>>());
    assert!(acknowledged.iter().all(|tick| ticks.contains(tick)));
    let expected: Vec<_> = ticks.iter().map(|at| (*at, Village::at(*at, "killed").document())).collect();
    assert_eq!(history(&player.client, &village()).await, expected);
    assert_eq!(player.client.stats().await.unwrap().universe_count, 1);
}

#[tokio::test]
#[ignore = "is run, and killed, by the test before"]
async fn the_program_that_is_killed() {
    let variable = |name| std::env::var(name).unwrap();
    let client = MultiverseClient::builder(variable("SERVER")).token(variable("TOKEN")).build().unwrap();
    let storage = Arc::new(multiverse_client::storage::SqliteStorage::open(variable("SAVES")).unwrap());
    let settings = multiverse_client::ServiceSettings::default();
    let game = multiverse_client::SaveLoadService::open(storage, Some(client), settings).await.unwrap();
    let last = match game.load(&village(), Which::Latest, Source::LocalFirst).await {
        Ok(loaded) => loaded.record.tick.get(),
        Err(LoadError::NotFound(_)) => 0,
        Err(error) => panic!("{error}"),
    };
    for tick in last + 1.. {
        saves(&game, &village(), tick, "killed").await;
        println!("saved {tick}");
    }
}
