//! `kill -9` of games and of their server, at any instant, while many people travel.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader};
use std::os::unix::process::ExitStatusExt;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::thread::JoinHandle;

use futures::{StreamExt, TryStreamExt};
use multiverse_client::storage::SqliteStorage;
use multiverse_client::{
    DepartOptions, LoadError, MultiverseClient, OnDivergence, SaveLoadService, Source, Which,
};
use multiverse_model::wire::{CreatePassage, CreateUniverse, ListArrivals};
use multiverse_model::{Direction, EntityId, PassageId, PassageType, TransitState, UniverseId, UniverseName};

use super::game::Played;
use crate::support::{Hamlet, Machine, Network, Player, Seeded, service, world};

/// Worlds, each on a machine of its own, in a ring.
const GAMES: usize = 4;

/// Who lives in each at first.
const PEOPLE: usize = 25;

const ROUNDS: u64 = 8;

/// A world of the ring, and the gates to the next one and from the one before.
struct Place {
    universe: UniverseId,
    ways: [(PassageId, Direction); 2],
    founders: Vec<EntityId>,
}

impl Place {
    fn universe(number: usize) -> UniverseId {
        format!("universe:{}", number % GAMES).parse().unwrap()
    }

    fn of(number: usize, gates: &[PassageId]) -> Self {
        let universe = Self::universe(number);
        let before = (number + GAMES - 1) % GAMES;
        let ways = [(gates[number].clone(), Direction::Forward), (gates[before].clone(), Direction::Reverse)];
        let founders = (0..PEOPLE).map(|n| EntityId::new(format!("{universe}/{n}")).unwrap()).collect();
        Self { universe, ways, founders }
    }

    /// Plays the world from where it was, or founds it.
    async fn plays(&self, service: &SaveLoadService) -> Played {
        let latest = service.load(&self.universe, Which::Latest, Source::LocalFirst).await;
        let (world, is_new) = match latest {
            Ok(loaded) => (Hamlet::read(&loaded.bytes), false),
            Err(LoadError::NotFound(_)) => {
                let people: Vec<_> = self.founders.iter().map(|id| (id, "{}")).collect();
                (Hamlet::with(&people), true)
            }
            Err(error) => panic!("{error}"),
        };
        let mut played = Played::of(service, &self.universe, world);
        played.traveller.resume(&mut played.world).await.unwrap();
        if is_new {
            played.saves().await;
        }
        played
    }
}

/// `KILLS_SEED=7` decides otherwise what the games do and when they are killed.
#[tokio::test(flavor = "multi_thread")]
async fn of_games_and_a_server_that_are_killed_everybody_is_in_one_place() {
    let (mut server, network, player) = world().await;
    let gates = connects(&player).await;
    let machines: Vec<Machine> = (0..GAMES).map(|_| Machine::new()).collect();
    let seed = std::env::var("KILLS_SEED").ok().and_then(|text| text.parse().ok()).unwrap_or(11);
    println!("KILLS_SEED={seed}");
    let mut chance = Seeded(seed);
    for round in 0..ROUNDS {
        let mut killed: Vec<JoinHandle<()>> = Vec::new();
        for (number, machine) in machines.iter().enumerate() {
            let child = starts(number, machine, &network, &player, &gates, chance.below(1 << 30));
            let deeds = 20 + chance.below(150);
            killed.push(std::thread::spawn(move || kills_after(child, deeds)));
        }
        if round % 2 == 1 {
            server = server.after_kill_and_restart();
            network.lead_to(server.address());
        }
        for game in killed {
            game.join().unwrap();
        }
        accounts_for_all(&machines, &player.reconnects(&network), &gates, false).await;
    }
    accounts_for_all(&machines, &player.reconnects(&network), &gates, true).await;
    assert!(trips(&player.reconnects(&network), &gates).await > 100, "hardly anybody travelled");
}

async fn trips(player: &Player, gates: &[PassageId]) -> usize {
    let mut trips = 0;
    for founder in (0..GAMES).flat_map(|number| Place::of(number, gates).founders) {
        trips += player.client.whole_journey(&founder).count().await;
    }
    trips
}

/// The universes and the gates of the ring, on the server.
async fn connects(player: &Player) -> Vec<PassageId> {
    for number in 0..GAMES {
        let name = UniverseName::new(format!("World {number}")).unwrap();
        let universe = CreateUniverse { id: Some(Place::universe(number)), ..CreateUniverse::named(name) };
        player.client.create_universe(universe).await.unwrap();
    }
    let mut gates = Vec::new();
    for number in 0..GAMES {
        let gate = CreatePassage {
            source_universe_id: Place::universe(number),
            target_universe_id: Place::universe(number + 1),
            kind: PassageType::Gate,
            created_by: None,
            source_position: None,
            target_position: None,
        };
        gates.push(player.client.create_passage(gate).await.unwrap().id);
    }
    gates
}

