//! What the storages on this machine cost: saves and loads of a village of 1.4 MB, lists among 10,000 saves, bytes.
//!
//! `cargo bench -p multiverse-client --bench storage` prints a table; `-- sqlite` only that storage's. The first row is
//! the disk alone: as many bytes written to a file and synced, without a hash or a record. Machines differ and are
//! shared, and a busy one takes a thread's turn for longer than a save lasts: compare within a run.

#![expect(clippy::print_stdout, reason = "a bench says what it measured")]

use std::fs::File;
use std::io::Write as _;
use std::path::Path;
use std::time::{Duration, Instant};

use bytes::Bytes;
use multiverse_client::storage::{
    FileStorage, LocalStorage, MemoryStorage, NewSave, Order, SaveFilter, SaveRecord, SqliteStorage,
};
use multiverse_model::Tick;
use worldline_histories::Shape;

/// Large saves that are measured.
const SAVES: u64 = 300;

/// What a game does between two saves, at the least: the log is copied meanwhile.
const PAUSE: Duration = Duration::from_millis(20);

/// Small saves among which is listed.
const MANY: u64 = 10_000;

type Outcome<T = ()> = Result<T, Box<dyn std::error::Error + Send + Sync>>;

#[tokio::main]
async fn main() -> Outcome {
    // Not in the system's place for temporary files, which may be memory.
    let place = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR"))?;
    let at = |name: &str| place.path().join(name);
    disk(&at("disk"))?;
    if is_asked("memory") {
        measure("memory", || Ok(MemoryStorage::new())).await?;
        many("memory", || Ok(MemoryStorage::new())).await?;
    }
    if is_asked("files") {
        measure("files", || Ok(FileStorage::open(at("files"))?)).await?;
        many("files", || Ok(FileStorage::open(at("many"))?)).await?;
    }
    if is_asked("sqlite") {
        measure("SQLite", || Ok(SqliteStorage::open(at("saves.sqlite"))?)).await?;
        many("SQLite", || Ok(SqliteStorage::open(at("many.sqlite"))?)).await?;
    }
    Ok(())
}

/// Whether the arguments name a storage, or none.
fn is_asked(name: &str) -> bool {
    let mut names = std::env::args().skip(1).filter(|argument| !argument.starts_with('-')).peekable();
    names.peek().is_none() || names.any(|argument| argument == name)
}

/// Saves of a village in which people live and die.
fn worlds() -> Outcome<Vec<Bytes>> {
    let village = worldline_histories::find("village lived").ok_or("no such history")?;
    let worlds = village.saves(1, Shape { bytes: 1_400_000, saves: 20 });
    Ok(worlds.into_iter().map(Bytes::from).collect())
}

/// Files of the same bytes, written and synced.
fn disk(folder: &Path) -> Outcome {
    println!("| storage | what | median | p99 | worst |\n|---|---|---|---|---|");
    std::fs::create_dir(folder)?;
    let mut times = Vec::new();
    for (number, world) in (0..SAVES).zip(worlds()?.iter().cycle()) {
        let started = Instant::now();
        let mut file = File::create(folder.join(format!("{number}")))?;
        file.write_all(world)?;
        file.sync_all()?;
        times.push(started.elapsed());
        std::thread::sleep(PAUSE);
    }
    row("the disk", "write and sync a file of 1.4 MB", &mut times);
    Ok(())
}

/// Saves and loads of whole worlds.
async fn measure<S: LocalStorage>(name: &str, open: impl Fn() -> Outcome<S>) -> Outcome {
    let worlds = worlds()?;
    let storage = open()?;
    let mut records: Vec<SaveRecord> = Vec::new();
    for (what, pause) in [("save 1.4 MB", PAUSE), ("save 1.4 MB without a pause", Duration::ZERO)] {
        let mut times = Vec::new();
        for (_, world) in (0..SAVES).zip(worlds.iter().cycle()) {
            let save = NewSave::new("universe:village".parse()?, tick(&records)?, world.clone());
            let started = Instant::now();
            records.push(storage.save(save).await?);
            times.push(started.elapsed());
            tokio::time::sleep(pause).await;
        }
        row(name, what, &mut times);
    }
    let mut times = Vec::new();
    for record in &records {
        let key = record.key();
        let started = Instant::now();
        storage.load(&key).await?;
        times.push(started.elapsed());
    }
    row(name, "load 1.4 MB", &mut times);
    let info = storage.info().await?;
    #[expect(clippy::cast_precision_loss, reason = "a figure for people")]
    let [logical, stored] = [info.logical_bytes, info.stored_bytes].map(|bytes| bytes as f64 / 1e6);
    println!("| {name} | {} saves of {logical:.0} MB take {stored:.0} MB | | | |", info.save_count);
    Ok(())
}

fn tick(records: &[SaveRecord]) -> Outcome<Tick> {
    Ok(Tick::new(u64::try_from(records.len())? * 1200)?)
}

/// Lists among many small saves of a hundred universes.
async fn many<S: LocalStorage>(name: &str, open: impl Fn() -> Outcome<S>) -> Outcome {
    let mut storage = open()?;
    let mut times = Vec::new();
    for number in 0..MANY {
        let universe = format!("universe:{}", number % 100).parse()?;
        let save = NewSave::new(universe, Tick::new(number)?, format!("{{\"number\":{number}}}"));
        let started = Instant::now();
        storage.save(save).await?;
        times.push(started.elapsed());
    }
    row(name, "save 20 bytes", &mut times);
    if name != "memory" {
        drop(storage);
        let started = Instant::now();
        storage = open()?;
        row(name, "open with 10,000 saves", &mut [started.elapsed()]);
    }
    let one = SaveFilter { universe_id: Some("universe:7".parse()?), ..SaveFilter::default() };
    let newest = SaveFilter { order: Order::NewestFirst, limit: Some(1), ..one.clone() };
    for (what, filter) in [
        ("list all 10,000", SaveFilter::default()),
        ("list the 100 of a universe", one),
        ("find the newest of a universe", newest),
    ] {
        let mut times = Vec::new();
        for _ in 0..100 {
            let started = Instant::now();
            storage.list(filter.clone()).await?;
            times.push(started.elapsed());
        }
        row(name, what, &mut times);
    }
    Ok(())
}

fn row(storage: &str, what: &str, times: &mut [Duration]) {
    times.sort_unstable();
    let shown = |place: usize| format!("{:.2} ms", times[place.min(times.len() - 1)].as_secs_f64() * 1e3);
    let (median, p99, worst) = (shown(times.len() / 2), shown(times.len() * 99 / 100), shown(times.len()));
    println!("| {storage} | {what} | {median} | {p99} | {worst} |");
}
