//! Laws about what is still to be synced.

use super::super::super::{
    LocalStorage, NewSave, RecordChange, SaveFilter, SaveKey, SaveRecord, StorageBackend as _, SyncKind,
    SyncState,
};
use super::super::drafts::{assert_kept, assert_not_found, draft, kept, universe};
use super::super::fixture::{Fixture, open};

fn pending(id: &str, at: u64) -> NewSave {
    NewSave { sync: SyncState::Pending, ..draft(&universe(id), at) }
}

fn synced() -> SyncState {
    SyncState::Synced {
        universe_id: universe("universe:there"),
        entry_id: "snapshot:there".parse().expect("an id"),
    }
}

fn now(sync: SyncState) -> RecordChange {
    RecordChange { sync: Some(sync), universe_id: None }
}

fn moved(to: &str) -> RecordChange {
    RecordChange { universe_id: Some(universe(to)), sync: None }
}

/// An update changes universe and state, each as it says, and nothing else of any save.
pub async fn an_update_changes_what_it_says_and_nothing_else<F: Fixture<Storage: LocalStorage>>(fixture: &F) {
    let storage = open(fixture).await;
    let other = kept(&storage, pending("universe:a", 1)).await;
    let mut record = kept(&storage, pending("universe:a", 2)).await;
    let bytes = pending("universe:a", 2).bytes;
    let refused = SyncState::Refused { problem: "/problems/quota".into(), detail: "Ask the host.".into() };
    let changes = [
        RecordChange::default(),
        now(synced()),
        moved("universe:b"),
        now(refused),
        RecordChange { universe_id: Some(universe("universe:c")), sync: Some(SyncState::Pending) },
        now(SyncState::Local),
    ];
    for change in changes {
        let expected = SaveRecord {
            universe_id: change.universe_id.clone().unwrap_or(record.universe_id.clone()),
            sync: change.sync.clone().unwrap_or(record.sync.clone()),
            ..record.clone()
        };
        record = storage.update(&record.key(), change).await.expect("it is updated");
        assert_eq!(record, expected);
        assert_kept(&storage, &record, &bytes).await;
        assert_kept(&storage, &other, &pending("universe:a", 1).bytes).await;
        assert_eq!(
            storage.list(SaveFilter::default()).await.expect("a list"),
            [other.clone(), record.clone()]
        );
        let filter = SaveFilter { universe_id: Some(record.universe_id.clone()), ..SaveFilter::default() };
        assert!(storage.list(filter).await.expect("a list").contains(&record), "it is where it went");
    }
    let strange = SaveKey { id: "snapshot:strange".parse().expect("an id"), ..record.key() };
    assert_not_found(storage.update(&strange, now(SyncState::Local)).await, &strange);
}

/// A key made before its save moved to another universe finds it still.
pub async fn a_key_finds_its_save_wherever_it_went<F: Fixture<Storage: LocalStorage>>(fixture: &F) {
    let storage = open(fixture).await;
    let old = kept(&storage, pending("universe:a", 1)).await.key();
    let record = storage.update(&old, moved("universe:b")).await.expect("it is updated");
    assert_eq!(storage.metadata(&old).await.expect("it is found"), record);
    assert_eq!(storage.load(&old).await.expect("it is loaded"), pending("universe:a", 1).bytes);
    let left = SaveFilter { universe_id: Some(universe("universe:a")), ..SaveFilter::default() };
    assert_eq!(storage.list(left).await.expect("a list"), []);
    storage.update(&old, now(synced())).await.expect("it is updated");
    storage.delete(&old).await.expect("it is deleted");
    assert_eq!(storage.list(SaveFilter::default()).await.expect("a list"), []);
}

/// What is pending is the outbox: in the order of the saves, page by page, and nothing that is not.
pub async fn the_outbox_is_what_is_pending_in_its_order<F: Fixture<Storage: LocalStorage>>(fixture: &F) {
    let storage = open(fixture).await;
    let mut records = Vec::new();
    for at in 1..=9 {
        let save = if at % 3 == 0 { draft(&universe("universe:a"), at) } else { pending("universe:a", at) };
        records.push(kept(&storage, save).await);
    }
    assert_eq!(storage.info().await.expect("totals").pending_count, 6);
    let mut drained = Vec::new();
    let mut after = None;
    loop {
        let filter =
            SaveFilter { sync: Some(SyncKind::Pending), after, limit: Some(2), ..SaveFilter::default() };
        let page = storage.list(filter).await.expect("a list");
        let Some(last) = page.last() else { break };
        after = Some(last.sequence);
        for record in &page {
            storage.update(&record.key(), now(synced())).await.expect("it is updated");
        }
        drained.extend(page.iter().map(|record| record.tick.get()));
    }
    assert_eq!(drained, [1, 2, 4, 5, 7, 8]);
    assert_eq!(storage.info().await.expect("totals").pending_count, 0);
}