fn starts(
    number: usize,
    machine: &Machine,
    network: &Network,
    player: &Player,
    gates: &[PassageId],
    seed: u64,
) -> Child {
    let gates: Vec<&str> = gates.iter().map(PassageId::as_str).collect();
    Command::new(std::env::current_exe().unwrap())
        .args(["travel::kills::the_game_that_is_killed", "--exact", "--ignored", "--nocapture"])
        .env("SAVES", machine.path())
        .env("SERVER", network.url())
        .env("TOKEN", player.token())
        .env("NUMBER", number.to_string())
        .env("GATES", gates.join(" "))
        .env("SEED", seed.to_string())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap()
}

/// Kills a game after so many deeds. It does not end otherwise.
fn kills_after(mut child: Child, deeds: u64) {
    let lines = BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok);
    let done = lines.filter(|line| line.ends_with("done")).take(usize::try_from(deeds).unwrap()).count();
    child.kill().unwrap();
    let status = child.wait().unwrap();
    assert_eq!(status.signal(), Some(9), "{status}, after {done} deeds of {deeds}");
}

/// Everybody is in a world or due in one, and nobody is twice. In the end they are taken in where they are due.
async fn accounts_for_all(machines: &[Machine], player: &Player, gates: &[PassageId], is_the_end: bool) {
    let mut found: BTreeMap<EntityId, Vec<String>> = BTreeMap::new();
    for (number, machine) in machines.iter().enumerate() {
        let service = service(machine.storage(), player, OnDivergence::Fork).await;
        let mut played = Place::of(number, gates).plays(&service).await;
        assert_eq!(played.traveller.pending().await.unwrap(), []);
        while is_the_end && played.takes_in_who_is_due().await > 0 {}
        let due = player.client.all_arrivals(&played.universe, ListArrivals::default());
        for transit in due.try_collect::<Vec<_>>().await.unwrap() {
            found.entry(transit.entity_id).or_default().push(format!("due in {number} by {}", transit.id));
        }
        for id in played.world.people.keys() {
            found.entry(id.clone()).or_default().push(format!("in {number}"));
        }
        drop(played);
        service.close().await;
    }
    let wrong: Vec<_> = found.iter().filter(|(_, places)| places.len() != 1).collect();
    assert!(wrong.is_empty() && found.len() == GAMES * PEOPLE, "{} are found; {wrong:?}", found.len());
    assert!(!is_the_end || found.values().all(|places| places[0].starts_with("in ")));
}

#[tokio::test]
#[ignore = "is run, and killed, by the test before"]
async fn the_game_that_is_killed() {
    let variable = |name| std::env::var(name).unwrap();
    let anybody = MultiverseClient::builder(variable("SERVER")).build().unwrap();
    let player = Player::of(&anybody, &variable("TOKEN"));
    let storage = Arc::new(SqliteStorage::open(variable("SAVES")).unwrap());
    let service = service(storage, &player, OnDivergence::Fork).await;
    let gates: Vec<PassageId> = variable("GATES").split(' ').map(|id| id.parse().unwrap()).collect();
    let place = Place::of(variable("NUMBER").parse().unwrap(), &gates);
    let mut chance = Seeded(variable("SEED").parse().unwrap());
    let mut played = place.plays(&service).await;
    loop {
        does_something(&mut played, &place, &mut chance).await;
        println!("done");
    }
}

/// What is refused, or not answered, is part of the game.
async fn does_something(played: &mut Played, place: &Place, chance: &mut Seeded) {
    match chance.below(10) {
        0..=4 => {
            let people: Vec<EntityId> = played.world.people.keys().cloned().collect();
            if people.is_empty() {
                return;
            }
            let who = &people[usize::try_from(chance.below(people.len() as u64)).unwrap()];
            let (gate, direction) = &place.ways[usize::try_from(chance.below(2)).unwrap()];
            let options = DepartOptions { direction: *direction, ..DepartOptions::default() };
            drop(played.traveller.depart(&mut played.world, gate, who, options).await);
        }
        5..=7 => {
            let Ok(due) = played.traveller.arrivals().await else { return };
            for transit in due {
                if transit.state == TransitState::InTransit && chance.below(6) == 0 {
                    drop(played.traveller.reject(&transit.id, None).await);
                } else {
                    drop(played.traveller.arrive(&mut played.world, &transit.id).await);
                }
            }
        }
        8 => drop(played.traveller.settle(&mut played.world).await),
        _ => played.saves().await,
    }
}
