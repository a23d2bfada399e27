//! Why `SqliteStorage` is set as it is: its settings against each other, one changed at a time.
//!
//! `cargo bench -p multiverse-client --bench sqlite_settings` prints a table of what a save of a village of 1.4 MB
//! takes: its hash and its packing, the commit, both together, and the bytes that are stored. Settings take turns, so
//! that what else the machine does is shared by all.

#![expect(clippy::print_stdout, reason = "a bench says what it measured")]

use std::path::Path;
use std::sync::mpsc::{SyncSender, sync_channel};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use multiverse_model::Checksum;
use rusqlite::{Connection, TransactionBehavior, params};
use worldline_histories::Shape;
use zstd::bulk::Compressor;

/// How often each setting gets its turn, and saves of a turn.
const TURNS: usize = 6;
const SAVES: usize = 50;

/// What a game does between two saves, at the least.
const PAUSE: Duration = Duration::from_millis(10);

type Outcome<T = ()> = Result<T, Box<dyn std::error::Error + Send + Sync>>;

#[derive(Clone, Copy)]
struct Setting {
    name: &'static str,
    /// The level of zstd; none for bytes as they are.
    level: Option<i32>,
    /// Of three parts, how many the thread of the save packs while another hashes and packs the rest.
    here: usize,
    page: u32,
    auto_vacuum: &'static str,
    /// Pages of the log at which SQLite copies it within a save; 0 for never.
    within: u32,
    /// Whether a thread copies the log after each save.
    between: bool,
}

/// As the storage is set.
const CHOSEN: Setting = Setting {
    name: "as chosen",
    level: Some(1),
    here: 2,
    page: 16_384,
    auto_vacuum: "INCREMENTAL",
    within: 0,
    between: true,
};

const SETTINGS: [Setting; 14] = [
    CHOSEN,
    Setting { name: "not packed", level: None, ..CHOSEN },
    Setting { name: "zstd -5", level: Some(-5), ..CHOSEN },
    Setting { name: "zstd -3", level: Some(-3), ..CHOSEN },
    Setting { name: "zstd -1", level: Some(-1), ..CHOSEN },
    Setting { name: "zstd 3", level: Some(3), ..CHOSEN },
    Setting { name: "hash beside all of the packing", here: 3, ..CHOSEN },
    Setting { name: "hash, then packing", here: 0, ..CHOSEN },
    Setting { name: "page_size 4096", page: 4096, ..CHOSEN },
    Setting { name: "page_size 65536", page: 65_536, ..CHOSEN },
    Setting { name: "auto_vacuum NONE", auto_vacuum: "NONE", ..CHOSEN },
    Setting { name: "auto_vacuum FULL", auto_vacuum: "FULL", ..CHOSEN },
    Setting { name: "wal_autocheckpoint 250", within: 250, between: false, ..CHOSEN },
    Setting { name: "no checkpoint", between: false, ..CHOSEN },
];

fn main() -> Outcome {
    let village = worldline_histories::find("village lived").ok_or("no such history")?;
    let worlds = village.saves(1, Shape { bytes: 1_400_000, saves: 20 });
    let mut figures: Vec<Figures> = SETTINGS.iter().map(|_| Figures::default()).collect();
    for turn in 0..TURNS {
        for place in 0..SETTINGS.len() {
            // Not always after the same one: what it left to the disk to do would be this one's burden.
            let place = (place * [1, 3, 5, 9, 11, 13][turn % 6] + turn) % SETTINGS.len();
            take_turn(SETTINGS[place], &worlds, &mut figures[place])?;
        }
    }
    println!("| setting | hash and pack, median | commit, median | save, median | save, p99 | stored |");
    println!("|---|---|---|---|---|---|");
    for (setting, figures) in SETTINGS.iter().zip(&mut figures) {
        figures.print(setting.name);
    }
    Ok(())
}

#[derive(Default)]
struct Figures {
    packing: Vec<Duration>,
    committing: Vec<Duration>,
    saving: Vec<Duration>,
    stored: usize,
}

