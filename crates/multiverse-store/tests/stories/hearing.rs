//! Reading events: all of them, in order, and each by those only who may know of it.

use std::time::Duration;

use multiverse_model::{EventId, Role, UniverseId};
use multiverse_store::{Event, EventPage, EventSpan};

use crate::support::{Person, World, id};

const DAY: i64 = 24 * 3_600_000;

/// Bytes of a page.
const PAGE: usize = 100_000;

/// Kind and universe of an event.
fn line(event: &Event) -> String {
    format!("{} {}", event.kind(), event.universes().next().unwrap())
}

/// Every page of all events, or of those about one universe.
async fn reads_all(world: &World, of: Option<&UniverseId>) -> Vec<Event> {
    let (mut events, mut at) = (Vec::new(), EventId::START);
    loop {
        let page: EventPage = world.store().events_after(at, of, PAGE).await.unwrap();
        at = page.end;
        if page.events.is_empty() {
            assert_eq!(at, page.span.newest);
            return events;
        }
        events.extend(page.events);
    }
}

/// What somebody is told of all that ever happened.
async fn hears(who: &Person) -> Vec<String> {
    let mut heard = Vec::new();
    for event in reads_all(&who.world, None).await {
        if who.world.store().may_know(&who.caller, &event).await.unwrap() {
            heard.push(line(&event));
        }
    }
    heard
}

