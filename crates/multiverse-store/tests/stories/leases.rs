//! Work that one server at a time does.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use futures::FutureExt;
use multiverse_model::wire::CreateUniverse;
use multiverse_model::{Actor, DecayPolicy, EventType};
use multiverse_store::{Caller, Chore, Document, EventPage, Lease, NewSnapshot, Store, StoreError};

use crate::support::{Clock, Fleet, World, id, tick};

const LASTS: Duration = Duration::from_secs(30);

async fn takes(store: &Store) -> Option<Lease> {
    store.lease("work", LASTS).await.unwrap()
}

fn ada() -> Caller {
    Caller::new(Actor::Trusted("ada".parse().ok()))
}

/// Makes a universe, as anything that a server writes.
async fn writes(store: &Store, name: &str) -> Result<(), StoreError> {
    let request: CreateUniverse =
        serde_json::from_value(serde_json::json!({"id": name, "name": name, "config": {"autoDecay": true}}))
            .unwrap();
    store.create_universe(&ada(), request).await.map(drop)
}

#[tokio::test]
async fn a_lease_has_one_holder_until_it_runs_out() {
    let (fleet, clock) = (Fleet::new(), Clock::new());
    let (a, b) = (fleet.server(&clock).store, fleet.server(&clock).store);
    assert!(takes(&a).await.is_some());
    assert!(takes(&b).await.is_none());
    assert!(b.lease("other work", LASTS).await.unwrap().is_some());
    clock.advance(20_000);
    assert!(takes(&a).await.is_some(), "its own it may have again");
    clock.advance(29_999);
    assert!(takes(&b).await.is_none());
    clock.advance(1);
    assert!(takes(&b).await.is_some());
    assert!(takes(&a).await.is_none());
}

#[tokio::test]
async fn who_works_keeps_the_lease() {
    let (fleet, clock) = (Fleet::new(), Clock::new());
    let (a, b) = (fleet.server(&clock).store, fleet.server(&clock).store);
    let a = a.under(&takes(&a).await.unwrap());
    for n in 0..4 {
        clock.advance(20_000);
        writes(&a, &format!("universe:{n}")).await.unwrap();
        assert!(takes(&b).await.is_none());
    }
    clock.advance(30_000);
    assert!(takes(&b).await.is_some());
}

#[tokio::test]
async fn a_holder_that_was_replaced_writes_nothing_more_whatever_its_clock_says() {
    let fleet = Fleet::new();
    let (slow, fast) = (Clock::seeded(1), Clock::seeded(2));
    let (a, b) = (fleet.server(&slow).store, fleet.server(&fast).store);
    let first = takes(&a).await.unwrap();
    fast.advance(31_000);
    let second = takes(&b).await.unwrap();
    let refused = writes(&a.under(&first), "universe:a").await;
    assert!(matches!(refused, Err(StoreError::LeaseLost)), "{refused:?}");
    writes(&b.under(&second), "universe:b").await.unwrap();
    assert!(a.universe(&ada(), &id("universe:a")).await.is_err(), "nothing of it is there");
    let page: EventPage = a.events_after(Default::default(), None, usize::MAX).await.unwrap();
    assert_eq!(page.events.len(), 1, "nor told");
    // Also when it gets the lease back: the work of its first term is over.
    slow.advance(120_000);
    let third = takes(&a).await.unwrap();
    assert!(matches!(writes(&a.under(&first), "universe:a").await, Err(StoreError::LeaseLost)));
    writes(&a.under(&third), "universe:a").await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_sixteen_servers_that_ask_at_once_one_gets_it() {
    let (fleet, clock) = (Fleet::new(), Clock::new());
    for _ in 0..3 {
        let servers: Vec<_> = (0..16).map(|_| fleet.server(&clock).store).collect();
        let asking = servers.iter().map(|store| {
            let store = store.clone();
            tokio::spawn(async move { takes(&store).await.is_some() })
        });
        let got = futures::future::join_all(asking).await.into_iter().filter(|got| *got.as_ref().unwrap());
        assert_eq!(got.count(), 1);
        clock.advance(30_000);
    }
}

#[tokio::test]
async fn where_nobody_else_can_write_a_new_server_waits_for_nobody() {
    let world = World::new();
    let before = takes(&world.store()).await.unwrap();
    world.reopen();
    let store = world.store();
    assert!(takes(&store).await.is_some());
    assert!(matches!(writes(&store.under(&before), "universe:a").await, Err(StoreError::LeaseLost)));
}

#[tokio::test]
async fn a_janitor_that_is_replaced_in_the_middle_stops_there_and_the_next_does_the_rest_once() {
    let (fleet, clock) = (Fleet::new(), Clock::new());
    let (a, b) = (fleet.server(&clock), fleet.server(&clock));
    writes(&a.store, "universe:v").await.unwrap();
    let policy = DecayPolicy { decay_after_ticks: Some(tick(1)), ..DecayPolicy::default() };
    for at in 0..1201 {
        let snapshot = NewSnapshot { decay_policy: Some(policy.clone()), ..NewSnapshot::at(tick(at)) };
        let document = Document::new(format!("{at}").into());
        a.store.save(&ada(), &id("universe:v"), snapshot, document).await.unwrap();
    }
    let lease = takes(&a.store).await.unwrap();
    // Before its second step A stands still for so long that B takes over.
    let steps = Arc::new(AtomicUsize::new(0));
    let (other, hers) = (b.store.clone(), clock.clone());
    a.before_writes(move || {
        let (other, hers, step) = (other.clone(), hers.clone(), steps.fetch_add(1, Ordering::SeqCst));
        async move {
            if step == 1 {
                hers.advance(31_000);
                assert!(takes(&other).await.is_some());
            }
        }
        .boxed()
    });
    let done = a.store.under(&lease).does(Chore::Decay).await;
    assert!(matches!(done, Err(StoreError::LeaseLost)), "{done:?}");
    assert_eq!(decayed(&b.store).await.len(), 500);
    let lease = takes(&b.store).await.unwrap();
    assert_eq!(b.store.under(&lease).does(Chore::Decay).await.unwrap(), 700);
    assert_eq!(decayed(&b.store).await, (0..1200).collect::<Vec<_>>(), "each once");
}

/// The ticks of all entries that were told to have decayed.
async fn decayed(store: &Store) -> Vec<u64> {
    let (mut ticks, mut at) = (Vec::new(), Default::default());
    loop {
        let page = store.events_after(at, None, usize::MAX).await.unwrap();
        if page.events.is_empty() {
            return ticks;
        }
        at = page.end;
        for event in page.events.iter().filter(|event| event.kind() == EventType::SnapshotDecayed) {
            let data: serde_json::Value = serde_json::from_str(event.data()).unwrap();
            ticks.push(data["entry"]["tick"].as_u64().unwrap());
        }
    }
}
