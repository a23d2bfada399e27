use futures::FutureExt;
use multiverse_model::Actor;
use multiverse_model::wire::{CreateUniverse, PatchUniverse};
use multiverse_store::{Caller, Store, StoreSettings};
use proptest::prelude::*;
use tempfile::TempDir;

use super::*;

/// A store whose universes `a` and `b` change, for real events.
struct Source {
    store: Store,
    ada: Caller,
    published: EventId,
    _directory: TempDir,
}

impl Source {
    async fn new() -> Self {
        let directory = tempfile::tempdir().unwrap();
        let store = Store::open(directory.path(), StoreSettings::default()).unwrap();
        let ada = Caller::new(Actor::Trusted("ada".parse().ok()));
        for id in ["a", "b"] {
            let request = format!(r#"{{"id": "{id}", "name": "{id}"}}"#);
            let request: CreateUniverse = serde_json::from_str(&request).unwrap();
            store.create_universe(&ada, request).await.unwrap();
        }
        Self { store, ada, published: EventId(2), _directory: directory }
    }

    /// Changes universes, each with a text of so many bytes, and publishes that.
    async fn publishes(&mut self, hub: &Hub, changes: &[(&str, usize)]) {
        for (id, length) in changes {
            let patch: PatchUniverse =
                serde_json::from_value(serde_json::json!({"config": {"text": "x".repeat(*length)}})).unwrap();
            self.store.edit(&self.ada, &id.parse().unwrap(), patch, None).await.unwrap();
        }
        let page = self.store.events_after(self.published, None, usize::MAX).await.unwrap();
        assert_eq!(page.events.len(), changes.len());
        self.published = page.end;
        hub.publish(page.events);
    }
}

fn universe(id: &str) -> UniverseId {
    id.parse().unwrap()
}

/// The ids of the next events, and the end behind them; none if the ring no longer has them.
fn next(hub: &Hub, position: u64, bell: &Bell, of: Option<&UniverseId>) -> Option<(Vec<u64>, u64)> {
    match hub.next(EventId(position), bell, of, &[]) {
        Next::Told(told, end) => Some((told.iter().map(|told| told.event.id().0).collect(), end.0)),
        Next::Behind => None,
    }
}

#[tokio::test]
async fn what_follows_a_position_is_taken_in_order() {
    let (mut source, hub) = (Source::new().await, Hub::new(EventId(2)));
    source.publishes(&hub, &[("a", 1), ("b", 1), ("a", 1)]).await;
    let (all, of_b) = (hub.bell(None), universe("b"));
    assert_eq!(next(&hub, 2, &all, None), Some((vec![3, 4, 5], 5)));
    assert_eq!(next(&hub, 4, &all, None), Some((vec![5], 5)));
    assert_eq!(next(&hub, 5, &all, None), Some((vec![], 5)));
    assert_eq!(next(&hub, 9, &all, None), Some((vec![], 9)), "a position that another server told");
    assert_eq!(next(&hub, 1, &all, None), None);
    let bell_b = hub.bell(Some(&of_b));
    assert_eq!(next(&hub, 2, &bell_b, Some(&of_b)), Some((vec![4], 5)));
    assert!(hub.continues(EventId(2)) && hub.continues(EventId(5)));
    assert!(!hub.continues(EventId(1)) && !hub.continues(EventId(6)));
}

#[tokio::test]
async fn a_batch_is_bounded_by_count_and_by_bytes() {
    let (mut source, hub) = (Source::new().await, Hub::new(EventId(2)));
    let all = hub.bell(None);
    source.publishes(&hub, &[("a", 1); BATCH + 1]).await;
    let (ids, end) = next(&hub, 2, &all, None).unwrap();
    assert_eq!((ids.len(), end), (BATCH, 2 + BATCH as u64));
    source.publishes(&hub, &[("a", 20_000), ("a", 20_000), ("a", 60_000), ("a", 1)]).await;
    let before = end + 1;
    assert_eq!(next(&hub, before, &all, None), Some((vec![before + 1], before + 1)), "two are too large");
    assert_eq!(next(&hub, before + 2, &all, None), Some((vec![before + 3], before + 3)), "one at least");
}

#[tokio::test]
async fn who_follows_a_universe_is_behind_only_when_events_of_it_are_gone() {
    let (mut source, hub) = (Source::new().await, Hub::new(EventId(2)));
    let (of_a, of_b, of_c) = (universe("a"), universe("b"), universe("c"));
    let bells = [hub.bell(None), hub.bell(Some(&of_a)), hub.bell(Some(&of_b))];
    source.publishes(&hub, &[("b", 1), ("a", 1)]).await;
    // Eight MiB and more of the other.
    for _ in 0..15 {
        source.publishes(&hub, &[("a", 60_000); 10]).await;
    }
    assert_eq!(next(&hub, 2, &bells[0], None), None);
    assert_eq!(next(&hub, 2, &bells[1], Some(&of_a)), None);
    assert_eq!(next(&hub, 2, &bells[2], Some(&of_b)), None);
    assert_eq!(next(&hub, 3, &bells[2], Some(&of_b)), Some((vec![], 154)), "nothing of it was missed");
    let late = hub.bell(Some(&of_c));
    assert_eq!(next(&hub, 3, &late, Some(&of_c)), None, "nobody watched out for it");
}

#[tokio::test]
async fn a_bell_is_rung_for_its_universe_and_goes_with_its_last_hearer() {
    let (mut source, hub) = (Source::new().await, Hub::new(EventId(2)));
    let (of_a, of_b) = (universe("a"), universe("b"));
    let bells = [None, Some(&of_a), Some(&of_a), Some(&of_b)].map(|of| (of, hub.bell(of)));
    assert_eq!(hub.followed(), 2);
    let mut rung: Vec<_> = bells.iter().map(|(_, bell)| Box::pin(bell.rung.notified())).collect();
    rung.iter_mut().for_each(|rung| assert!(!rung.as_mut().enable()));
    source.publishes(&hub, &[("a", 1)]).await;
    let heard: Vec<bool> = rung.iter_mut().map(|rung| rung.now_or_never().is_some()).collect();
    assert_eq!(heard, [true, true, true, false]);
    drop(rung);
    for ((of, bell), left) in bells.into_iter().zip([2, 2, 1, 0]) {
        hub.give_back(of, bell);
        assert_eq!(hub.followed(), left);
    }
}

#[tokio::test]
async fn who_was_far_behind_the_store_goes_on_after_its_newest() {
    let (mut source, hub) = (Source::new().await, Hub::new(EventId(2)));
    let of_a = universe("a");
    let (all, a) = (hub.bell(None), hub.bell(Some(&of_a)));
    source.publishes(&hub, &[("a", 1)]).await;
    hub.skip_to(EventId(1000));
    assert_eq!(hub.newest(), EventId(1000));
    assert_eq!(next(&hub, 3, &all, None), None);
    assert_eq!(next(&hub, 3, &a, Some(&of_a)), None);
    assert_eq!(next(&hub, 1000, &all, None), Some((vec![], 1000)));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(8))]

    #[test]
    fn nothing_is_missed_in_any_order_of_publishing_and_taking(
        steps in prop::collection::vec((0..2_usize, 0..3_usize, 1..4_usize), 1..30)
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(async {
            let (mut source, hub) = (Source::new().await, Hub::new(EventId(2)));
            let names = [universe("a"), universe("b")];
            let follows = [None, Some(&names[0]), Some(&names[1])];
            let bells = follows.map(|of| hub.bell(of));
            let (mut expected, mut heard) = ([vec![], vec![], vec![]], [vec![], vec![], vec![]]);
            let mut positions = [2, 2, 2];
            for (published, hearer, times) in steps {
                source.publishes(&hub, &vec![(names[published].as_str(), 1); times]).await;
                for id in source.published.0 + 1 - times as u64..=source.published.0 {
                    expected[0].push(id);
                    expected[1 + published].push(id);
                }
                let (ids, end) = next(&hub, positions[hearer], &bells[hearer], follows[hearer]).unwrap();
                heard[hearer].extend(ids);
                positions[hearer] = end;
                assert_eq!(heard[hearer], expected[hearer]);
            }
        });
    }
}
