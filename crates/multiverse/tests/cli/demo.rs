//! `multiverse demo`: its past, its present, and how it goes on after any end.

use std::sync::Arc;

use futures::TryStreamExt;
use multiverse_client::MultiverseClient;
use multiverse_model::wire::ListArrivals;
use multiverse_model::{SnapshotType, Transit, TransitState, UniverseId};

use crate::server::Server;
use crate::timelines::{entries, universes, worlds};
use crate::workplace::Workplace;

/// A short past, after which nothing happens before the test is over.
const STILL: [&str; 4] = ["--days", "13", "--day-every", "1h"];

/// The universes that the demo promises, and what each is a fork of.
const PROMISED: [(&str, &str, Option<&str>); 10] = [
    ("universe:eschbach", "ada", None),
    ("universe:saltmarsh", "bob", None),
    ("universe:hollow", "clara", None),
    ("universe:highmoor", "dietrich", None),
    ("universe:eschbach-bob", "bob", Some("universe:eschbach")),
    ("universe:eschbach-late", "dietrich", Some("universe:eschbach")),
    ("universe:saltmarsh-clara", "clara", Some("universe:saltmarsh")),
    ("universe:hollow-ada", "ada", Some("universe:hollow")),
    ("universe:eschbach-ada", "ada", Some("universe:eschbach-bob")),
    ("universe:eschbach-clara", "clara", Some("universe:eschbach-ada")),
];

fn demo(workplace: Arc<Workplace>, args: &[&str]) -> Server {
    Server::start_command(workplace, &[&["demo"], args].concat())
}

#[tokio::test]
async fn a_multiverse_with_a_history_is_there_and_goes_on_at_the_next_start() {
    let workplace = Arc::new(Workplace::new());
    let mut first = demo(Arc::clone(&workplace), &STILL);
    first.client().is_ready().await.unwrap();
    assert!(first.says("curl").contains("/api/universes"), "the tour comes before the past");
    first.says("The past is lived: 10 universes of 4 players");
    let client = first.client();
    let universes = universes(&client).await;
    assert_eq!(universes.len(), PROMISED.len());
    for (id, owner, source) in PROMISED {
        let id: UniverseId = id.parse().unwrap();
        let universe = &universes[&id];
        assert_eq!((universe.owner_id.as_str(), universe.is_public), (owner, true), "{id}");
        assert!(universe.description.is_some(), "{id}");
        let laws = universe.config.as_ref().unwrap().as_str();
        assert!(["timeScale", "magicLevel", "techLevel"].iter().all(|law| laws.contains(law)), "{id}");
        let own = entries(&client, &id).await;
        let fork_of = universe.fork_of.as_ref();
        assert_eq!(fork_of.map(|fork| fork.universe_id.as_str()), source, "{id}");
        assert_eq!(own[0].kind, SnapshotType::Canonical, "{id} begins with a great moment");
        assert!(own.len() > 1, "{id} went on");
        if let Some(fork) = fork_of {
            let source = entries(&client, &fork.universe_id).await;
            let point = source.iter().rfind(|entry| entry.tick == fork.snapshot_tick).unwrap();
            assert_eq!(point.checksum, own[0].checksum);
            assert!(source.iter().all(|entry| entry.checksum != own[1].checksum), "{id} goes another way");
        }
    }
    let eschbach = entries(&client, &"universe:eschbach".parse().unwrap()).await;
    let has = |kind| eschbach.iter().any(|entry| entry.kind == kind);
    assert!(has(SnapshotType::Auto) && has(SnapshotType::Canonical));
    let trips = trips(&client).await;
    assert!(trips.iter().filter(|trip| trip.state == TransitState::Arrived).count() >= 3, "{trips:?}");
    let before = worlds(&client).await;
    first.signal("INT");
    let (status, _, stderr) = first.ended();
    assert!(status.success() && !stderr.contains("error"), "{stderr}");

    let mut second = demo(workplace, &["--days", "13", "--day-every", "1ms"]);
    second.says("The past is lived: 10 universes");
    second.says("universe:eschbach, day ");
    let client = second.client();
    let after = worlds(&client).await;
    assert!(before.iter().all(|entry| after.contains(entry)), "what was is still there");
    assert!(after.len() > before.len());
    // People still move, and no village keeps who has left.
    while self::trips(&client).await.len() <= trips.len() {
        second.says(" leaves through a passage");
    }
    // Somebody forks sooner or later.
    let told = second.says(" forks ");
    let fork: UniverseId = told.trim().rsplit_once(": ").unwrap().1.parse().unwrap();
    second.says(&format!("{fork}, day "));
    assert!(client.universe(&fork).await.unwrap().fork_of.is_some());
}

/// The trips between the villages that the players founded.
async fn trips(client: &MultiverseClient) -> Vec<Transit> {
    let mut trips = Vec::new();
    for (id, _, source) in PROMISED {
        if source.is_none() {
            for state in [None, Some(TransitState::Arrived)] {
                let query = ListArrivals { state, ..ListArrivals::default() };
                let arrivals: Vec<_> =
                    client.all_arrivals(&id.parse().unwrap(), query).try_collect().await.unwrap();
                trips.extend(arrivals);
            }
        }
    }
    trips
}

#[tokio::test]
async fn a_demo_that_is_killed_at_any_time_comes_to_the_same_past() {
    let mut whole = demo(Arc::new(Workplace::new()), &STILL);
    let mut workplace = Arc::new(Workplace::new());
    // As many tenths of what is left of the past as it lives before it is killed.
    for tenths in [1, 4, 0, 2, 7] {
        let mut demo = demo(workplace, &STILL);
        for _ in 0..tenths {
            demo.complains().unwrap();
        }
        workplace = demo.killed();
    }
    let mut last = demo(Arc::clone(&workplace), &STILL);
    for demo in [&mut whole, &mut last] {
        demo.says("The past is lived");
    }
    assert_eq!(worlds(&last.client()).await, worlds(&whole.client()).await);
    let (again, once) = (trips(&last.client()).await, trips(&whole.client()).await);
    let told = |trips: &[Transit]| {
        let mut told: Vec<_> = trips
            .iter()
            .map(|trip| {
                format!("{} {} {} {}", trip.entity_id, trip.from_universe_id, trip.to_universe_id, trip.state)
            })
            .collect();
        told.sort();
        told
    };
    assert_eq!(told(&again), told(&once));
    last.signal("INT");
    assert!(last.ended().0.success());
    workplace.run(&["verify", "--data", "demo-data"], &[]).succeeds();
}

#[test]
fn an_address_that_is_taken_and_a_store_of_somebody_elses_are_one_clear_line() {
    let server = Server::start(Workplace::new(), &[]);
    let message = Workplace::new().run(&["demo", "--listen", server.address()], &[]).fails_with(1);
    assert!(message.starts_with("error: cannot listen on"), "{message}");
    assert_eq!(message.lines().count(), 1, "{message}");
    let workplace = server.killed();
    let message = workplace.run(&["demo", "--data", "multiverse-data"], &[]).fails_with(1);
    assert!(message.contains("has a store that this demo did not make"), "{message}");
    assert_eq!(message.lines().count(), 1, "{message}");
}
