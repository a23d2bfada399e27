//! Disks that are damaged or full.

use std::sync::Arc;

use futures::StreamExt;
use multiverse_client::storage::{FileStorage, SqliteOptions, SqliteStorage, StorageError};
use multiverse_client::{
    LoadError, LoadedFrom, OnDivergence, SaveError, SaveOptions, Source, SyncEvent, Which,
};

use crate::support::{Machine, Village, Weather, history, saves, service, village, world};

/// Changes a byte of the document of the village at a tick, wherever below `directory` it is.
fn damage(directory: &std::path::Path, tick: u64) {
    let mark = format!(r#"{{"tick":{tick},"#).into_bytes();
    let mut damaged = 0;
    let mut folders = vec![directory.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let mut bytes = std::fs::read(&path).unwrap();
            if let Some(at) = bytes.windows(mark.len()).position(|window| window == mark) {
                bytes[at + mark.len() + 3] ^= 1;
                std::fs::write(&path, bytes).unwrap();
                damaged += 1;
            }
        }
    }
    assert_eq!(damaged, 1, "the document at tick {tick} is kept as it is, in one file");
}

#[tokio::test]
async fn a_damaged_save_is_reported_and_the_older_one_offered() {
    let (_server, network, ada) = world().await;
    network.turns(Weather::Down);
    let directory = tempfile::tempdir().unwrap();
    let storage = Arc::new(FileStorage::open(directory.path()).unwrap());
    let game = service(storage, &ada, OnDivergence::Fork).await;
    for at in 1..=3 {
        saves(&game, &village(), at, "Ada").await;
    }
    damage(directory.path(), 3);
    let damaged = game.load(&village(), Which::Latest, Source::LocalFirst).await;
    let Err(LoadError::Damaged { damaged, older: Some(older) }) = damaged else { panic!("{damaged:?}") };
    assert_eq!((damaged.tick.get(), older.tick.get()), (3, 2));
    let loaded = game.load_save(&older.key()).await.unwrap();
    assert_eq!(loaded.bytes, Village::at(2, "Ada").document());
    // The others reach the server, and the damaged one is told of.
    let events = game.events();
    network.turns(Weather::Fair);
    assert_eq!(game.flush().await.pending(), 0);
    assert_eq!(history(&ada.client, &village()).await.len(), 2);
    let events: Vec<_> = events.take(3).collect().await;
    assert!(
        events.iter().any(|event| matches!(event, SyncEvent::Refused { record } if record.tick.get() == 3)),
        "{events:?}"
    );
}

#[tokio::test]
async fn a_damaged_save_that_the_server_has_is_loaded_from_there() {
    let (_server, _network, ada) = world().await;
    let directory = tempfile::tempdir().unwrap();
    let storage = Arc::new(FileStorage::open(directory.path()).unwrap());
    let game = service(storage, &ada, OnDivergence::Fork).await;
    for at in 1..=3 {
        saves(&game, &village(), at, "Ada").await;
    }
    game.flush().await;
    damage(directory.path(), 3);
    let loaded = game.load(&village(), Which::Latest, Source::LocalFirst).await.unwrap();
    assert_eq!((loaded.bytes, loaded.from), (Village::at(3, "Ada").document(), LoadedFrom::Server));
    // A damaged base is no base: the next save is sent whole.
    saves(&game, &village(), 4, "Ada").await;
    assert_eq!(game.flush().await.pending(), 0);
    assert_eq!(history(&ada.client, &village()).await.len(), 4);
}

#[tokio::test]
async fn a_full_disk_refuses_a_save_and_loses_nothing() {
    let (_server, network, ada) = world().await;
    network.turns(Weather::Down);
    let machine = Machine::new();
    let options = SqliteOptions { max_bytes: Some(1024 * 1024) };
    let storage = Arc::new(SqliteStorage::open_with(machine.path(), &options).unwrap());
    let game = service(storage, &ada, OnDivergence::Fork).await;
    let mut kept = 0;
    let refused = loop {
        let village_now = Village::at(kept + 1, &format!("{kept}").repeat(40));
        match game.save(&village(), &village_now, SaveOptions::default()).await {
            Ok(_) => kept += 1,
            Err(error) => break error,
        }
        assert!(kept < 2_000, "the disk is never full");
    };
    assert!(matches!(refused, SaveError::Storage(StorageError::Full(_))), "{refused:?}");
    assert_eq!(refused.to_string(), "the disk is full; make room and save again");
    let newest = game.load(&village(), Which::Latest, Source::LocalFirst).await.unwrap();
    assert_eq!(newest.record.tick.get(), kept);
    game.close().await;
    drop(game);
    network.turns(Weather::Fair);
    let game = machine.runs(&ada).await;
    saves(&game, &village(), kept + 1, "room").await;
    assert_eq!(game.flush().await.pending(), 0);
    assert_eq!(history(&ada.client, &village()).await.len() as u64, kept + 1);
}