#[tokio::test]
async fn pages_end_by_count_and_by_bytes_and_miss_nothing() {
    let world = World::new();
    let ada = world.player("ada");
    let village = ada.creates("village").await;
    let config = format!(r#"{{"config": {{"text": "{}"}}}}"#, "x".repeat(60_000));
    for n in 0..700 {
        let patch = if n % 20 == 0 { &config } else { r#"{"config": {}}"# };
        ada.tries_to_edit(&village, patch).await.unwrap();
    }
    let page = world.store().events_after(EventId::START, None, PAGE).await.unwrap();
    assert_eq!(page.events.len(), 21, "the second large one has no room");
    let page = world.store().events_after(EventId(21), None, 1).await.unwrap();
    assert_eq!(page.events.len(), 1, "one at least");
    assert_eq!(page.end, EventId(22));
    let all = reads_all(&world, None).await;
    let ids: Vec<u64> = all.iter().map(|event| event.id().0).collect();
    assert_eq!(ids, (1..=701).collect::<Vec<_>>());
    assert_eq!(reads_all(&world, Some(&village)).await, all);
}

#[tokio::test]
async fn who_follows_a_universe_reads_what_is_about_it_and_nothing_else() {
    let world = World::new();
    let ada = world.player("ada");
    let village = ada.publishes("village").await;
    ada.publishes("elsewhere").await;
    ada.saves(&village, 1, b"1").await;
    let fork = ada.forks(&village, 1, "fork").await;
    ada.saves(&id("elsewhere"), 1, b"1").await;
    let of = async |id| reads_all(&world, Some(id)).await.iter().map(line).collect::<Vec<_>>();
    assert_eq!(
        of(&village).await,
        ["universe.created village", "snapshot.saved village", "universe.forked village"]
    );
    assert_eq!(of(&fork).await, ["universe.created fork", "universe.forked village"]);
    assert!(of(&id("nowhere")).await.is_empty());
}

#[tokio::test]
async fn everybody_hears_what_they_may_read() {
    let world = World::new();
    let (ada, bob, eve) = (world.player("ada"), world.player("bob"), world.player("eve"));
    let open = ada.publishes("open").await;
    let shared = ada.creates("shared").await;
    ada.shares(&shared, &bob, Role::Reader).await;
    ada.creates("secret").await;
    ada.saves(&open, 1, b"1").await;
    ada.saves(&shared, 1, b"2").await;
    let public = ["universe.created open", "snapshot.saved open"];
    let with_shared =
        ["universe.created open", "universe.created shared", "snapshot.saved open", "snapshot.saved shared"];
    assert_eq!(hears(&world.anonymous()).await, public);
    assert_eq!(hears(&eve).await, public);
    assert_eq!(hears(&bob).await, with_shared);
    for all in [&ada, &world.trusted()] {
        assert_eq!(hears(all).await.len(), 5);
    }
}

#[tokio::test]
async fn rights_count_as_they_are_now() {
    let world = World::new();
    let (ada, bob, store) = (world.player("ada"), world.player("bob"), world.store());
    let village = ada.creates("village").await;
    assert!(hears(&bob).await.is_empty());
    ada.shares(&village, &bob, Role::Reader).await;
    assert_eq!(hears(&bob).await, ["universe.created village"]);
    store.revoke_access(&ada.caller, &village, &"bob".parse().unwrap()).await.unwrap();
    assert!(hears(&bob).await.is_empty());
    ada.tries_to_edit(&village, r#"{"isPublic": true}"#).await.unwrap();
    assert_eq!(hears(&bob).await, ["universe.updated village"], "and nothing of the time before");
    ada.tries_to_edit(&village, r#"{"isPublic": false}"#).await.unwrap();
    assert!(hears(&bob).await.is_empty());
    assert_eq!(hears(&ada).await.len(), 3);
}

#[tokio::test]
async fn of_a_deleted_universe_those_who_could_read_it_hear_that_it_is_gone() {
    let world = World::new();
    let (ada, bob, store) = (world.player("ada"), world.player("bob"), world.store());
    for (village, others) in [(ada.publishes("open").await, true), (ada.creates("secret").await, false)] {
        ada.saves(&village, 1, b"1").await;
        store.delete(&ada.caller, &village).await.unwrap();
        let gone = format!("universe.deleted {village}");
        let of_it = async |who| hears(who).await.into_iter().filter(|line| line.ends_with(village.as_str()));
        assert_eq!(of_it(&ada).await.collect::<Vec<_>>(), std::slice::from_ref(&gone));
        assert_eq!(of_it(&bob).await.collect::<Vec<_>>(), if others { vec![gone] } else { vec![] });
        assert!(!store.may_follow(&ada.caller, &village).await.unwrap());
        store.restore(&ada.caller, &village).await.unwrap();
        assert_eq!(of_it(&ada).await.count(), 4, "created, saved, deleted, restored");
    }
}

#[tokio::test]
async fn that_one_is_a_fork_of_another_hears_who_may_read_both() {
    let world = World::new();
    let (ada, bob) = (world.player("ada"), world.player("bob"));
    let secret = ada.creates("secret").await;
    ada.saves(&secret, 1, b"1").await;
    let fork = ada.forks(&secret, 1, "fork").await;
    ada.tries_to_edit(&fork, r#"{"isPublic": true}"#).await.unwrap();
    assert_eq!(hears(&bob).await, ["universe.updated fork"]);
    ada.shares(&fork, &bob, Role::Reader).await;
    assert_eq!(hears(&bob).await, ["universe.created fork", "universe.updated fork"]);
    ada.shares(&secret, &bob, Role::Reader).await;
    assert!(hears(&bob).await.contains(&"universe.forked secret".to_owned()));
    world.store().delete(&ada.caller, &secret).await.unwrap();
    assert!(hears(&bob).await.contains(&"universe.forked secret".to_owned()), "as the fork itself shows it");
}

#[tokio::test]
async fn what_is_pruned_is_gone_from_the_front() {
    let world = World::new();
    let (ada, store) = (world.player("ada"), world.store());
    let village = ada.creates("village").await;
    for n in 0..1200 {
        world.clock.advance(if n == 1000 { DAY } else { 0 });
        ada.tries_to_edit(&village, "{}").await.unwrap();
    }
    let retention = Duration::from_secs(1);
    assert_eq!(store.prune_events(retention).await.unwrap(), 1001);
    assert_eq!(store.prune_events(retention).await.unwrap(), 0);
    let span = store.event_span().await.unwrap();
    assert_eq!(span, EventSpan { pruned: EventId(1001), newest: EventId(1201) });
    for (position, continues) in [(0, false), (1000, false), (1001, true), (1201, true), (1202, false)] {
        assert_eq!(span.continues(EventId(position)), continues, "{position}");
    }
    world.clock.advance(DAY);
    assert_eq!(store.prune_events(retention).await.unwrap(), 200);
    drop(store);
    world.reopen();
    let span = EventSpan { pruned: EventId(1201), newest: EventId(1201) };
    assert_eq!(world.store().event_span().await.unwrap(), span, "ids are never used again");
    ada.tries_to_edit(&village, "{}").await.unwrap();
    assert_eq!(reads_all(&world, None).await[0].id(), EventId(1202));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_newest_event_is_announced_once_it_can_be_read() {
    let world = World::new();
    let ada = world.player("ada");
    let village = ada.creates("village").await;
    let store = world.store();
    let mut newest = store.newest_event();
    let writers: Vec<_> = (0..16)
        .map(|_| {
            let (ada, village) = (ada.clone(), village.clone());
            tokio::spawn(async move {
                for _ in 0..20 {
                    ada.tries_to_edit(&village, "{}").await.unwrap();
                }
            })
        })
        .collect();
    let (mut at, mut seen) = (EventId(1), 0);
    while seen < 320 {
        newest.wait_for(|newest| *newest > at).await.unwrap();
        let announced = *newest.borrow_and_update();
        let page = store.events_after(at, None, PAGE).await.unwrap();
        assert!(page.end >= announced);
        for event in page.events {
            assert_eq!(event.id().0, at.0 + 1, "without a gap");
            at = event.id();
            seen += 1;
        }
    }
    for writer in writers {
        writer.await.unwrap();
    }
}
