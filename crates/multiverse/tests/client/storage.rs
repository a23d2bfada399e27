//! Saves on a server, by the trait that all storages share.

use multiverse_client::storage::{
    NewSave, Order, Origin, Parent, SaveFilter, SaveKey, SaveRecord, ServerStorage, StorageBackend,
    StorageError, SyncKind, SyncState,
};
use multiverse_client::{ClientError, Upload};
use multiverse_model::{Day, Millis, SnapshotType};

use crate::support::{Plays, Server, id, tick, world};

fn save(at: u64, parent: Option<&SaveRecord>) -> NewSave {
    NewSave {
        universe_id: id("universe:v"),
        tick: tick(at),
        day: Day::new(at).unwrap(),
        saved_at: Millis(1),
        kind: SnapshotType::Manual,
        canon_event: None,
        label: None,
        decay_policy: None,
        parent: parent.map(|parent| Parent { key: parent.key(), checksum: parent.checksum }),
        content_type: "application/json".to_owned(),
        entity_count: 20,
        origin: Origin::Saved,
        sync: SyncState::Local,
        bytes: world(20, at),
    }
}

async fn storage(server: &Server) -> ServerStorage {
    let ada = server.player("ada").await;
    ada.makes("universe:v").await;
    ServerStorage::new(ada)
}

fn all() -> SaveFilter {
    SaveFilter { universe_id: Some(id("universe:v")), ..SaveFilter::default() }
}

fn ticks(records: &[SaveRecord]) -> Vec<u64> {
    records.iter().map(|record| record.tick.get()).collect()
}

#[tokio::test]
async fn what_is_saved_is_loaded_listed_and_described() {
    let server = Server::start();
    let storage = storage(&server).await;
    let first = storage.save(save(10, None)).await.unwrap();
    let second = storage.save(save(30, Some(&first))).await.unwrap();
    let past = storage.save(save(20, None)).await.unwrap();
    assert_eq!(storage.load(&first.key()).await.unwrap(), world(20, 10));
    assert_eq!(storage.metadata(&second.key()).await.unwrap(), second);
    assert_eq!(
        (first.day.get(), first.kind, first.size),
        (10, SnapshotType::Manual, world(20, 10).len() as u64)
    );
    let synced = SyncState::Synced { universe_id: id("universe:v"), entry_id: first.id.clone() };
    assert_eq!(first.sync, synced);

    assert_eq!(storage.list(all()).await.unwrap(), [first.clone(), second.clone(), past]);
    let newest = SaveFilter { order: Order::NewestFirst, limit: Some(2), ..all() };
    assert_eq!(ticks(&storage.list(newest).await.unwrap()), [30, 20]);
    let later = SaveFilter { after: Some(first.sequence), to: Some(tick(20)), ..all() };
    assert_eq!(ticks(&storage.list(later).await.unwrap()), [20]);
    for nothing in [
        SaveFilter { sync: Some(SyncKind::Pending), ..all() },
        SaveFilter { from: Some(tick(9)), to: Some(tick(8)), ..all() },
        SaveFilter { universe_id: Some(id("universe:none")), ..all() },
    ] {
        assert!(storage.list(nothing).await.unwrap().is_empty());
    }
    assert_eq!(storage.info().await.unwrap().save_count, 3);
}

#[tokio::test]
async fn a_save_whose_parent_is_not_the_head_is_refused_with_the_head() {
    let server = Server::start();
    let storage = storage(&server).await;
    let first = storage.save(save(1, None)).await.unwrap();
    let second = storage.save(save(2, Some(&first))).await.unwrap();
    let error = storage.save(save(3, Some(&first))).await.unwrap_err();
    let StorageError::Server(cause) = error else { panic!("{error:?}") };
    let ClientError::Diverged { head: Some(head), .. } = *cause else { panic!("{cause:?}") };
    assert_eq!(head.id, second.id);
}

#[tokio::test]
async fn what_is_not_there_is_not_found_and_what_was_superseded_is_told() {
    let server = Server::start();
    let storage = storage(&server).await;
    let first = storage.save(save(1, None)).await.unwrap();
    let strange = SaveKey { tick: tick(5), ..first.key() };
    assert!(matches!(storage.load(&strange).await, Err(StorageError::NotFound(key)) if key == strange));
    assert!(matches!(storage.metadata(&strange).await, Err(StorageError::NotFound(_))));
    let other = NewSave { bytes: world(20, 99), ..save(1, Some(&first)) };
    let other = storage.save(other).await.unwrap();
    assert!(matches!(storage.load(&first.key()).await, Err(StorageError::Unsupported(_))));
    assert_eq!(storage.load(&other.key()).await.unwrap(), world(20, 99));
}

#[tokio::test]
async fn history_is_not_deleted_and_everybodys_is_not_listed() {
    let server = Server::start();
    let storage = storage(&server).await;
    let first = storage.save(save(1, None)).await.unwrap();
    assert!(matches!(storage.delete(&first.key()).await, Err(StorageError::Unsupported(_))));
    assert_eq!(storage.load(&first.key()).await.unwrap(), world(20, 1));
    assert!(matches!(storage.list(SaveFilter::default()).await, Err(StorageError::Unsupported(_))));
}

#[tokio::test]
async fn a_damaged_save_is_told_with_what_it_should_be() {
    let mut server = Server::start();
    let token = server.token("ada").await;
    let ada = server.with_token(&token);
    let village = ada.makes("universe:v").await.id;
    let entry = ada.upload(&village, Upload::new(tick(1), world(9, 1))).await.unwrap().entry;
    server.damages(&entry.checksum);
    let server = server.again();
    let storage = ServerStorage::new(server.with_token(&token));
    let key = SaveKey { universe_id: village, tick: tick(1), id: entry.id };
    let error = storage.load(&key).await.unwrap_err();
    assert!(
        matches!(error, StorageError::Damaged { expected, .. } if expected == entry.checksum),
        "{error:?}"
    );
}

#[tokio::test]
async fn a_server_that_is_gone_is_unavailable() {
    let mut server = Server::start();
    let storage = storage(&server).await;
    server.kill();
    assert!(matches!(storage.save(save(1, None)).await, Err(StorageError::Unavailable(_))));
    assert!(matches!(storage.list(all()).await, Err(StorageError::Unavailable(_))));
}
