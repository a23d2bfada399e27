//! Storages to try things on, and what is tried.

use std::path::{Path, PathBuf};

use futures::FutureExt;
use futures::future::BoxFuture;
use multiverse_client::storage::conformance::{Abilities, Fixture};
use multiverse_client::storage::{
    FileStorage, LocalStorage, MemoryStorage, NewSave, SaveRecord, SqliteStorage, StorageError,
};
use multiverse_model::Tick;
use tempfile::TempDir;

pub(crate) struct InMemory;

impl Fixture for InMemory {
    type Storage = MemoryStorage;

    fn abilities(&self) -> Abilities {
        let mut abilities = Abilities::all();
        abilities.persists = false;
        abilities.can_be_damaged = false;
        abilities
    }

    fn open(&self) -> BoxFuture<'_, Result<MemoryStorage, StorageError>> {
        async { Ok(MemoryStorage::new()) }.boxed()
    }
}

/// A folder of files.
pub(crate) struct InFiles(TempDir);

impl InFiles {
    pub(crate) fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    pub(crate) fn storage(&self) -> Result<FileStorage, StorageError> {
        FileStorage::open(self.0.path())
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }
}

impl Fixture for InFiles {
    type Storage = FileStorage;

    fn open(&self) -> BoxFuture<'_, Result<FileStorage, StorageError>> {
        async { self.storage() }.boxed()
    }

    fn damage<'a>(&'a self, record: &'a SaveRecord) -> BoxFuture<'a, ()> {
        flip_a_byte(&self.path(&format!("saves/0xxx/{}.bin", record.sequence)));
        async {}.boxed()
    }
}

pub(crate) fn flip_a_byte(path: &Path) {
    let mut bytes = std::fs::read(path).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    std::fs::write(path, bytes).unwrap();
}

/// A file of SQLite's.
pub(crate) struct InSqlite(TempDir);

impl InSqlite {
    pub(crate) fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    pub(crate) fn storage(&self) -> Result<SqliteStorage, StorageError> {
        SqliteStorage::open(self.path())
    }

    pub(crate) fn folder(&self) -> &Path {
        self.0.path()
    }

    pub(crate) fn path(&self) -> PathBuf {
        self.0.path().join("saves.sqlite")
    }

    /// Runs a statement on the database, which is closed.
    pub(crate) fn execute(&self, sql: &str) {
        rusqlite::Connection::open(self.path()).unwrap().execute_batch(sql).unwrap();
    }
}

impl Fixture for InSqlite {
    type Storage = SqliteStorage;

    fn open(&self) -> BoxFuture<'_, Result<SqliteStorage, StorageError>> {
        async { self.storage() }.boxed()
    }

    fn damage<'a>(&'a self, record: &'a SaveRecord) -> BoxFuture<'a, ()> {
        let changed =
            "UPDATE documents SET bytes = CAST(substr(bytes, 1, 100) || x'00' || substr(bytes, 102) AS BLOB)";
        self.execute(&format!("{changed} WHERE sequence = {}", record.sequence));
        async {}.boxed()
    }
}

/// A small save of JSON at a tick.
pub(crate) fn draft(tick: u64) -> NewSave {
    NewSave::new("universe:a".parse().unwrap(), Tick::new(tick).unwrap(), format!("{{\"tick\": {tick}}}"))
}

/// Saves at ticks from 1 on.
pub(crate) async fn saved(storage: &impl LocalStorage, count: u64) -> Vec<SaveRecord> {
    let mut records = Vec::new();
    for tick in 1..=count {
        records.push(storage.save(draft(tick)).await.unwrap());
    }
    records
}

/// Numbers that depend on a seed alone (SplitMix64).
pub(crate) struct Random(u64);

impl Random {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ 0x6d75_6c74)
    }

    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    pub(crate) fn below(&mut self, bound: u64) -> u64 {
        self.next() % bound
    }
}

/// Bytes that do not compress, others for each seed.
pub(crate) fn noise(seed: u64, length: usize) -> Vec<u8> {
    let mut random = Random::new(seed);
    (0..length.div_ceil(8)).flat_map(|_| random.next().to_le_bytes()).take(length).collect()
}
