//! Laws about what lasts, what ends, and what breaks.

use super::super::{SaveFilter, SaveRecord, StorageBackend as _, StorageError};
use super::drafts::{assert_kept, assert_not_found, binary, draft, kept, noise, universe};
use super::fixture::{Fixture, open, open_with};

fn of(record: &SaveRecord) -> SaveFilter {
    SaveFilter { universe_id: Some(record.universe_id.clone()), ..SaveFilter::default() }
}

/// Saves are there, as they were answered, when the storage is opened again.
pub async fn what_was_saved_is_there_after_reopening(fixture: &impl Fixture) {
    if !fixture.abilities().persists {
        return;
    }
    let id = universe("universe:lasting");
    let storage = open_with(fixture, std::slice::from_ref(&id)).await;
    let small = kept(&storage, draft(&id, 1)).await;
    let large = kept(&storage, binary(&id, 2, noise(2, 3_000_000))).await;
    drop(storage);
    for _ in 0..2 {
        let storage = open(fixture).await;
        assert_kept(&storage, &small, &draft(&id, 1).bytes).await;
        assert_kept(&storage, &large, &noise(2, 3_000_000)).await;
        assert_eq!(storage.list(of(&small)).await.expect("a list"), [small.clone(), large.clone()]);
    }
    let storage = open(fixture).await;
    let third = kept(&storage, draft(&id, 3)).await;
    assert!(third.sequence > large.sequence, "numbers go on where they were");
    assert_eq!(storage.list(of(&small)).await.expect("a list"), [small, large, third]);
}

/// A deleted save is gone for good, and no other is.
pub async fn what_is_deleted_is_gone_and_the_rest_is_not(fixture: &impl Fixture) {
    let abilities = fixture.abilities();
    if !abilities.deletes {
        return;
    }
    let id = universe("universe:deleting");
    let mut storage = open_with(fixture, std::slice::from_ref(&id)).await;
    let mut records = Vec::new();
    for at in 1..=4 {
        records.push(kept(&storage, draft(&id, at)).await);
    }
    let deleted = records.remove(1);
    storage.delete(&deleted.key()).await.expect("it is deleted");
    for _ in 0..2 {
        let key = deleted.key();
        assert_not_found(storage.load(&key).await, &key);
        assert_not_found(storage.metadata(&key).await, &key);
        assert_not_found(storage.delete(&key).await, &key);
        assert_eq!(storage.list(of(&deleted)).await.expect("a list"), records);
        for record in &records {
            assert_kept(&storage, record, &draft(&id, record.tick.get()).bytes).await;
        }
        let info = storage.info().await.expect("totals");
        assert_eq!(info.logical_bytes, records.iter().map(|record| record.size).sum::<u64>());
        if !abilities.persists {
            break;
        }
        drop(storage);
        storage = open(fixture).await;
    }
}

/// A document whose stored bytes were changed is told to be damaged, and all others are there.
pub async fn damage_is_told_and_not_served(fixture: &impl Fixture) {
    if !fixture.abilities().can_be_damaged {
        return;
    }
    let id = universe("universe:damage");
    let storage = open_with(fixture, std::slice::from_ref(&id)).await;
    let mut records = Vec::new();
    for at in 1..=3 {
        records.push(kept(&storage, binary(&id, at, noise(at, 20_000))).await);
    }
    drop(storage);
    fixture.damage(&records[1]).await;
    let storage = open(fixture).await;
    let key = records[1].key();
    let answer = storage.load(&key).await;
    let told = matches!(
        &answer,
        Err(StorageError::Damaged { key: named, expected }) if *named == key && *expected == records[1].checksum
    );
    assert!(told, "{answer:?} is not that {key:?} is damaged");
    assert_eq!(storage.list(of(&records[0])).await.expect("a list"), records, "its record is there still");
    for at in [1, 3] {
        assert_kept(&storage, &records[at - 1], &noise(at as u64, 20_000)).await;
    }
    kept(&storage, draft(&id, 4)).await;
}
