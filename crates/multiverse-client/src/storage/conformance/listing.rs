//! Laws about what is there.

use multiverse_model::UniverseId;

use super::super::{Order, SaveFilter, SaveRecord, StorageBackend};
use super::drafts::{assert_kept, draft, kept, tick, universe};
use super::fixture::{Fixture, open_with};

/// Ids that stumble where an id becomes a path, a pattern or a statement, or where case does not count.
const HOSTILE: [&str; 18] = [
    ".",
    "..",
    "...",
    "-",
    "~",
    "~~",
    "a",
    "A",
    "a.",
    "A~a",
    "con",
    "CON",
    "nul.json",
    "universe:a",
    "universe_a",
    "universe-a",
    "0",
    "lock",
];

/// Every filter lists the records that it admits, in its order, up to its limit.
pub async fn a_list_has_what_its_filter_admits(fixture: &impl Fixture) {
    let ids = [universe("universe:one"), universe("universe:two")];
    let storage = open_with(fixture, &ids).await;
    let mut records = Vec::new();
    for at in [10, 20, 30, 40, 50] {
        for id in &ids {
            records.push(kept(&storage, draft(id, at)).await);
        }
    }
    let all = fixture.abilities().spans_universes;
    let universes = [Some(ids[0].clone()), Some(universe("universe:none")), None];
    for universe_id in universes.into_iter().filter(|id| all || id.is_some()) {
        for order in [Order::Sequence, Order::NewestFirst] {
            let filter = SaveFilter { universe_id: universe_id.clone(), order, ..SaveFilter::default() };
            for_each_bound(&storage, &records, &filter).await;
        }
    }
}

async fn for_each_bound(storage: &impl StorageBackend, records: &[SaveRecord], filter: &SaveFilter) {
    let afters = [None, Some(0), Some(records[3].sequence), Some(u64::MAX)];
    for (from, to) in
        [(None, None), (Some(20), None), (None, Some(39)), (Some(20), Some(40)), (Some(41), Some(40))]
    {
        for after in afters {
            for limit in [None, Some(0), Some(1), Some(3), Some(usize::MAX)] {
                let bounds =
                    SaveFilter { from: from.map(tick), to: to.map(tick), after, limit, ..filter.clone() };
                assert_lists(storage, records, bounds).await;
            }
        }
    }
}

/// Fails unless the storage lists of `records`, which are all that it has, what the filter says.
pub(super) async fn assert_lists(storage: &impl StorageBackend, records: &[SaveRecord], filter: SaveFilter) {
    let mut expected: Vec<SaveRecord> =
        records.iter().filter(|record| filter.admits(record)).cloned().collect();
    expected.sort_by(|one, other| filter.order.compare(one, other));
    expected.truncate(filter.limit.unwrap_or(usize::MAX));
    let listed = storage.list(filter.clone()).await.expect("a list");
    assert_eq!(listed, expected, "{filter:?}");
}

/// Universes whose ids look like something else, or like each other, are neither mixed up nor lost.
pub async fn ids_of_universes_are_kept_apart(fixture: &impl Fixture) {
    let longest = "x".repeat(multiverse_model::MAX_ID_LENGTH);
    let dots = fixture.abilities().takes_dots;
    let ids = HOSTILE.iter().copied().chain([longest.as_str()]);
    let ids: Vec<UniverseId> = ids.filter(|id| dots || ![".", ".."].contains(id)).map(universe).collect();
    let storage = open_with(fixture, &ids).await;
    let mut records = Vec::new();
    for id in &ids {
        records.push(kept(&storage, draft(id, 1)).await);
    }
    for (id, record) in ids.iter().zip(&records) {
        let filter = SaveFilter { universe_id: Some(id.clone()), ..SaveFilter::default() };
        assert_eq!(storage.list(filter).await.expect("a list"), std::slice::from_ref(record), "{id}");
        assert_kept(&storage, record, &draft(id, 1).bytes).await;
    }
}

/// The totals count the saves and the bytes of their documents.
pub async fn totals_are_of_what_is_there(fixture: &impl Fixture) {
    let id = universe("universe:totals");
    let storage = open_with(fixture, std::slice::from_ref(&id)).await;
    let before = storage.info().await.expect("totals");
    let mut bytes = 0;
    for at in 1..=5 {
        bytes += kept(&storage, draft(&id, at)).await.size;
    }
    let info = storage.info().await.expect("totals");
    assert_eq!(info.save_count - before.save_count, 5);
    assert_eq!(info.logical_bytes - before.logical_bytes, bytes);
    assert!(info.stored_bytes > 0, "they take some space");
}
