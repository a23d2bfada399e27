//! A world that people leave and come to.

use std::collections::BTreeMap;

use bytes::Bytes;
use multiverse_client::{Coming, SerializeError, TravelMark, TravelWorld, World};
use multiverse_model::{Day, EntityId, RawJson, Tick};
use serde::{Deserialize, Serialize};

use super::tick;

/// People, each as a document, and what lies around.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Hamlet {
    pub tick: u64,
    pub people: BTreeMap<EntityId, RawJson>,
    pub things: Vec<RawJson>,
    pub mark: TravelMark,
    /// Not part of the world: why people came while this program has run.
    #[serde(skip)]
    pub came: Vec<Coming>,
}

impl Hamlet {
    pub(crate) fn with(people: &[(&EntityId, &str)]) -> Self {
        let people = people.iter().map(|(id, text)| ((*id).clone(), RawJson::new(*text).unwrap())).collect();
        Self { tick: 1, people, ..Self::default() }
    }

    pub(crate) fn read(document: &[u8]) -> Self {
        serde_json::from_slice(document).unwrap()
    }

    /// What is in it, without its travels.
    pub(crate) fn contents(&self) -> String {
        format!("{:?} {:?}", self.people, self.things)
    }
}

impl World for Hamlet {
    fn tick(&self) -> Tick {
        tick(self.tick)
    }

    fn day(&self) -> Day {
        Day::new(1).unwrap()
    }

    fn serialize(&self) -> Result<Bytes, SerializeError> {
        serde_json::to_vec(self).map(Bytes::from).map_err(SerializeError::new)
    }

    fn entity_count(&self) -> u64 {
        self.people.len() as u64
    }
}

impl TravelWorld for Hamlet {
    fn entity(&self, id: &EntityId) -> Option<RawJson> {
        self.people.get(id).cloned()
    }

    fn take(&mut self, id: &EntityId) {
        self.people.remove(id);
    }

    fn put(&mut self, id: &EntityId, entity: &RawJson, why: Coming) {
        let before = self.people.insert(id.clone(), entity.clone());
        assert!(before.is_none(), "{id} is put in twice");
        self.came.push(why);
    }

    fn take_back(&mut self, _from: &EntityId, items: &[RawJson]) {
        self.things.extend_from_slice(items);
    }

    fn admits(&self, id: &EntityId, entity: &RawJson) -> Result<(), String> {
        if entity.as_str().contains("ogre") { Err(format!("{id} would eat everybody")) } else { Ok(()) }
    }

    fn travel_mark(&self) -> TravelMark {
        self.mark.clone()
    }

    fn set_travel_mark(&mut self, mark: TravelMark) {
        self.mark = mark;
    }
}
