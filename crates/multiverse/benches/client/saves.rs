//! How long a save takes until it is on this machine, whatever the network does.

use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::Bytes;
use multiverse_client::storage::SqliteStorage;
use multiverse_client::{
    MultiverseClient, SaveLoadService, SaveOptions, SerializeError, ServiceSettings, World,
};
use multiverse_model::{Day, Tick, UniverseId};

use super::network::black_hole;
use super::{Outcome, Server, village};

/// Saves in each row.
const SAVES: u64 = 300;
/// How often a game saves at the most, about: a save does not wait for the one before it.
const PAUSE: Duration = Duration::from_millis(40);
/// Ticks from one save to the next.
const TICKS: u64 = 600;

/// A village that was written before the clock runs: what is measured is the save.
struct Written {
    tick: Tick,
    bytes: Bytes,
}

impl World for Written {
    fn tick(&self) -> Tick {
        self.tick
    }

    fn day(&self) -> Day {
        Day::ZERO
    }

    fn serialize(&self) -> Result<Bytes, SerializeError> {
        Ok(self.bytes.clone())
    }

    fn entity_count(&self) -> u64 {
        2_000
    }
}

pub(crate) async fn measure() -> Outcome {
    let mut village = village()?;
    let mut worlds = Vec::new();
    for _ in 0..SAVES {
        village.run(TICKS);
        worlds.push(Written { tick: village.tick(), bytes: village.serialize()? });
    }
    let bytes = worlds.iter().map(|world| world.bytes.len() as u64).sum::<u64>() / SAVES;
    println!("\nA save of a village of {bytes} bytes into SQLite, {SAVES} times:\n");
    println!("| the network | median | p99 | longest |\n|---|---|---|---|");
    let server = Server::start()?;
    let connected = server.player().await?;
    let hanging =
        MultiverseClient::builder(format!("http://{}", black_hole().await?)).token("mv_1").build()?;
    row("there is none", None, &worlds).await?;
    row("hangs", Some(hanging), &worlds).await?;
    row("a server takes each save", Some(connected), &worlds).await
}

async fn row(name: &str, client: Option<MultiverseClient>, worlds: &[Written]) -> Outcome {
    let directory = tempfile::tempdir()?;
    let storage = Arc::new(SqliteStorage::open(directory.path().join("saves.sqlite"))?);
    let service = SaveLoadService::open(storage, client, ServiceSettings::default()).await?;
    let id: UniverseId = "universe:village".parse()?;
    let mut times = Vec::new();
    for world in worlds {
        let began = Instant::now();
        service.save(&id, world, SaveOptions::auto()).await?;
        times.push(began.elapsed());
        tokio::time::sleep(PAUSE).await;
    }
    service.close().await;
    times.sort();
    let at = |share: usize| times[(times.len() * share / 100).min(times.len() - 1)].as_secs_f64() * 1e3;
    println!("| {name} | {:.2} ms | {:.2} ms | {:.2} ms |", at(50), at(99), at(100));
    Ok(())
}
