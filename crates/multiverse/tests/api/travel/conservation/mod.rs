//! One entity, in exactly one place, whatever crashes.
//!
//! Eight games move a thousand entities at random between ten universes. Each game has worlds of its own, kept in a
//! journal that outlives it; requests are repeated, delayed and sent twice; the server is killed at random instants, and
//! so are games; the time of travellers runs out. When all stands still, each entity is counted: in a world, with the
//! server, or in the hands of a game that knows what to do next.

mod audit;
mod game;
mod journal;
mod map;

use std::sync::Arc;

use serde_json::json;

use crate::crash::{self, Fuse, Random};
use crate::support::Server;
use audit::Audit;
use game::{Game, Shared};
use journal::Disk;
use map::Map;

const ROUNDS: u64 = 12;
const GAMES: u64 = 8;
const ENTITIES: u64 = 1_000;

/// Replays a run: `CONSERVATION_SEED=7 cargo nextest run conservation`.
fn seed() -> u64 {
    std::env::var("CONSERVATION_SEED").ok().and_then(|text| text.parse().ok()).unwrap_or(1)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_entity_is_in_exactly_one_place_whatever_crashes_or_is_repeated() {
    let seed = seed();
    println!("CONSERVATION_SEED={seed}");
    let mut random = Random::new(seed);
    let mut server = Server::start().await;
    let map = Arc::new(Map::drawn(&server, &mut random).await);
    let disks: Vec<Disk> = (0..GAMES).map(|number| Disk::with(&map, number, ENTITIES)).collect();
    let shared = Arc::new(Shared::default());
    for round in 0..ROUNDS {
        // Few at times, so that the server also dies right after it started.
        let acknowledgements = 1 + random.below(if round % 3 == 2 { 40 } else { 1_400 });
        let fuse = Arc::new(Fuse::after(acknowledgements));
        let playing = play(&server, &map, &disks, &shared, Some(&fuse), &mut random);
        fuse.blown().await;
        server.kill();
        for game in playing {
            game.await.unwrap();
        }
        // The moment of the kill: nobody moves.
        crash::audit::check(server.data());
        Audit::of(server.data(), &disks).accounts_for_all(ENTITIES, &format!("round {round}"));
        let_time_run_out(&server, &mut random);
        server = server.killed_and_restarted();
    }
    // Twice: what one game sends while it finishes what it had begun, another may have looked for in vain.
    for _ in 0..2 {
        for game in play(&server, &map, &disks, &shared, None, &mut random) {
            game.await.unwrap();
        }
    }
    let audit = Audit::of(server.data(), &disks);
    audit.accounts_for_all(ENTITIES, "the end");
    audit.is_at_rest(ENTITIES);
    crash::audit::check(server.data());
    println!("{} trips, {}", audit.trips(), shared.told());
    assert!(shared.steps() > 3_000 && audit.trips() > 1_000, "the rounds did hardly anything");
}

/// Starts every game from its disk. With a fuse they move until the server is gone; without, they bring everybody home
/// who is under way, and end.
fn play(
    server: &Server,
    map: &Arc<Map>,
    disks: &[Disk],
    shared: &Arc<Shared>,
    fuse: Option<&Arc<Fuse>>,
    random: &mut Random,
) -> Vec<tokio::task::JoinHandle<()>> {
    let start = |(number, disk): (usize, &Disk)| {
        let client = server.with_token(map.token(number));
        let game = Game {
            number: number as u64,
            client,
            disk: disk.clone(),
            map: Arc::clone(map),
            shared: Arc::clone(shared),
            fuse: fuse.cloned(),
            random: Random::new(random.next()),
        };
        tokio::spawn(game.play())
    };
    disks.iter().enumerate().map(start).collect()
}

/// Makes the time of some travellers run out while the server is down. It turns them back when it starts.
fn let_time_run_out(server: &Server, random: &mut Random) {
    let database = rusqlite::Connection::open(server.data().join("catalog.sqlite")).unwrap();
    let sql = "UPDATE transits SET expires_at = 0 WHERE state = 'in_transit' AND number % 4 = ?1";
    database.execute(sql, [i64::try_from(random.below(4)).unwrap()]).unwrap();
}

impl Map {
    /// Ten universes of one owner, whom every game may edit, and passages of every type between them.
    async fn drawn(server: &Server, random: &mut Random) -> Self {
        let owner = server.player("owner").await;
        let mut games = Vec::new();
        for number in 0..GAMES {
            games.push(server.player(&format!("game-{number}")).await.token().unwrap().to_owned());
        }
        let universes: Vec<String> = (0..10).map(|n| format!("universe:{n}")).collect();
        for universe in &universes {
            owner.creates(universe).await;
            for number in 0..GAMES {
                let path = format!("/api/universe/{universe}/access/game-{number}");
                owner.put(path, json!({"role": "editor"})).await.expect(200);
            }
        }
        let mut map = Self::new(universes.clone(), games);
        // A ring, so that everybody can go everywhere, and chords.
        for n in 0..30 {
            let kind = ["gate", "bridge", "thread", "confluence"][n % 4];
            let from = n % 10;
            let to = if n < 10 {
                (n + 1) % 10
            } else {
                (from + 2 + usize::try_from(random.below(7)).unwrap()) % 10
            };
            let id = owner.connects(&universes[from], &universes[to], kind).await;
            map.add(&id, &universes[from], &universes[to], kind != "thread");
        }
        map
    }
}
