//! Taking a document apart, without a look at what is in its parts.

use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::DocumentError;

pub(super) const SCHEMA: &str = "$schema";
pub(super) const VERSION: &str = "$version";
pub(super) const VALUE: &str = "$value";

/// A document's envelope and what is in it.
#[derive(Debug, Default)]
pub(super) struct Parts<'a> {
    schema: Option<&'a RawValue>,
    version: Option<&'a RawValue>,
    value: Option<&'a RawValue>,
    members: Vec<(String, &'a RawValue)>,
    /// The whole document, if its root is no object.
    other: Option<&'a RawValue>,
}

impl<'a> Parts<'a> {
    /// Takes a document apart.
    pub(super) fn of(document: &'a [u8]) -> Result<Self, DocumentError> {
        let is_object = document.trim_ascii_start().starts_with(b"{");
        if !is_object {
            let other = serde_json::from_slice(document).map_err(DocumentError::NotJson)?;
            return Ok(Self { other: Some(other), ..Self::default() });
        }
        let Members(members) = serde_json::from_slice(document).map_err(DocumentError::NotJson)?;
        let mut parts = Self::default();
        for (name, text) in members {
            let place = match name.as_str() {
                SCHEMA => &mut parts.schema,
                VERSION => &mut parts.version,
                VALUE => &mut parts.value,
                _ => {
                    parts.members.push((name, text));
                    continue;
                }
            };
            if place.replace(text).is_some() {
                return Err(DocumentError::BadEnvelope { reason: "it has a member of the envelope twice" });
            }
        }
        Ok(parts)
    }

    /// What kind of document it says that it is.
    pub(super) fn schema(&self) -> Result<Option<String>, DocumentError> {
        let reason = "its $schema is no text";
        self.schema
            .map(|text| serde_json::from_str(text.get()))
            .transpose()
            .map_err(|_| DocumentError::BadEnvelope { reason })
    }

    /// Which version it says that it is of.
    pub(super) fn version(&self) -> Result<Option<u64>, DocumentError> {
        let reason = "its $version is no integer from 0 to 18446744073709551615";
        self.version
            .map(|text| serde_json::from_str(text.get()))
            .transpose()
            .map_err(|_| DocumentError::BadEnvelope { reason })
    }

    /// The JSON of the world.
    pub(super) fn world(&self) -> Result<String, DocumentError> {
        if let Some(other) = self.other {
            return Ok(other.get().to_owned());
        }
        match self.value {
            // Without a version there is no envelope, so the name is the game's own.
            Some(value) if self.version.is_none() => {
                Ok(object(self.members.iter().chain([&(VALUE.to_owned(), value)])))
            }
            Some(value) if self.members.is_empty() => Ok(value.get().to_owned()),
            Some(_) => Err(DocumentError::BadEnvelope { reason: "it has other members beside its $value" }),
            None => Ok(object(&self.members)),
        }
    }
}

/// An object of members, each text just as it was.
fn object<'a>(members: impl IntoIterator<Item = &'a (String, &'a RawValue)>) -> String {
    let mut text = String::from("{");
    for (name, value) in members {
        if text.len() > 1 {
            text.push(',');
        }
        text.push_str(&serde_json::Value::from(name.as_str()).to_string());
        text.push(':');
        text.push_str(value.get());
    }
    text.push('}');
    text
}

/// The member of the envelope that a world's own JSON has in its root.
pub(super) fn reserved_in(world: &str) -> Option<&'static str> {
    // The usual case is told by two quick looks: `$` needs no escape, but whoever writes raw JSON may use one.
    if !world.contains("\"$") && !world.contains("\\u0024") {
        return None;
    }
    let Members(members) = serde_json::from_str(world).ok()?;
    [SCHEMA, VERSION, VALUE].into_iter().find(|name| members.iter().any(|(member, _)| member == name))
}

/// The members of an object in their order, their values as text.
struct Members<'a>(Vec<(String, &'a RawValue)>);

impl<'de> Deserialize<'de> for Members<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(MembersVisitor)
    }
}

struct MembersVisitor;

impl<'de> Visitor<'de> for MembersVisitor {
    type Value = Members<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut members = Vec::new();
        while let Some(member) = map.next_entry()? {
            members.push(member);
        }
        Ok(Members(members))
    }
}
