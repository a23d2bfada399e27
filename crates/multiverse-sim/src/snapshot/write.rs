//! Writing a save.

use std::borrow::Cow;

use serde::ser::SerializeSeq;
use serde::{Serialize, Serializer};
use serde_json::value::{RawValue, to_raw_value};

use super::document::{Checksums, Document, Header, Identity, Multiverse, Universe, UniverseTime};
use super::entity::Written;
use super::{GAME, VERSION};
use crate::village::Village;

impl Village {
    /// The whole village as a save document: JSON without white space, the same bytes for the same state.
    ///
    /// Events that nobody has [drained](Self::drain_events) are not in it. It takes about 1.4 MB for 2,000 entities.
    #[must_use]
    pub fn snapshot(&self) -> Vec<u8> {
        let (entities, world_state) = (raw(&Entities(self)), raw(&self.world));
        let checksums = Checksums::of(&entities, &world_state);
        let name = Cow::Borrowed(self.config.name.as_str());
        let document = Document {
            header: Header { game: GAME.into(), version: VERSION, name: name.clone(), saved_at: self.now },
            multiverse: Multiverse::at(self.now),
            universes: [Universe {
                identity: Identity { name },
                time: UniverseTime::at(self.now),
                config: self.config.clone(),
                entities: &entities,
                world_state: &world_state,
                checksums,
            }],
            passages: self.doors.clone(),
            travels: self.travels.clone(),
        };
        serde_json::to_vec(&document).expect("every key is a string, and memory takes what is written")
    }
}

fn raw(part: &impl Serialize) -> Box<RawValue> {
    to_raw_value(part).expect("every key is a string, and memory takes what is written")
}

/// All entities: people, plants, buildings.
struct Entities<'a>(&'a Village);

impl Serialize for Entities<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Village { people, plants, buildings, .. } = self.0;
        let mut list = serializer.serialize_seq(None)?;
        people.iter().try_for_each(|person| list.serialize_element(&Written(person)))?;
        plants.iter().try_for_each(|plant| list.serialize_element(&Written(plant)))?;
        buildings.iter().try_for_each(|building| list.serialize_element(&Written(building)))?;
        list.end()
    }
}
