//! Bodies of requests.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use serde::de::value::MapAccessDeserializer;
use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::value::RawValue;

use crate::{
    CanonEvent, Checksum, Day, DecayPolicy, Description, DisplayName, Label, PlayerId, Role, SnapshotType,
    Tick, UniverseConfig, UniverseId, UniverseName, VisitorPolicy,
};

/// `POST /player`
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RegisterPlayer {
    /// The player's own choice of id; else the server makes one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<PlayerId>,
    /// What people call the player; else the id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub display_name: Option<DisplayName>,
}

/// `POST /universe`
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CreateUniverse {
    /// The maker's own choice of id; else the server makes one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<UniverseId>,
    /// What people call it.
    pub name: UniverseName,
    /// The owner; with a token it may be left out, and must be the token's player.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner_id: Option<PlayerId>,
    /// Whether everybody may read and fork it; false if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub is_public: Option<bool>,
    /// A text for people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<Description>,
    /// The game's settings of the universe.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub config: Option<UniverseConfig>,
    /// How it receives passages; `approval` if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub visitor_policy: Option<VisitorPolicy>,
}

impl CreateUniverse {
    /// A private universe of this name, with the defaults for all else.
    #[must_use]
    pub fn named(name: UniverseName) -> Self {
        Self {
            id: None,
            name,
            owner_id: None,
            is_public: None,
            description: None,
            config: None,
            visitor_policy: None,
        }
    }
}

/// `PATCH /universe/{id}`. A member that is left out stays as it is.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PatchUniverse {
    /// A new name.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "not_null")]
    pub name: Option<UniverseName>,
    /// A new description; `null` removes it.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "given")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<Description>))]
    pub description: Option<Option<Description>>,
    /// Whether everybody may read and fork it.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "not_null")]
    pub is_public: Option<bool>,
    /// New settings, which replace the old ones whole; `null` removes them.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "given")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<UniverseConfig>))]
    pub config: Option<Option<UniverseConfig>>,
    /// How it receives passages.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "not_null")]
    pub visitor_policy: Option<VisitorPolicy>,
}

/// Tells a member that is `null` from one that is left out.
fn given<'de, T: Deserialize<'de>, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<Option<T>>, D::Error> {
    Option::<T>::deserialize(deserializer).map(Some)
}

/// `PUT /universe/{id}/access/{playerId}`
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct GrantAccess {
    /// What the player may do.
    pub role: Role,
}

/// What a save does when the parent it names is no longer the head.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum OnConflict {
    /// Answers 409 with the head.
    #[default]
    Refuse,
    /// Forks the universe at the parent and saves there, in one transaction.
    Fork,
}

/// `POST /universe/{id}/snapshot`: the document and what the entry shows. Borrows from the request's body, so
/// that a world of many megabytes is not copied.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(as = SaveSnapshot))]
pub struct SaveSnapshot<'a> {
    /// The world: any JSON value. Its text is kept exactly as it stands here.
    #[serde(borrow, default, skip_serializing_if = "Option::is_none", deserialize_with = "given_raw")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<serde_json::Value>))]
    pub snapshot: Option<&'a RawValue>,
    /// With `X-Snapshot-Compressed: gzip-base64`, in place of `snapshot`: base64 of a gzip stream of the JSON text.
    #[serde(borrow, default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    pub compressed_snapshot: Option<Cow<'a, str>>,
    /// The universe's clock.
    pub tick: Tick,
    /// The universe's day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub day: Option<Day>,
    /// Why it is saved; `canonical` if there is a canon event, else `auto`.
    #[serde(default, skip_serializing_if = "Option::is_none", rename = "type")]
    pub kind: Option<SnapshotType>,
    /// What makes it canonical.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "object")]
    pub canon_event: Option<CanonEvent>,
    /// The player's own name for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<Label>,
    /// How long to keep it.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "object")]
    pub decay_policy: Option<DecayPolicy>,
    /// The checksum of the head that this save extends.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<Checksum>,
    /// What to do if another save came first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on_conflict: Option<OnConflict>,
}

