//! A world of tests.

use bytes::Bytes;
use multiverse_client::{SerializeError, World};
use multiverse_model::{Day, Tick};

/// A village that is as old as its tick and remembers who lives in it.
#[derive(Debug, Clone)]
pub(crate) struct Village {
    pub tick: u64,
    pub name: String,
}

impl Village {
    pub(crate) fn at(tick: u64, name: &str) -> Self {
        Self { tick, name: name.to_owned() }
    }

    /// What is saved of it: large enough for a delta to pay.
    pub(crate) fn document(&self) -> Bytes {
        let people: Vec<String> = (0..200)
            .map(|id| {
                format!(r#"{{"id":"person:{id}","x":{},"y":{id},"home":"{}"}}"#, self.tick + id, self.name)
            })
            .collect();
        format!(r#"{{"tick":{},"people":[{}]}}"#, self.tick, people.join(",")).into()
    }
}

impl World for Village {
    fn tick(&self) -> Tick {
        tick(self.tick)
    }

    fn day(&self) -> Day {
        Day::new(self.tick / 28_800).unwrap()
    }

    fn serialize(&self) -> Result<Bytes, SerializeError> {
        Ok(self.document())
    }

    fn entity_count(&self) -> u64 {
        200
    }
}

pub(crate) fn tick(value: u64) -> Tick {
    Tick::new(value).unwrap()
}
