//! The program that is killed: it saves, updates, deletes and notes for ever, and says what it does.

use std::io::Write as _;
use std::path::PathBuf;

use bytes::Bytes;
use multiverse_client::storage::{
    FileStorage, LocalStorage, NewSave, RecordChange, SaveFilter, SaveKey, SaveRecord, SqliteStorage,
    SyncState,
};
use multiverse_model::{Label, UniverseId};
use serde::{Deserialize, Serialize};

use crate::fixtures::{Random, draft, noise};

/// The test that is this program.
pub(super) const NAME: &str = "crash::child::saves_until_it_is_killed";

pub(super) const KIND: &str = "MULTIVERSE_CRASH_KIND";
pub(super) const PLACE: &str = "MULTIVERSE_CRASH_PLACE";
pub(super) const SEED: &str = "MULTIVERSE_CRASH_SEED";

/// What its lines begin with; others are the test harness's.
pub(super) const MARK: &str = "@";

/// What it says.
#[derive(Serialize, Deserialize)]
pub(super) enum Line {
    /// It is about to do this.
    Begin(Step),
    /// It was answered `Ok`, with the record of the save.
    Done(Option<Box<SaveRecord>>),
}

/// What it does.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) enum Step {
    /// Saves the document of that number.
    Save(u64),
    Update {
        key: SaveKey,
        universe_id: UniverseId,
        sync: SyncState,
    },
    Delete(SaveKey),
    Note {
        key: String,
        value: Option<String>,
    },
}

#[tokio::test]
#[ignore = "the crash tests start it, to kill it"]
async fn saves_until_it_is_killed() {
    let seed: u64 = std::env::var(SEED).unwrap().parse().unwrap();
    let place = PathBuf::from(std::env::var_os(PLACE).unwrap());
    match std::env::var(KIND).unwrap().as_str() {
        "files" => run(&FileStorage::open(place).unwrap(), seed).await,
        "sqlite" => run(&SqliteStorage::open(place).unwrap(), seed).await,
        other => panic!("{other} is no storage"),
    }
}

async fn run(storage: &impl LocalStorage, seed: u64) {
    let mut random = Random::new(1000 + seed);
    let mut keys: Vec<SaveKey> =
        storage.list(SaveFilter::default()).await.unwrap().iter().map(SaveRecord::key).collect();
    for number in seed * 1_000_000.. {
        let step = next_step(&mut random, &mut keys, number);
        say(&Line::Begin(step.clone()));
        let record = take(storage, step).await;
        keys.extend(record.as_ref().map(SaveRecord::key));
        keys.dedup();
        say(&Line::Done(record.map(Box::new)));
    }
}

fn say(line: &Line) {
    let mut out = std::io::stdout().lock();
    writeln!(out, "{MARK}{}", serde_json::to_string(line).unwrap()).unwrap();
    out.flush().unwrap();
}

fn next_step(random: &mut Random, keys: &mut Vec<SaveKey>, number: u64) -> Step {
    let pick = random.below(10);
    let place = usize::try_from(random.next()).unwrap().checked_rem(keys.len());
    match (pick, place) {
        (0, Some(place)) => Step::Delete(keys.swap_remove(place)),
        (1..=3, Some(place)) => {
            let universe_id = format!("universe:{}", random.below(5)).parse().unwrap();
            let sync = match random.below(3) {
                0 => SyncState::Local,
                1 => SyncState::Refused { problem: "/problems/quota".into(), detail: number.to_string() },
                _ => SyncState::Synced { universe_id: "u".parse().unwrap(), entry_id: "e".parse().unwrap() },
            };
            Step::Update { key: keys.swap_remove(place), universe_id, sync }
        }
        (4, _) => {
            let value = (random.below(3) > 0).then(|| number.to_string().repeat(1000));
            Step::Note { key: format!("note/{}", random.below(3)), value }
        }
        _ => Step::Save(number),
    }
}

async fn take(storage: &impl LocalStorage, step: Step) -> Option<SaveRecord> {
    match step {
        Step::Save(number) => Some(storage.save(save(number)).await.unwrap()),
        Step::Update { key, universe_id, sync } => {
            let change = RecordChange { universe_id: Some(universe_id), sync: Some(sync) };
            Some(storage.update(&key, change).await.unwrap())
        }
        Step::Delete(key) => {
            storage.delete(&key).await.unwrap();
            None
        }
        Step::Note { key, value } => {
            storage.set_note(&key, value.map(Bytes::from)).await.unwrap();
            None
        }
    }
}

/// The save of a number, which its label tells.
pub(super) fn save(number: u64) -> NewSave {
    let length = usize::try_from(Random::new(number).below(120_000)).unwrap();
    NewSave {
        bytes: noise(number, length).into(),
        label: Label::new(number.to_string()).ok(),
        sync: SyncState::Pending,
        ..draft(number)
    }
}
