//! Components: the fields of an entity as `{"type", "data"}`, in a fixed order.

use std::borrow::Cow;

use serde::de::{Error, SeqAccess};
use serde::{Deserialize, Serialize};

/// One component.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Component<'a, T> {
    #[serde(rename = "type", borrow)]
    pub(super) kind: Cow<'a, str>,
    pub(super) data: T,
}

impl<'a, T> Component<'a, T> {
    pub(super) fn new(kind: &'a str, data: T) -> Self {
        Self { kind: Cow::Borrowed(kind), data }
    }
}

/// Reads the next component, which has to be of that type.
pub(super) fn next<'de, A: SeqAccess<'de>, T: Deserialize<'de>>(
    list: &mut A,
    kind: &'static str,
) -> Result<T, A::Error> {
    match list.next_element::<Component<'de, T>>()? {
        Some(component) if component.kind == kind => Ok(component.data),
        Some(_) => {
            Err(A::Error::custom(format_args!("a component of another type stands where {kind} belongs")))
        }
        None => Err(A::Error::custom(format_args!("the component {kind} is missing"))),
    }
}

/// Writes and reads the components of a kind of entity. One list for both, so that they cannot differ.
macro_rules! components {
    ($entity:ident, $id:ty, { $($field:ident: $kind:literal),+ $(,)? }) => {
        impl $crate::snapshot::entity::Entity for $entity {
            type Id = $id;

            fn id(&self) -> $id {
                self.id
            }

            fn write_components<S: serde::ser::SerializeSeq>(&self, list: &mut S) -> Result<(), S::Error> {
                $(list.serialize_element(&$crate::snapshot::component::Component::new($kind, &self.$field))?;)+
                Ok(())
            }

            fn read_components<'de, A: serde::de::SeqAccess<'de>>(id: $id, list: &mut A) -> Result<Self, A::Error> {
                $(let $field = $crate::snapshot::component::next(list, $kind)?;)+
                Ok(Self { id, $($field),+ })
            }
        }
    };
}

pub(super) use components;
