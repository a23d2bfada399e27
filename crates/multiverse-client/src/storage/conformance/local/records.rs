//! Laws about records.

use multiverse_model::{CanonEvent, DecayPolicy, Label, Millis, SnapshotType};
use serde_json::json;

use super::super::super::{
    LocalStorage, NewSave, Order, Origin, Parent, SaveFilter, StorageBackend as _, SyncKind, SyncState,
};
use super::super::drafts::{assert_kept, draft, kept, tick, universe};
use super::super::fixture::{Fixture, open};
use super::super::listing::assert_lists;

/// A record has all that the save had but the bytes.
pub async fn a_record_keeps_everything<F: Fixture<Storage: LocalStorage>>(fixture: &F) {
    let id = universe("universe:everything");
    let storage = open(fixture).await;
    let first = kept(&storage, draft(&id, 1)).await;
    let event: CanonEvent = serde_json::from_value(json!({
        "type": "death", "title": "Ada †", "description": "Of old age.\nIn her bed.", "day": 80,
        "importance": 90, "entities": ["person:1", "person:2"],
    }))
    .expect("an event");
    let save = NewSave {
        saved_at: Millis(1_750_000_000_123),
        kind: SnapshotType::Canonical,
        canon_event: Some(event),
        label: Some(Label::new("the end").expect("a label")),
        decay_policy: Some(DecayPolicy { decay_after_ticks: Some(tick(99)), ..DecayPolicy::default() }),
        parent: Some(Parent { key: first.key(), checksum: first.checksum }),
        content_type: "application/vnd.my-game+json; v=2".to_owned(),
        entity_count: u64::MAX,
        origin: Origin::Loaded,
        sync: SyncState::Refused {
            problem: "/problems/too-large".into(),
            detail: "Make it \"smaller\".".into(),
        },
        ..draft(&id, 2)
    };
    let record = kept(&storage, save.clone()).await;
    assert_eq!((record.saved_at, record.decay_policy.clone()), (save.saved_at, save.decay_policy));
    assert_eq!((record.parent.clone(), record.entity_count), (save.parent, save.entity_count));
    assert_eq!((record.origin, record.sync.clone()), (save.origin, save.sync));
    assert_kept(&storage, &record, &save.bytes).await;
}

/// Saves of one tick, even of the same bytes, are saves of their own.
pub async fn saves_of_one_tick_are_all_kept<F: Fixture<Storage: LocalStorage>>(fixture: &F) {
    let id = universe("universe:one-tick");
    let storage = open(fixture).await;
    let mut records = Vec::new();
    for _ in 0..3 {
        records.push(kept(&storage, draft(&id, 7)).await);
    }
    for record in &records {
        assert_kept(&storage, record, &draft(&id, 7).bytes).await;
    }
    storage.delete(&records[1].key()).await.expect("it is deleted");
    let left = [records[0].clone(), records[2].clone()];
    assert_eq!(storage.list(SaveFilter::default()).await.expect("a list"), left);
    assert_kept(&storage, &left[1], &draft(&id, 7).bytes).await;
}

/// Lists are in their order also where ticks go back and forth, as they do after a fork.
pub async fn lists_are_ordered_whatever_the_ticks<F: Fixture<Storage: LocalStorage>>(fixture: &F) {
    let ids = [universe("universe:one"), universe("universe:two")];
    let storage = open(fixture).await;
    let states = [SyncState::Local, SyncState::Pending];
    let mut records = Vec::new();
    for (place, at) in [30, 10, 20, 10, 40, 20, 5, 40].into_iter().enumerate() {
        let save = NewSave { sync: states[place / 2 % 2].clone(), ..draft(&ids[place % 2], at) };
        records.push(kept(&storage, save).await);
    }
    for order in [Order::Sequence, Order::NewestFirst] {
        for sync in [None, Some(SyncKind::Pending), Some(SyncKind::Synced)] {
            for limit in [None, Some(1), Some(4)] {
                for after in [None, Some(records[2].sequence)] {
                    for universe_id in [None, Some(ids[1].clone())] {
                        let filter =
                            SaveFilter { universe_id, sync, after, order, limit, ..SaveFilter::default() };
                        assert_lists(&storage, &records, filter).await;
                    }
                }
            }
        }
    }
}
