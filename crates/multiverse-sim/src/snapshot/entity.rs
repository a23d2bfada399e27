//! Entities: `{"id", "components"}`.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use serde::de::{DeserializeSeed, Error, IgnoredAny, SeqAccess, Visitor};
use serde::ser::{SerializeSeq, SerializeStruct};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::value::RawValue;

use super::component::components;
use crate::buildings::Building;
use crate::ids::{BuildingId, PersonId, PlantId};
use crate::people::Person;
use crate::plants::Plant;

/// Something with an id that is made of components.
pub(crate) trait Entity: Sized {
    /// Its id.
    type Id: Copy + fmt::Display;

    fn id(&self) -> Self::Id;

    fn write_components<S: SerializeSeq>(&self, list: &mut S) -> Result<(), S::Error>;

    fn read_components<'de, A: SeqAccess<'de>>(id: Self::Id, list: &mut A) -> Result<Self, A::Error>;
}

components!(Person, PersonId, {
    identity: "identity",
    position: "position",
    movement: "movement",
    activity: "activity",
    needs: "needs",
    mood: "mood",
    health: "health",
    inventory: "inventory",
    skills: "skills",
    livelihood: "livelihood",
    family: "family",
    standing: "standing",
    relations: "relations",
    memories: "memories",
});

components!(Plant, PlantId, {
    kind: "plant",
    position: "position",
    growth: "growth",
    tending: "tending",
});

components!(Building, BuildingId, {
    plan: "building",
    position: "position",
    structure: "structure",
    store: "store",
});

/// An entity to be written.
pub(crate) struct Written<'a, T>(pub(crate) &'a T);

impl<T: Entity> Serialize for Written<'_, T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut entity = serializer.serialize_struct("Entity", 2)?;
        entity.serialize_field("id", &Id(self.0.id()))?;
        entity.serialize_field("components", &Components(self.0))?;
        entity.end()
    }
}

struct Id<T>(T);

impl<T: fmt::Display> Serialize for Id<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}

struct Components<'a, T>(&'a T);

impl<T: Entity> Serialize for Components<'_, T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut list = serializer.serialize_seq(None)?;
        self.0.write_components(&mut list)?;
        list.end()
    }
}

/// An entity of which only the id has been read, which says of what kind it is.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RawEntity<'a> {
    #[serde(borrow)]
    pub(crate) id: Cow<'a, str>,
    #[serde(borrow)]
    pub(crate) components: &'a RawValue,
}

/// Reads the components of an entity from their text.
pub(crate) fn read<T: Entity>(id: T::Id, components: &str) -> Result<T, serde_json::Error> {
    let mut deserializer = serde_json::Deserializer::from_str(components);
    let entity = Reader { id, kind: PhantomData::<T> }.deserialize(&mut deserializer)?;
    deserializer.end()?;
    Ok(entity)
}

struct Reader<T: Entity> {
    id: T::Id,
    kind: PhantomData<T>,
}

impl<'de, T: Entity> DeserializeSeed<'de> for Reader<T> {
    type Value = T;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<T, D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de, T: Entity> Visitor<'de> for Reader<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of components")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<T, A::Error> {
        let entity = T::read_components(self.id, &mut list)?;
        match list.next_element::<IgnoredAny>()? {
            None => Ok(entity),
            Some(_) => Err(A::Error::custom("a component too many")),
        }
    }
}
