//! `kill -9` at any instant: what was acknowledged is kept as it was, and nothing is half there.

mod child;
mod journal;

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{ChildStdout, Command, Stdio};
use std::time::Duration;

use multiverse_client::storage::{FileStorage, LocalStorage, SqliteStorage, StorageError};

use crate::fixtures::Random;
use child::Line;
use journal::Journal;

const ROUNDS: u64 = 30;

#[tokio::test]
async fn thirty_kills_of_a_program_that_saves_in_files_lose_nothing() {
    let place = tempfile::tempdir().unwrap();
    survives(place.path(), "files", |path| FileStorage::open(path)).await;
    for folder in std::fs::read_dir(place.path().join("saves")).unwrap() {
        for file in std::fs::read_dir(folder.unwrap().path()).unwrap() {
            let name = file.unwrap().file_name().into_string().unwrap();
            assert!(!name.ends_with(".new") && !name.ends_with(".deleted"), "{name} is left of a crash");
        }
    }
}

#[tokio::test]
async fn thirty_kills_of_a_program_that_saves_in_sqlite_lose_nothing() {
    let place = tempfile::tempdir().unwrap();
    let path = place.path().join("saves.sqlite");
    survives(&path, "sqlite", |path| SqliteStorage::open(path)).await;
    let database = rusqlite::Connection::open(&path).unwrap();
    let check: String = database.query_row("PRAGMA integrity_check", [], |row| row.get(0)).unwrap();
    assert_eq!(check, "ok");
}

async fn survives<S: LocalStorage>(
    place: &Path,
    kind: &str,
    open: impl Fn(&Path) -> Result<S, StorageError>,
) {
    let mut journal = Journal::default();
    for round in 0..ROUNDS {
        let mut random = Random::new(round);
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", child::NAME, "--ignored", "--nocapture"])
            .envs([(child::KIND, kind), (child::SEED, &round.to_string())])
            .env(child::PLACE, place)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap());
        let mut left = 1 + random.below(16);
        while left > 0 {
            left -= u64::from(note(&mut lines, &mut journal).expect("the program saves until it is killed"));
        }
        // The instant falls anywhere in the next few steps, or before them; nothing depends on where.
        std::thread::sleep(Duration::from_micros(random.below(8_000)));
        child.kill().unwrap();
        child.wait().unwrap();
        // What it had acknowledged by then counts too.
        while note(&mut lines, &mut journal).is_some() {}
        journal.verify(&open(place).unwrap()).await;
    }
    assert!(journal.acknowledged() > 150, "the rounds did hardly anything");
}

/// Reads a line, and tells whether it acknowledged something; none at the end, where the last may be cut short.
fn note(lines: &mut BufReader<ChildStdout>, journal: &mut Journal) -> Option<bool> {
    let mut line = String::new();
    lines.read_line(&mut line).unwrap();
    let text = line.strip_suffix('\n')?;
    let Some(text) = text.strip_prefix(child::MARK) else { return Some(false) };
    match serde_json::from_str(text).unwrap() {
        Line::Begin(step) => journal.begin(step),
        Line::Done(record) => {
            journal.done(record.map(|record| *record));
            return Some(true);
        }
    }
    Some(false)
}
