//! Laws about saving and loading.

use std::collections::HashSet;
use std::sync::Arc;

use bytes::Bytes;
use futures::FutureExt;
use multiverse_model::{CanonEvent, Label, SnapshotType};

use super::super::{NewSave, SaveFilter, SaveKey, StorageBackend as _};
use super::drafts::{assert_kept, assert_not_found, binary, draft, kept, noise, tick, universe};
use super::fixture::{Fixture, open_with};

/// Bytes of a document that is large for a world.
const LARGE: usize = 8 * 1024 * 1024;

/// Savers at once, and saves of each.
const SAVERS: u64 = 8;
const SAVES: u64 = 12;

/// Documents of any bytes, empty, small and large, come back as they went, with their records.
pub async fn what_is_saved_is_loaded_exactly(fixture: &impl Fixture) {
    let id = universe("universe:exact");
    let storage = open_with(fixture, std::slice::from_ref(&id)).await;
    let every_byte: Bytes = (0..=255).cycle().take(100_000).collect::<Vec<u8>>().into();
    let event: CanonEvent =
        serde_json::from_value(serde_json::json!({"type": "first_harvest", "title": "Erntedank, 収穫祭"}))
            .expect("an event");
    let saves = [
        draft(&id, 1),
        binary(&id, 2, Bytes::new()),
        binary(&id, 3, vec![0]),
        binary(&id, 4, every_byte),
        binary(&id, 5, b"\xff\xfe{\"not\": json".to_vec()),
        binary(&id, 6, noise(6, LARGE)),
        binary(&id, 7, vec![b' '; LARGE]),
        NewSave { label: Some(Label::new("a label: ß").expect("a label")), ..draft(&id, 8) },
        NewSave { kind: SnapshotType::Canonical, canon_event: Some(event), ..draft(&id, 9) },
        draft(&id, multiverse_model::Tick::MAX.get()),
    ];
    let mut records = Vec::new();
    for save in saves {
        let bytes = save.bytes.clone();
        let record = kept(&storage, save).await;
        assert_kept(&storage, &record, &bytes).await;
        records.push((record, bytes));
    }
    for (record, bytes) in &records {
        assert_kept(&storage, record, bytes).await;
    }
}

/// Each save has a higher number than the one before, and an id of its own.
pub async fn numbers_grow_and_ids_differ(fixture: &impl Fixture) {
    let ids = [universe("universe:one"), universe("universe:two")];
    let storage = open_with(fixture, &ids).await;
    let spans = fixture.abilities().spans_universes;
    let mut last = [0, 0];
    let mut seen = HashSet::new();
    for at in 1..=10 {
        for (place, id) in ids.iter().enumerate() {
            let record = kept(&storage, draft(id, at)).await;
            let last = &mut last[if spans { 0 } else { place }];
            assert!(record.sequence > *last, "{} is not higher than {last}", record.sequence);
            assert!(seen.insert(record.id.clone()), "two saves have the id {}", record.id);
            *last = record.sequence;
        }
    }
}

/// What is not there is answered as not there, by its key.
pub async fn a_save_that_is_not_there_is_named(fixture: &impl Fixture) {
    let id = universe("universe:absent");
    let storage = open_with(fixture, std::slice::from_ref(&id)).await;
    let record = kept(&storage, draft(&id, 1)).await;
    let strange = SaveKey {
        universe_id: id,
        tick: tick(7),
        id: "snapshot:0198c0de-0000-7000-8000-000000000000".parse().expect("an id"),
    };
    assert_not_found(storage.load(&strange).await, &strange);
    assert_not_found(storage.metadata(&strange).await, &strange);
    if fixture.abilities().deletes {
        assert_not_found(storage.delete(&strange).await, &strange);
    }
    assert_eq!(storage.metadata(&record.key()).await.expect("the other is there"), record);
}

/// A save whose caller went away is there whole, or not at all.
pub async fn a_save_that_nobody_waits_for_is_whole_or_not_there(fixture: &impl Fixture) {
    let id = universe("universe:abandoned");
    let storage = open_with(fixture, std::slice::from_ref(&id)).await;
    for at in 1..=10 {
        let mut saving = storage.save(binary(&id, at, noise(at, 100_000)));
        let polled_once = (&mut saving).now_or_never();
        drop((polled_once, saving));
    }
    // Waited for, and so after all that were queued.
    kept(&storage, draft(&id, 11)).await;
    let filter = SaveFilter { universe_id: Some(id), to: Some(tick(10)), ..SaveFilter::default() };
    for record in storage.list(filter).await.expect("a list") {
        assert_kept(&storage, &record, &noise(record.tick.get(), 100_000)).await;
    }
}

/// Savers of several universes at once: all is kept, each with a number of its own, in the order of each saver.
pub async fn concurrent_savers_lose_nothing(fixture: &impl Fixture) {
    let ids: Vec<_> = (0..SAVERS).map(|saver| universe(&format!("universe:saver-{saver}"))).collect();
    let storage = Arc::new(open_with(fixture, &ids).await);
    let savers = ids.iter().cloned().map(|id| {
        let storage = Arc::clone(&storage);
        tokio::spawn(async move {
            let mut records = Vec::new();
            for at in 1..=SAVES {
                records.push(kept(&*storage, draft(&id, at)).await);
            }
            records
        })
    });
    let mut numbers = HashSet::new();
    for saver in futures::future::join_all(savers).await {
        let records = saver.expect("no saver panics");
        assert!(records.is_sorted_by_key(|record| record.sequence), "a saver's order is kept");
        for record in &records {
            let is_new = numbers.insert(record.sequence) || !fixture.abilities().spans_universes;
            assert!(is_new, "two saves have the number {}", record.sequence);
            assert_kept(&*storage, record, &draft(&record.universe_id, record.tick.get()).bytes).await;
        }
        let filter =
            SaveFilter { universe_id: Some(records[0].universe_id.clone()), ..SaveFilter::default() };
        assert_eq!(storage.list(filter).await.expect("a list"), records);
    }
}
