//! What happens, as it happens.

use futures::StreamExt;
use multiverse_client::{ClientError, Event, Heard, Items, MultiverseClient, News, Upload};
use multiverse_model::wire::{FollowEvents, ForkUniverse, PatchUniverse};
use multiverse_model::{EventId, EventType, UniverseName};

use crate::support::{Line, Plays, Server, builder_at, id, tick, world};

async fn next(events: &mut Items<Heard>) -> Event {
    match events.next().await.unwrap().unwrap() {
        Heard::Event(event) => *event,
        other => panic!("{other:?}"),
    }
}

/// All that happened from the beginning.
fn everything() -> FollowEvents {
    FollowEvents { since: Some(EventId::START), ..FollowEvents::default() }
}

/// Changes a universe so many times.
async fn changes(ada: &MultiverseClient, universe: &str, times: usize) {
    for _ in 0..times {
        ada.change_universe(&id(universe), PatchUniverse::default()).await.unwrap();
    }
}

#[tokio::test]
async fn each_kind_of_event_tells_what_it_is_about() {
    let server = Server::start();
    let ada = server.player("ada").await;
    let village = ada.makes("universe:v").await.id;
    let entry = ada.upload(&village, Upload::new(tick(1), world(3, 1))).await.unwrap().entry;
    let fork = ForkUniverse {
        id: Some(id("universe:f")),
        ..ForkUniverse::at(tick(1), UniverseName::new("f").unwrap())
    };
    ada.fork(&village, fork).await.unwrap();
    changes(&ada, "universe:v", 1).await;

    let mut events = ada.events(everything());
    let made = next(&mut events).await;
    assert_eq!((made.id, &made.universe_id), (EventId(1), &village));
    assert!(matches!(made.news, News::UniverseCreated(universe) if universe.id == village));
    assert!(matches!(next(&mut events).await.news, News::SnapshotSaved(saved) if saved == entry));
    let mut kinds = Vec::new();
    let forked = loop {
        let event = next(&mut events).await;
        kinds.push(event.news.kind());
        if let News::UniverseForked { universe, forked_from } = event.news {
            break (universe.id, forked_from.universe_id);
        }
    };
    assert_eq!(forked, (id("universe:f"), village.clone()));
    while kinds.last() != Some(&EventType::UniverseUpdated) {
        kinds.push(next(&mut events).await.news.kind());
    }
    assert!(kinds.contains(&EventType::UniverseCreated), "the fork was made: {kinds:?}");
    ada.delete_universe(&village).await.unwrap();
    assert_eq!(next(&mut events).await.news.kind(), EventType::UniverseDeleted);
}

#[tokio::test]
async fn who_follows_from_now_on_hears_what_comes_and_only_what_they_asked_for() {
    let server = Server::start();
    let ada = server.player("ada").await;
    for universe in ["universe:a", "universe:b"] {
        ada.makes(universe).await;
    }
    let query = FollowEvents {
        universe_id: Some(id("universe:b")),
        types: vec![EventType::SnapshotSaved],
        since: Some(EventId(2)),
    };
    let mut events = ada.events(query);
    changes(&ada, "universe:b", 2).await;
    for universe in ["universe:a", "universe:b"] {
        ada.upload(&id(universe), Upload::new(tick(7), world(1, 1))).await.unwrap();
    }
    let heard = next(&mut events).await;
    assert_eq!(heard.universe_id, id("universe:b"));
    assert!(matches!(heard.news, News::SnapshotSaved(entry) if entry.tick == tick(7)));
}

#[tokio::test]
async fn over_a_bad_line_every_event_is_heard_once_and_in_order() {
    let server = Server::start();
    let token = server.token("ada").await;
    let ada = server.with_token(&token);
    ada.makes("universe:v").await;
    changes(&ada, "universe:v", 99).await;
    let line = Line::to(&server, &[300, 1500, 2000, 9000, 700, 701, 5000, 20_000]);
    let listener = builder_at(line.url()).token(&token).build().unwrap();
    let mut events = listener.events(everything());
    for number in 1..=100 {
        assert_eq!(next(&mut events).await.id, EventId(number));
    }
}

#[tokio::test]
async fn nobody_hears_of_what_is_private() {
    let server = Server::start();
    let (ada, bob) = (server.player("ada").await, server.player("bob").await);
    ada.makes("universe:v").await;
    bob.makes("universe:w").await;
    let heard = next(&mut bob.events(everything())).await;
    assert_eq!(heard.universe_id, id("universe:w"));
    let query = FollowEvents { universe_id: Some(id("universe:v")), ..FollowEvents::default() };
    let mut events = bob.events(query);
    assert!(matches!(events.next().await, Some(Err(ClientError::NotFound(_)))));
    assert!(events.next().await.is_none());
}

#[tokio::test]
async fn who_was_away_for_too_long_is_told_to_load_anew_and_hears_on() {
    let mut server = Server::start();
    let token = server.token("ada").await;
    let ada = server.with_token(&token);
    ada.makes("universe:v").await;
    changes(&ada, "universe:v", 9).await;
    server.forgets_events_up_to(5);
    let server = server.again();
    let ada = server.with_token(&token);
    let mut events = ada.events(FollowEvents { since: Some(EventId(3)), ..FollowEvents::default() });
    let heard = events.next().await.unwrap().unwrap();
    assert_eq!(heard, Heard::Reset { position: Some(EventId(10)) });
    changes(&ada, "universe:v", 1).await;
    assert_eq!(next(&mut events).await.id, EventId(11));
}
