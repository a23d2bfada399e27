//! Worlds, and what they are called.

use bytes::Bytes;
use multiverse_client::MultiverseClient;
use multiverse_model::wire::CreateUniverse;
use multiverse_model::{PlayerId, Tick, Universe, UniverseId, UniverseName};

pub(crate) fn tick(tick: u64) -> Tick {
    Tick::new(tick).unwrap()
}

pub(crate) fn id(text: &str) -> UniverseId {
    text.parse().unwrap()
}

pub(crate) fn player_id(text: &str) -> PlayerId {
    text.parse().unwrap()
}

/// A universe to be made with this id.
pub(crate) fn named(text: &str) -> CreateUniverse {
    CreateUniverse { id: Some(id(text)), ..CreateUniverse::named(UniverseName::new(text).unwrap()) }
}

/// A world of so many people, of whom each has changed `at` times.
pub(crate) fn world(people: u64, at: u64) -> Bytes {
    let people: Vec<_> = (0..people)
        .map(|n| {
            let (x, hunger) = (n * 7919 % 1000 + at, (n * 31 + at * 7) % 100);
            serde_json::json!({
                "id": format!("person:{n}"), "name": format!("Person {}", n * n % 977), "x": x, "hunger": hunger,
                "skills": {"farming": n % 10, "smithing": n * 3 % 10}, "memories": ["was born", "was hungry"],
            })
        })
        .collect();
    serde_json::to_vec(&serde_json::json!({"at": at, "people": people})).unwrap().into()
}

/// Bytes in which nothing repeats.
pub(crate) fn noise(length: usize) -> Vec<u8> {
    let mut state = 1_u64;
    let mut next = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        state.to_be_bytes()[0]
    };
    (0..length).map(|_| next()).collect()
}

/// What players do.
pub(crate) trait Plays {
    /// Makes a universe.
    async fn makes(&self, universe: &str) -> Universe;
}

impl Plays for MultiverseClient {
    async fn makes(&self, universe: &str) -> Universe {
        self.create_universe(named(universe)).await.unwrap()
    }
}
