use super::*;
use crate::storage::{MemoryStorage, NewSave, StorageBackend};
use crate::travel::TravelMark;

fn id() -> JournalId {
    JournalId::from_random([7; 16])
}

fn village() -> UniverseId {
    "universe:village".parse().unwrap()
}

fn tick(tick: u64) -> Tick {
    Tick::new(tick).unwrap()
}

fn leaving(entity: &str) -> Start {
    Start {
        entity: EntityId::new(entity).unwrap(),
        universe: village(),
        tick: tick(10),
        trip: Trip::Leaving {
            passage: "passage:1".parse().unwrap(),
            direction: multiverse_model::Direction::Forward,
            leave_behind: false,
            key: "key".to_owned(),
        },
    }
}

fn document(bytes: usize) -> RawJson {
    RawJson::new(format!("\"{}\"", "ä".repeat(bytes / 2))).unwrap()
}

async fn journal(storage: &Arc<MemoryStorage>) -> Journal {
    Journal::load(storage.clone(), id()).await.unwrap()
}

/// The village's newest save after one at a tick.
async fn saved(storage: &MemoryStorage, at: u64) -> SaveRecord {
    storage.save(NewSave::new(village(), tick(at), "{}")).await.unwrap()
}

#[tokio::test]
async fn what_was_begun_is_there_after_a_restart_whole() {
    let storage = Arc::new(MemoryStorage::new());
    for (number, bytes) in [(1, 2), (2, 60 * 1024), (3, 1 << 20)] {
        journal(&storage).await.begin(number, leaving("tom"), &document(bytes)).await.unwrap();
        let again = journal(&storage).await;
        let entry = again.entry(number).unwrap();
        assert_eq!(again.document(number, entry).await.unwrap(), document(bytes));
    }
    assert_eq!(journal(&storage).await.open(), [1, 2, 3]);
}

#[tokio::test]
async fn documents_of_a_trip_that_was_never_begun_are_removed() {
    let storage = Arc::new(MemoryStorage::new());
    let begun = journal(&storage).await;
    begun.blobs(1).write("entity", &[b'x'; 200_000]).await.unwrap();
    assert_eq!(storage.notes("travel:").await.unwrap().len(), 4);
    let mut journal = journal(&storage).await;
    assert_eq!(storage.notes("travel:").await.unwrap(), [""; 0]);
    assert_eq!(journal.next_number(0), 1);
    journal.begin(1, leaving("tom"), &document(10)).await.unwrap();
    journal.remove(1).await.unwrap();
    assert_eq!(storage.notes("travel:").await.unwrap(), [""; 0]);
}

#[tokio::test]
async fn effects_come_in_the_order_of_their_numbers() {
    let storage = Arc::new(MemoryStorage::new());
    let mut journal = journal(&storage).await;
    journal.begin(1, leaving("tom"), &document(10)).await.unwrap();
    journal.begin(2, leaving("ada"), &document(10)).await.unwrap();
    let refused = |entry: &Entry, back| Entry { trip: Trip::Refused { back }, ..entry.clone() };
    let ada = refused(journal.entry(2).unwrap(), journal.next_number(0));
    journal.write(2, ada).await.unwrap();
    let tom = refused(journal.entry(1).unwrap(), journal.next_number(0));
    journal.write(1, tom).await.unwrap();
    let all: Vec<_> = effects(&journal, 0).into_iter().map(|(number, trip, _)| (number, trip)).collect();
    assert_eq!(all, [(1, 1), (2, 2), (3, 2), (4, 1)]);
    assert_eq!(effects(&journal, 3).len(), 1);
    assert_eq!((journal.next_number(0), journal.next_number(9)), (5, 10));
}

#[tokio::test]
async fn a_trip_is_forgotten_once_it_is_over_and_a_later_save_has_it() {
    let storage = Arc::new(MemoryStorage::new());
    let mut journal = journal(&storage).await;
    for number in 1..=3 {
        journal.begin(number, leaving("tom"), &document(10)).await.unwrap();
    }
    let before = saved(&storage, 9).await;
    journal.has_effects(3, tick(10), Some(&before));
    let over = |journal: &Journal, number: u64| Entry {
        trip: Trip::Left { transit: "transit:1".parse().unwrap(), kept: None },
        ..journal.entry(number).unwrap().clone()
    };
    for number in [1, 3] {
        let entry = over(&journal, number);
        journal.write(number, entry).await.unwrap();
    }
    // It may have been written before the effect, and kept after it.
    let same_tick = saved(&storage, 10).await;
    journal.prune(Some(&same_tick)).await.unwrap();
    assert_eq!(journal.entries().len(), 3);
    let later = saved(&storage, 11).await;
    journal.prune(Some(&later)).await.unwrap();
    // The second waits, and the third has the last number.
    assert_eq!(journal.entries().keys().copied().collect::<Vec<_>>(), [2, 3]);
}

#[tokio::test]
async fn what_is_too_large_and_one_trip_too_many_is_refused() {
    let storage = Arc::new(MemoryStorage::new());
    let mut journal = journal(&storage).await;
    let large = journal.begin(1, leaving("tom"), &document(Blob::MOST_BYTES)).await;
    assert!(matches!(large, Err(TravelError::TooLarge { .. })));
    for number in 1..=MOST_TRIPS as u64 {
        journal.begin(number, leaving("tom"), &document(2)).await.unwrap();
    }
    let more = journal.begin(5_000, leaving("tom"), &document(2)).await;
    assert!(matches!(more, Err(TravelError::JournalFull { most: MOST_TRIPS })));
}

#[tokio::test]
async fn a_journal_is_that_of_one_universe() {
    let storage = Arc::new(MemoryStorage::new());
    let fork: UniverseId = "universe:fork".parse().unwrap();
    let mark = TravelMark::default();
    for universe in [village(), fork.clone()] {
        journal(&storage).await.bind(&universe).await.unwrap();
        assert_eq!(find(storage.as_ref(), &universe, &mark, UniverseId::clone).await.unwrap(), Some(id()));
    }
    assert_eq!(find(storage.as_ref(), &village(), &mark, UniverseId::clone).await.unwrap(), None);
    assert_eq!(journal(&storage).await.universe, Some(fork));
}
