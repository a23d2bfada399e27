//! Sixteen writers, and readers that break off: everybody hears everything they may know once, in order.

use std::collections::BTreeMap;

use serde_json::json;

use crate::crash::Random;
use crate::support::{Client, Server, Told};

const WRITERS: u64 = 16;
const SAVES: u64 = 30;

/// Saves into a universe of its own; every other one is private.
async fn writes(ada: Client, writer: u64) {
    let (id, is_public) = (format!("universe:{writer}"), writer.is_multiple_of(2));
    ada.post("/api/universe", json!({"id": id, "name": id, "isPublic": is_public})).await.expect(201);
    for tick in 1..=SAVES {
        ada.saves(&id, tick, &json!({"writer": writer, "tick": tick})).await;
    }
}

/// Reads up to the last event that was promised, over streams that it breaks off at random places.
async fn reads(who: Client, query: &'static str, seed: u64) -> Vec<Told> {
    let mut random = Random::new(seed);
    let (mut heard, mut last): (Vec<Told>, String) = (Vec::new(), "0".to_owned());
    loop {
        let mut stream = who.listens_after(&last, query).await;
        for _ in 0..random.below(60) {
            let Some(told) = stream.next().await else { break };
            stream.last_id().clone_into(&mut last);
            let is_last = told.line() == "universe.created universe:last";
            heard.push(told);
            if is_last {
                return heard;
            }
        }
        // A reader that was told where it stands and no more goes on from there too.
        if !stream.last_id().is_empty() {
            stream.last_id().clone_into(&mut last);
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_reader_that_breaks_off_at_random_hears_everything_once_and_in_order() {
    let server = Server::start().await;
    let (ada, eve) = (server.player("ada").await, server.player("eve").await);
    let (all, saves) = ("", "?types=snapshot.saved,universe.created");
    let readers: Vec<_> =
        [(&ada, all, 1), (&ada, saves, 2), (&eve, all, 3), (&eve, saves, 4), (&ada, all, 5)]
            .map(|(who, query, seed)| tokio::spawn(reads(who.clone(), query, seed)))
            .into();
    let writers: Vec<_> = (0..WRITERS).map(|writer| tokio::spawn(writes(ada.clone(), writer))).collect();
    for writer in writers {
        writer.await.unwrap();
    }
    ada.creates_public("universe:last").await;
    let mut heard = Vec::new();
    for reader in readers {
        heard.push(reader.await.unwrap());
    }
    for (told, universes) in heard.iter().zip([WRITERS, WRITERS, WRITERS / 2, WRITERS / 2, WRITERS]) {
        assert!(told.is_sorted_by(|a, b| a.id < b.id), "in order, and none twice");
        assert_eq!(told.len() as u64, universes * (1 + SAVES) + 1);
        let mut ticks: BTreeMap<&str, Vec<u64>> = BTreeMap::new();
        for event in told.iter().filter(|event| event.kind == "snapshot.saved") {
            let universe = event.data["universeId"].as_str().unwrap();
            ticks.entry(universe).or_default().push(event.data["entry"]["tick"].as_u64().unwrap());
        }
        assert_eq!(ticks.len() as u64, universes);
        assert!(ticks.values().all(|ticks| *ticks == (1..=SAVES).collect::<Vec<_>>()));
    }
    assert_eq!(heard[0], heard[4], "whatever the breaks");
    assert_eq!(heard[0], heard[1]);
    assert_eq!(heard[2], heard[3]);
}