/// Takes an object or `null`. What is derived would also take an array of the members' values in their order.
pub(super) fn object<'de, T: Deserialize<'de>, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<T>, D::Error> {
    struct Members<T>(PhantomData<T>);

    impl<'de, T: Deserialize<'de>> Visitor<'de> for Members<T> {
        type Value = Option<T>;

        fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
            formatter.write_str("an object")
        }

        fn visit_unit<E>(self) -> Result<Self::Value, E> {
            Ok(None)
        }

        fn visit_map<A: MapAccess<'de>>(self, members: A) -> Result<Self::Value, A::Error> {
            T::deserialize(MapAccessDeserializer::new(members)).map(Some)
        }
    }

    deserializer.deserialize_any(Members(PhantomData))
}

/// Refuses `null` for a member that can be left out but not removed.
fn not_null<'de, T: Deserialize<'de>, D: Deserializer<'de>>(deserializer: D) -> Result<Option<T>, D::Error> {
    T::deserialize(deserializer).map(Some)
}

/// Takes `null` for the JSON value that it is, not for a missing member.
fn given_raw<'de: 'a, 'a, D: Deserializer<'de>>(deserializer: D) -> Result<Option<&'a RawValue>, D::Error> {
    <&'a RawValue>::deserialize(deserializer).map(Some)
}

/// The header `Snapshot-Meta` of the third way of upload: a JSON object, non-ASCII escaped.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SnapshotMeta {
    /// What makes it canonical.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "object")]
    pub canon_event: Option<CanonEvent>,
    /// How long to keep it.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "object")]
    pub decay_policy: Option<DecayPolicy>,
}

/// `POST /universe/{id}/fork`
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ForkUniverse {
    /// The tick of the snapshot to start with.
    pub snapshot_tick: Tick,
    /// What people call the fork.
    pub name: UniverseName,
    /// The fork's owner; with a token it may be left out, and must be the token's player.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner_id: Option<PlayerId>,
    /// The maker's own choice of id; else the server makes one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<UniverseId>,
    /// Whether everybody may read and fork it; as the source if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub is_public: Option<bool>,
    /// The fork's settings; the source's if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub config: Option<UniverseConfig>,
    /// Whether to take the last snapshot at or before the tick if there is none at it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nearest: Option<bool>,
}

impl ForkUniverse {
    /// A fork of this name at the snapshot of this tick, with the defaults for all else.
    #[must_use]
    pub fn at(snapshot_tick: Tick, name: UniverseName) -> Self {
        Self { snapshot_tick, name, owner_id: None, id: None, is_public: None, config: None, nearest: None }
    }
}

/// `POST /universe/{id}/cleanup`
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CleanUp {
    /// The universe's clock now: what age is measured against.
    pub current_tick: Tick,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_snapshots_text_is_borrowed_as_it_stands() {
        let body = r#"{"tick": 1, "snapshot" : { "b":1e400, "b":-0 , "s":"\ud800" } }"#;
        let save: SaveSnapshot<'_> = serde_json::from_str(body).unwrap();
        assert_eq!(save.snapshot.unwrap().get(), r#"{ "b":1e400, "b":-0 , "s":"\ud800" }"#);
    }

    #[test]
    fn null_is_a_snapshot_and_a_missing_one_is_not() {
        let null: SaveSnapshot<'_> = serde_json::from_str(r#"{"tick":1,"snapshot":null}"#).unwrap();
        let none: SaveSnapshot<'_> = serde_json::from_str(r#"{"tick":1}"#).unwrap();
        assert_eq!(null.snapshot.map(RawValue::get), Some("null"));
        assert!(none.snapshot.is_none());
    }

    #[test]
    fn a_patch_tells_null_from_absent() {
        let patch: PatchUniverse = serde_json::from_str(r#"{"description":null}"#).unwrap();
        assert_eq!(patch.description, Some(None));
        assert_eq!(patch.config, None);
        assert!(serde_json::from_str::<PatchUniverse>(r#"{"name":null}"#).is_err());
    }
}
