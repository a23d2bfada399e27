//! What the store promises about cost: forks, lists, group commits and starts, each against itself at another size;
//! timelines against gzip.
//!
//! `cargo bench -p multiverse --bench store` prints tables; `-- chains` only those of timelines, `-- writes` only the
//! rates of small writes. Every figure is a
//! ratio within this run: machines differ and are shared. A directory of JSON files in `MULTIVERSE_CORPUS`, saves of
//! one world in the order of their names, is measured as a timeline too.

#![expect(clippy::print_stdout, reason = "a bench says what it measured")]

mod chains;
mod writes;

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use multiverse_model::wire::{CreateUniverse, ForkUniverse};
use multiverse_model::{Actor, Tick, UniverseId};
use multiverse_store::{Caller, Document, ListQuery, NewSnapshot, Store, StoreSettings};
use serde_json::json;

type Outcome<T = ()> = Result<T, Box<dyn std::error::Error + Send + Sync>>;

fn main() -> Outcome {
    let runtime = tokio::runtime::Runtime::new()?;
    let asked_for = |part: &str| std::env::args().any(|argument| argument == part);
    if asked_for("writes") {
        return runtime.block_on(writes::measure());
    }
    runtime.block_on(chains::measure())?;
    if asked_for("chains") {
        return Ok(());
    }
    println!("\n| what | at | median | p99 | ratio |\n|---|---|---|---|---|");
    runtime.block_on(forks())?;
    runtime.block_on(writes::measure())?;
    let directory = tempfile::tempdir()?;
    runtime.block_on(lists(directory.path()))?;
    starts(directory.path())
}

/// A fork of a 50 MB world against one of a 50 kB world, turn about.
async fn forks() -> Outcome {
    let directory = tempfile::tempdir()?;
    let store = Store::open(directory.path(), settings())?;
    let ada = player();
    for (id, bytes) in [("small", 50_000), ("large", 50_000_000)] {
        create(&store, &ada, Some(id)).await?;
        store.save(&ada, &id.parse()?, NewSnapshot::at(Tick::ZERO), world(bytes, 7)).await?;
    }
    let before = store.stats().await?.stored_bytes;
    let (mut small, mut large) = (Vec::new(), Vec::new());
    for _ in 0..1000 {
        small.push(fork(&store, &ada, "small").await?);
        large.push(fork(&store, &ada, "large").await?);
    }
    let base = row("fork, one after the other", "50 kB", &mut small, None);
    row("fork, one after the other", "50 MB", &mut large, Some(base));
    println!("| bytes stored by 2,000 forks | | {} | | |", store.stats().await?.stored_bytes - before);
    Ok(())
}

async fn fork(store: &Store, caller: &Caller, source: &str) -> Outcome<Duration> {
    let request: ForkUniverse = serde_json::from_value(json!({"snapshotTick": 0, "name": "fork"}))?;
    let started = Instant::now();
    store.fork(caller, &source.parse()?, request).await?;
    Ok(started.elapsed())
}

/// The newest 100 of 1,000 universes against the newest 100 of 200,000.
async fn lists(directory: &Path) -> Outcome {
    let store = Store::open(directory, settings())?;
    let ada = player();
    let mut base = None;
    for (total, label) in [(1_000, "1,000 universes"), (200_000, "200,000 universes")] {
        let have = store.stats().await?.universe_count;
        let each = (total - have) / 64 + 1;
        let makers = (0..64).map(|_| {
            let (store, ada) = (store.clone(), ada.clone());
            tokio::spawn(async move {
                for _ in 0..each {
                    create(&store, &ada, None).await?;
                }
                Outcome::Ok(())
            })
        });
        for maker in makers.collect::<Vec<_>>() {
            maker.await??;
        }
        let mut times = Vec::new();
        for _ in 0..300 {
            let started = Instant::now();
            let page = store.list(&ada, ListQuery::default()).await?;
            times.push(started.elapsed());
            assert_eq!(page.items.len(), 100);
        }
        base = Some(row("list the newest 100", label, &mut times, base));
    }
    Ok(())
}

/// From the start of the process to its start line, on the store of 200,000 universes.
fn starts(directory: &Path) -> Outcome {
    let mut times = Vec::new();
    for _ in 0..10 {
        let started = Instant::now();
        let mut server = Command::new(env!("CARGO_BIN_EXE_multiverse"))
            .args(["serve", "--listen", "127.0.0.1:0", "--data"])
            .arg(directory)
            .stdout(Stdio::piped())
            .spawn()?;
        let stdout = server.stdout.take().ok_or("no stdout")?;
        BufReader::new(stdout).read_line(&mut String::new())?;
        times.push(started.elapsed());
        server.kill()?;
        server.wait()?;
    }
    row("start to ready", "200,000 universes", &mut times, None);
    Ok(())
}

fn settings() -> StoreSettings {
    StoreSettings { max_universes_per_player: u64::MAX, ..StoreSettings::default() }
}

fn player() -> Caller {
    Caller::new(Actor::Trusted("ada".parse().ok()))
}

async fn create(store: &Store, caller: &Caller, id: Option<&str>) -> Outcome<UniverseId> {
    let request: CreateUniverse =
        serde_json::from_value(json!({"id": id, "name": "a world", "isPublic": true}))?;
    Ok(store.create_universe(caller, request).await?.id)
}

/// A JSON document of about `bytes` that does not compress to nothing.
fn world(bytes: usize, seed: u64) -> Document {
    let (mut text, mut state) = (String::with_capacity(bytes + 40), seed);
    text.push('[');
    while text.len() < bytes {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        text.push_str(&format!("{{\"x\":{}}},", state >> 20));
    }
    text.push_str("null]");
    Document::new(text.into())
}

/// Prints a row and answers its median in seconds; with `base`, the ratio to it.
fn row(what: &str, at: &str, times: &mut [Duration], base: Option<f64>) -> f64 {
    times.sort_unstable();
    let median = times[times.len() / 2].as_secs_f64();
    let p99 = times[times.len() * 99 / 100].as_secs_f64();
    let ratio = base.map_or(String::new(), |base| format!("{:.2}", median / base));
    println!("| {what} | {at} | {:.3} ms | {:.3} ms | {ratio} |", median * 1e3, p99 * 1e3);
    median
}
