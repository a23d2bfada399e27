//! Streams of events from servers that break, repeat and lie.

use std::time::Duration;

use futures::StreamExt;
use multiverse_client::{BadAnswer, ClientError, Event, Heard, News};
use multiverse_model::wire::FollowEvents;
use multiverse_model::{EventId, EventType, ProblemType};
use serde_json::json;

use crate::support::{Answer, Raw, Scripted, Step, builder, client, entry, id, universe};

/// An event that a universe was made.
fn made(number: u64) -> String {
    let data = json!({"at": 5, "universeId": "universe:v", "universe": universe("universe:v")});
    format!("id: {number}\nevent: universe.created\ndata: {data}\n\n")
}

fn stream(text: &str) -> Answer {
    Answer::new(200, "text/event-stream", text)
}

/// A connection on which this is sent as a stream that does not end.
fn open(text: &str) -> Vec<Step> {
    let head = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n\r\n";
    vec![Step::Read, Step::Send(format!("{head}{text}").into())]
}

fn hanging(text: &str) -> Vec<Step> {
    let mut steps = open(text);
    steps.push(Step::Hang);
    steps
}

fn number(heard: Heard) -> u64 {
    let Heard::Event(event) = heard else { panic!("{heard:?}") };
    event.id.0
}

/// The numbers of the first events of a server.
async fn numbers(url: &str, query: FollowEvents, count: usize) -> Vec<u64> {
    client(url).events(query).take(count).map(|heard| number(heard.unwrap())).collect().await
}

#[tokio::test]
async fn events_are_typed() {
    let saved = json!({"at": 9, "universeId": "universe:v", "entry": entry(7, b"{}")});
    let text = format!("{}id: 2\nevent: snapshot.saved\ndata: {saved}\n\n", made(1));
    let server = Raw::doing([hanging(&text)]).await;
    let mut events = client(server.url()).events(FollowEvents::default());
    let Heard::Event(first) = events.next().await.unwrap().unwrap() else { panic!("no event") };
    let Event { id: place, at, universe_id, news } = *first;
    assert_eq!((place, at.0, universe_id), (EventId(1), 5, id("universe:v")));
    assert!(matches!(news, News::UniverseCreated(universe) if universe.name.as_str() == "universe:v"));
    let Heard::Event(second) = events.next().await.unwrap().unwrap() else { panic!("no event") };
    assert_eq!(second.news.kind(), EventType::SnapshotSaved);
    assert!(matches!(second.news, News::SnapshotSaved(entry) if entry.tick.get() == 7));
}

#[tokio::test]
async fn a_stream_that_breaks_goes_on_behind_what_came() {
    let server = Raw::doing([
        open("retry: 1\nid: 3\n\n"),
        open(&format!("{}{}", made(4), made(5))),
        // Cut in the middle of an event.
        open(&format!("{}{}", made(6), &made(7)[..30])),
        vec![],
        // Repeats what was heard.
        hanging(&format!("{}{}{}", made(6), made(7), made(8))),
    ])
    .await;
    assert_eq!(numbers(server.url(), FollowEvents::default(), 5).await, [4, 5, 6, 7, 8]);
    let asked: Vec<_> = server.heads().iter().map(|head| last_event_id(head)).collect();
    assert_eq!(asked, [None, Some(3), Some(5), Some(6)]);
}

fn last_event_id(head: &str) -> Option<u64> {
    head.lines().find_map(|line| line.strip_prefix("last-event-id: ")?.parse().ok())
}

#[tokio::test]
async fn who_was_away_goes_on_where_they_were_and_asks_for_what_they_want() {
    let server = Raw::doing([hanging(&made(8))]).await;
    let query = FollowEvents {
        universe_id: Some(id("universe:v")),
        types: vec![EventType::UniverseCreated, EventType::SnapshotSaved],
        since: Some(EventId(7)),
    };
    assert_eq!(numbers(server.url(), query, 1).await, [8]);
    let head = &server.heads()[0];
    let asked = "get /api/events?types=universe.created%2csnapshot.saved&universeid=universe%3av http/1.1";
    assert!(head.starts_with(asked), "{head}");
    assert_eq!(last_event_id(head), Some(7));
}

#[tokio::test]
async fn a_reset_is_told_and_what_comes_after_it_counts_from_there() {
    let reset = "id: 2\nevent: reset\ndata: {\"position\":2}\n\n";
    let server = Raw::doing([hanging(&format!("{}{reset}{}", made(9), made(3)))]).await;
    let events = client(server.url()).events(FollowEvents::default());
    let heard: Vec<_> = events.take(3).map(Result::unwrap).collect().await;
    assert_eq!(heard[1], Heard::Reset { position: Some(EventId(2)) });
    assert_eq!((number(heard[0].clone()), number(heard[2].clone())), (9, 3));
}

#[tokio::test]
async fn a_stream_on_which_nothing_comes_is_connected_anew() {
    let server = Raw::doing([hanging(&made(1)), hanging(": \n\n"), hanging(&made(2))]).await;
    let client = builder(server.url()).event_silence(Duration::from_millis(50)).build().unwrap();
    let events = client.events(FollowEvents::default());
    let heard: Vec<_> = events.take(2).map(|heard| number(heard.unwrap())).collect().await;
    assert_eq!(heard, [1, 2]);
    assert_eq!(server.connections(), 3);
}

#[tokio::test]
async fn a_server_that_is_not_there_for_a_while_is_waited_for() {
    let limited = Answer::problem(ProblemType::RateLimited).header("retry-after", "0");
    let answers = [Answer::html(502), limited, Answer::problem(ProblemType::Unavailable)];
    let more = answers.into_iter().cycle().take(12).chain([stream(&made(1))]);
    let server = Scripted::answering(more).await;
    assert_eq!(numbers(server.url(), FollowEvents::default(), 1).await, [1]);
    assert_eq!(server.seen().len(), 13, "more often than other calls are tried");
}

#[tokio::test]
async fn what_another_connection_would_not_change_ends_the_stream() {
    for answer in [
        Answer::problem(ProblemType::Unauthenticated),
        Answer::problem(ProblemType::NotFound),
        Answer::html(200),
        Answer::json(200, &json!({})),
        stream("id: 1\nevent: universe.created\ndata: {}\n\n"),
        stream("event: universe.created\ndata: {}\n\n"),
    ] {
        let server = Scripted::answering([answer]).await;
        let heard: Vec<_> = client(server.url()).events(FollowEvents::default()).collect().await;
        assert!(matches!(heard[..], [Err(_)]), "{heard:?}");
        assert_eq!(server.seen().len(), 1);
    }
}

#[tokio::test]
async fn an_event_that_has_no_end_is_not_kept_for_ever() {
    let server = Raw::doing([hanging(&format!("data: {}", "x".repeat(100_000)))]).await;
    let client = builder(server.url()).max_json_bytes(1000).build().unwrap();
    let heard = client.events(FollowEvents::default()).next().await.unwrap();
    assert!(matches!(heard, Err(ClientError::BadAnswer(BadAnswer::TooLong { limit: 1000 }))), "{heard:?}");
}

#[tokio::test]
async fn what_only_newer_clients_know_is_passed_over() {
    let text = format!("id: 1\nevent: comet.seen\ndata: whatever\n\nid: 2\ndata: 1\n\n{}", made(3));
    let server = Raw::doing([hanging(&text)]).await;
    assert_eq!(numbers(server.url(), FollowEvents::default(), 1).await, [3]);
}