impl Figures {
    fn print(&mut self, name: &str) {
        let at = |times: &mut Vec<Duration>, percent: usize| {
            times.sort_unstable();
            format!("{:.2} ms", times[times.len() * percent / 100].as_secs_f64() * 1e3)
        };
        println!(
            "| {name} | {} | {} | {} | {} | {} kB |",
            at(&mut self.packing, 50),
            at(&mut self.committing, 50),
            at(&mut self.saving, 50),
            at(&mut self.saving, 99),
            self.stored / self.saving.len() / 1000,
        );
    }
}

/// Saves into a new database.
fn take_turn(setting: Setting, worlds: &[Vec<u8>], figures: &mut Figures) -> Outcome {
    let place = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR"))?;
    let path = place.path().join("saves.sqlite");
    let mut connection = open(&path, setting)?;
    let copier = setting.between.then(|| Copier::start(&path)).transpose()?;
    let mut packers = [Packer::new(setting)?, Packer::new(setting)?];
    for world in worlds.iter().cycle().take(SAVES) {
        let started = Instant::now();
        let checksum = hash_and_pack(setting, &mut packers, world)?;
        let packed = started.elapsed();
        let stored = if setting.level.is_some() { &packers[0].buffer } else { world };
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let sql = "INSERT INTO documents (checksum, bytes) VALUES (?1, ?2)";
        transaction.prepare_cached(sql)?.execute(params![checksum.digest(), stored])?;
        transaction.commit()?;
        let saved = started.elapsed();
        figures.packing.push(packed);
        figures.committing.push(saved - packed);
        figures.saving.push(saved);
        figures.stored += stored.len();
        if let Some(copier) = &copier {
            copier.wake();
        }
        std::thread::sleep(PAUSE);
    }
    copier.map_or(Ok(()), Copier::stop)
}

fn open(path: &Path, setting: Setting) -> Outcome<Connection> {
    let connection = Connection::open(path)?;
    connection.pragma_update(None, "page_size", setting.page)?;
    connection.pragma_update(None, "auto_vacuum", setting.auto_vacuum)?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "wal_autocheckpoint", setting.within)?;
    connection.execute_batch("CREATE TABLE documents (id INTEGER PRIMARY KEY, checksum BLOB, bytes BLOB)")?;
    Ok(connection)
}

/// Copies the log between saves.
struct Copier {
    wake: SyncSender<()>,
    thread: JoinHandle<rusqlite::Result<()>>,
}

impl Copier {
    fn start(path: &Path) -> Outcome<Self> {
        let connection = Connection::open(path)?;
        connection.pragma_update(None, "synchronous", "FULL")?;
        let (wake, woken) = sync_channel(1);
        let thread = std::thread::spawn(move || {
            while woken.recv().is_ok() {
                connection.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |_| Ok(()))?;
            }
            Ok(())
        });
        Ok(Self { wake, thread })
    }

    fn wake(&self) {
        // It has been told already, if this fails.
        let _ = self.wake.try_send(());
    }

    fn stop(self) -> Outcome {
        drop(self.wake);
        Ok(self.thread.join().map_err(|_| "the copier panicked")??)
    }
}

struct Packer {
    compressor: Compressor<'static>,
    buffer: Vec<u8>,
}

impl Packer {
    fn new(setting: Setting) -> Outcome<Self> {
        Ok(Self { compressor: Compressor::new(setting.level.unwrap_or(1))?, buffer: Vec::new() })
    }

    fn pack(&mut self, bytes: &[u8]) -> std::io::Result<()> {
        self.buffer.clear();
        self.buffer.reserve(zstd::zstd_safe::compress_bound(bytes.len()));
        self.compressor.compress_to_buffer(bytes, &mut self.buffer).map(drop)
    }
}

fn hash_and_pack(setting: Setting, packers: &mut [Packer; 2], world: &[u8]) -> Outcome<Checksum> {
    let [here, there] = packers;
    if setting.level.is_none() {
        return Ok(Checksum::of(world));
    }
    if setting.here == 0 {
        here.pack(world)?;
        return Ok(Checksum::of(world));
    }
    let (head, tail) = world.split_at(world.len() / 3 * setting.here);
    let checksum = std::thread::scope(|scope| {
        let other = scope.spawn(|| there.pack(tail).map(|()| Checksum::of(world)));
        here.pack(head)?;
        other.join().map_err(|_| std::io::Error::other("it panicked"))?
    })?;
    here.buffer.extend_from_slice(&there.buffer);
    Ok(checksum)
}
