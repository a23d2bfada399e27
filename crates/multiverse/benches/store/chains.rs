//! Timelines: what they take on disk against one gzip for each save, and what their ends cost to read against
//! inflating one.

use std::io::{Read, Write};
use std::path::Path;
use std::time::{Duration, Instant};

use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;
use multiverse_model::Tick;
use multiverse_store::{Caller, Document, NewSnapshot, Store, StoreSettings};
use worldline_histories::Shape;

use super::{Outcome, create, player, settings};

/// How often each read is measured.
const READS: usize = 15;

/// Saves of a made-up timeline: enough for chains of several levels.
const SAVES: usize = 60;

/// A timeline to measure.
struct History {
    name: String,
    saves: Vec<Vec<u8>>,
}

/// Prints a table of sizes and one of reads.
pub(super) async fn measure() -> Outcome {
    let mut histories = Vec::new();
    for name in ["village lived", "village busy", "village calm"] {
        let history = worldline_histories::find(name).ok_or("a history has another name")?;
        let saves = history.saves(1, Shape { bytes: 1_000_000, saves: SAVES });
        histories.push(History { name: name.to_owned(), saves });
    }
    if let Ok(corpus) = std::env::var("MULTIVERSE_CORPUS") {
        histories.push(read_corpus(Path::new(&corpus))?);
    }
    let mut reads = Vec::new();
    println!(
        "| timeline | saves | gzip -6 for each | stored | ratio | median save |\n|---|---|---|---|---|---|"
    );
    for history in &histories {
        let directory = tempfile::tempdir()?;
        size(history, directory.path()).await?;
        reads.push(time(history, directory.path()).await?);
    }
    println!("\n| read | links | inflate its gzip | cold | ratio | warm |\n|---|---|---|---|---|---|");
    reads.into_iter().flatten().for_each(|line| println!("{line}"));
    Ok(())
}

async fn size(history: &History, directory: &Path) -> Outcome {
    let store = Store::open(directory, settings())?;
    let ada = player();
    let id = create(&store, &ada, Some("world")).await?;
    let mut times = Vec::new();
    for (tick, save) in (0..).zip(&history.saves) {
        let started = Instant::now();
        let document = Document::new(save.clone().into());
        store.save(&ada, &id, NewSnapshot::at(Tick::new(tick)?), document).await?;
        times.push(started.elapsed());
    }
    let mut gzip_bytes = 0;
    for save in &history.saves {
        gzip_bytes += gzip(save)?.len() as u64;
    }
    let stored = store.stats().await?.stored_bytes;
    #[expect(clippy::cast_precision_loss, reason = "a ratio")]
    let ratio = gzip_bytes as f64 / stored as f64;
    println!(
        "| {} | {} of {} kB | {gzip_bytes} | {stored} | {ratio:.1} | {:.2} ms |",
        history.name,
        history.saves.len(),
        history.saves.first().map_or(0, Vec::len) / 1000,
        median(&mut times).as_secs_f64() * 1e3,
    );
    Ok(())
}

/// Times reads of the start, the middle and the end of the longest chain.
async fn time(history: &History, directory: &Path) -> Outcome<Vec<String>> {
    let chain = longest_chain(directory)?;
    let places = [("start", chain.len() - 1), ("middle", chain.len() / 2), ("end", 0)];
    let cold = Store::open_read_only(directory, StoreSettings { content_cache_bytes: 0, ..settings() })?;
    let warm = Store::open_read_only(directory, settings())?;
    let mut lines = Vec::new();
    for (place, at) in places {
        let tick = Tick::new(chain[at])?;
        let save = history.saves.get(usize::try_from(tick.get())?).ok_or("a tick of another history")?;
        let packed = gzip(save)?;
        let (mut inflating, mut colds, mut warms) = (Vec::new(), Vec::new(), Vec::new());
        let ada = player();
        read(&warm, &ada, tick).await?;
        // Turn about, so that what else the machine does falls on all alike.
        for _ in 0..READS {
            let started = Instant::now();
            let mut inflated = Vec::with_capacity(save.len());
            GzDecoder::new(packed.as_slice()).read_to_end(&mut inflated)?;
            inflating.push(started.elapsed());
            colds.push(read(&cold, &ada, tick).await?);
            warms.push(read(&warm, &ada, tick).await?);
        }
        let (inflating, cold, warm) = (median(&mut inflating), median(&mut colds), median(&mut warms));
        lines.push(format!(
            "| {}, {place} of the longest chain | {} | {:.2} ms | {:.2} ms | {:.2} | {:.3} ms |",
            history.name,
            chain.len() - 1 - at,
            inflating.as_secs_f64() * 1e3,
            cold.as_secs_f64() * 1e3,
            cold.as_secs_f64() / inflating.as_secs_f64(),
            warm.as_secs_f64() * 1e3,
        ));
    }
    Ok(lines)
}

async fn read(store: &Store, caller: &Caller, tick: Tick) -> Outcome<Duration> {
    let started = Instant::now();
    store.at(caller, &"world".parse()?, tick, false).await?;
    Ok(started.elapsed())
}

/// The ticks of the saves that one of the deepest rests on, itself first.
fn longest_chain(directory: &Path) -> Outcome<Vec<u64>> {
    let tables = rusqlite::Connection::open(directory.join("catalog.sqlite"))?;
    let sql = "WITH RECURSIVE chain (checksum, base, place) AS (
        SELECT * FROM (SELECT checksum, base, 0 FROM contents ORDER BY depth DESC LIMIT 1) UNION ALL
        SELECT c.checksum, c.base, place + 1 FROM contents c JOIN chain ON c.checksum = chain.base)
        SELECT (SELECT MIN(tick) FROM snapshots s WHERE s.checksum = chain.checksum) FROM chain ORDER BY place";
    let mut statement = tables.prepare(sql)?;
    let ticks = statement.query_map([], |row| row.get::<_, i64>(0))?;
    ticks.map(|tick| Ok(tick?.unsigned_abs())).collect()
}

fn read_corpus(directory: &Path) -> Outcome<History> {
    let files = std::fs::read_dir(directory)?.map(|file| Ok(file?.path()));
    let mut files = files.collect::<Outcome<Vec<_>>>()?;
    files.sort();
    let saves = files.iter().map(std::fs::read).collect::<Result<_, _>>()?;
    let name = directory.file_name().unwrap_or_default().to_string_lossy().into_owned();
    Ok(History { name, saves })
}

fn gzip(save: &[u8]) -> Outcome<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::new(6));
    encoder.write_all(save)?;
    Ok(encoder.finish()?)
}

fn median(times: &mut [Duration]) -> Duration {
    times.sort_unstable();
    times.get(times.len() / 2).copied().unwrap_or_default()
}
