//! `kill -9` while garbage is collected or the store compacted: nothing is lost, and what is left to do is done next.

use std::path::Path;
use std::time::{Duration, Instant};

use multiverse_model::wire::CreateUniverse;
use multiverse_model::{Actor, DecayPolicy, Tick, UniverseId};
use multiverse_store::{Caller, Document, NewSnapshot, Store, StoreError, StoreSettings};
use rusqlite::Connection;
use serde_json::Value;

use crate::workplace::Workplace;

/// Kills of each command.
const ROUNDS: u64 = 30;

/// Rounds on one store, before the next begins with the first again: so some go on where another was killed.
const ROUNDS_ON_ONE: u64 = 4;

fn ada() -> Caller {
    Caller::new(Actor::Trusted(Some("ada".parse().unwrap())))
}

fn tick(value: u64) -> Tick {
    Tick::new(value).unwrap()
}

/// SplitMix64's output function.
fn random(state: u64) -> u64 {
    let z = state.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// A village on a day. Whole it is too large for a row, and most of it stays as it was.
fn village(day: u64) -> Vec<u8> {
    let mut text = format!("{{\"day\":{day},\"people\":[");
    for n in 0..4500 {
        let x = if n % 500 == day % 500 { random(day << 32 | n) } else { random(n) };
        text.push_str(&format!("{{\"id\":\"{:016x}\",\"x\":{}}},", random(n << 8), x % 1000));
    }
    text.push_str("null]}");
    text.into_bytes()
}

struct Saved {
    universe: UniverseId,
    at: u64,
    document: Vec<u8>,
}

/// Universes with much to compact: saves from the newest to the oldest, and between two that stay many that decayed.
/// Much to collect: files whose time is past, files that nothing names, and contents that nothing needs.
async fn store(data: &Path) -> Vec<Saved> {
    let store = Store::open(data, StoreSettings::default()).unwrap();
    let mut saved = Vec::new();
    for n in 0..3_u64 {
        let request = format!(r#"{{"id": "u{n}", "name": "u{n}"}}"#);
        let request: CreateUniverse = serde_json::from_str(&request).unwrap();
        let id = store.create_universe(&ada(), request).await.unwrap().id;
        let days = (0..6).rev().chain(10..30);
        for day in days {
            let decays = (1..3).contains(&day) || (12..29).contains(&day);
            let decay_after_ticks = decays.then(|| tick(1));
            let policy = DecayPolicy { decay_after_ticks, ..DecayPolicy::default() };
            let snapshot = NewSnapshot { decay_policy: Some(policy), ..NewSnapshot::at(tick(day)) };
            let document = village(100 * n + day);
            store.save(&ada(), &id, snapshot, Document::new(document.clone().into())).await.unwrap();
            if !decays {
                saved.push(Saved { universe: id.clone(), at: day, document });
            }
        }
        assert!(store.clean_up(&ada(), &id, tick(1000)).await.unwrap().decayed > 10);
    }
    drop(store);
    let catalog = Connection::open(data.join("catalog.sqlite")).unwrap();
    catalog.execute("UPDATE garbage SET since = 0", []).unwrap();
    for n in 0..200_u64 {
        let folder = data.join(format!("vault/{:02x}", n % 8));
        std::fs::create_dir_all(&folder).unwrap();
        let file = std::fs::File::create(folder.join(format!("{n:060x}-{n:016x}"))).unwrap();
        file.set_modified(std::time::UNIX_EPOCH).unwrap();
        let row = "INSERT INTO contents (checksum, length, stored_length, coding, depth, chain_bytes, bytes, created_at)
                   SELECT randomblob(32), length, stored_length, coding, 0, stored_length, zeroblob(1), created_at
                   FROM contents LIMIT 1";
        catalog.execute(row, []).unwrap();
    }
    let total = "UPDATE totals SET stored_bytes = (SELECT SUM(stored_length) FROM contents)";
    catalog.execute(total, []).unwrap();
    saved
}

/// Copies a closed store.
fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let (from, to) = (entry.as_ref().unwrap().path(), to.join(entry.unwrap().file_name()));
        if from.is_dir() {
            copy(&from, &to);
        } else {
            let modified = std::fs::metadata(&from).unwrap().modified().unwrap();
            std::fs::copy(&from, &to).unwrap();
            std::fs::File::options().write(true).open(&to).unwrap().set_modified(modified).unwrap();
        }
    }
}

/// Every document is there byte for byte, and what had decayed stays so.
async fn reads_everything(data: &Path, saved: &[Saved]) {
    let store = Store::open_read_only(data, StoreSettings::default()).unwrap();
    for Saved { universe, at, document } in saved {
        let read = store.at(&ada(), universe, tick(*at), false).await.unwrap();
        assert!(read.bytes == *document, "{universe} at {at}");
        let decayed = store.at(&ada(), universe, tick(20), false).await;
        assert!(matches!(decayed, Err(StoreError::Decayed { .. })));
    }
}

/// What is wrong beside garbage that is still to be collected.
fn verifies(workplace: &Workplace) {
    let verified = workplace.run(&["verify", "--json"], &[]);
    let report: Value = serde_json::from_str(&verified.stdout).unwrap();
    for problem in report["problems"].as_array().unwrap() {
        // The contents that nothing needs hold nothing either, and are therefore damaged too.
        let is_garbage = problem["kind"] == "orphan"
            || problem["kind"] == "unneeded"
            || (problem["kind"] == "damaged" && problem.get("universeId").is_none());
        assert!(is_garbage, "{problem}");
    }
}

/// Runs a command on copies of a store, and kills it at another instant each time.
async fn survives_kills(command: &str, template: &Path, saved: &[Saved]) {
    let whole = Workplace::new();
    copy(template, &whole.path().join("multiverse-data"));
    let begun = Instant::now();
    whole.run(&[command], &[]).succeeds();
    let mut lasts = u64::try_from(begun.elapsed().as_micros()).unwrap();
    let (mut killed, mut workplace) = (0, whole);
    for round in 0..10 * ROUNDS {
        if round % ROUNDS_ON_ONE == 0 {
            workplace = Workplace::new();
            copy(template, &workplace.path().join("multiverse-data"));
        }
        let data = workplace.path().join("multiverse-data");
        let mut child = workplace.command(&[command], &[]).spawn().unwrap();
        // Not to wait for anything: any instant will do.
        std::thread::sleep(Duration::from_micros(random(round) % lasts));
        child.kill().unwrap();
        if child.wait().unwrap().code().is_none() {
            killed += 1;
        } else {
            // It was over: with less to do or to load it is faster than the first.
            lasts -= lasts / 10;
        }
        reads_everything(&data, saved).await;
        verifies(&workplace);
        if round % ROUNDS_ON_ONE == ROUNDS_ON_ONE - 1 {
            workplace.run(&[command], &[]).succeeds();
            workplace.run(&["gc"], &[]).succeeds();
            reads_everything(&data, saved).await;
            workplace.run(&["verify"], &[]).succeeds();
            if killed >= ROUNDS {
                return;
            }
        }
    }
    panic!("only {killed} rounds of {command} were not over before the kill");
}

#[tokio::test]
async fn forty_kills_during_collection_and_compaction_lose_nothing() {
    let template = tempfile::tempdir().unwrap();
    let saved = store(template.path()).await;
    for command in ["gc", "compact"] {
        survives_kills(command, template.path(), &saved).await;
    }
}
