//! A game's kind of document, and the steps from its old versions to its newest.

use std::collections::BTreeMap;
use std::error::Error;
use std::fmt;

use bytes::Bytes;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::DocumentError;
use super::parts::{Parts, SCHEMA, VALUE, VERSION, reserved_in};

type Cause = Box<dyn Error + Send + Sync>;
type Step = Box<dyn Fn(Value) -> Result<Value, Cause> + Send + Sync>;

/// A game's kind of document: its name, its newest version, and a step from each older version to the next.
///
/// Make one at the start of the game, and keep every step that was ever released: a save may be years old.
///
/// ```
/// use multiverse_client::document::Migrations;
/// use multiverse_client::{SerializeError, World};
/// use multiverse_model::{Day, Tick};
/// # use bytes::Bytes;
/// # use serde_json::{Value, json};
///
/// #[derive(serde::Serialize, serde::Deserialize)]
/// struct Village {
///     tick: Tick,
///     food: u64,
/// }
///
/// fn migrations() -> Migrations {
///     let food_for_a_day = |mut village: Value| {
///         village["food"] = json!(100);
///         Ok::<_, std::convert::Infallible>(village)
///     };
///     Migrations::new("my-village", 1).unversioned_is(0).step(0, food_for_a_day)
/// }
///
/// impl World for Village {
///     fn serialize(&self) -> Result<Bytes, SerializeError> {
///         migrations().save(self).map_err(SerializeError::new)
///     }
/// #   fn tick(&self) -> Tick { self.tick }
/// #   fn day(&self) -> Day { Day::ZERO }
/// #   fn entity_count(&self) -> u64 { 0 }
///     // …
/// }
///
/// let village: Village = migrations().load(br#"{"tick": 7}"#)?;
/// assert_eq!(village.food, 100);
/// # assert_eq!(village.serialize()?, r#"{"$schema":"my-village","$version":1,"tick":7,"food":100}"#);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Migrations {
    schema: String,
    current: u64,
    unversioned: Option<u64>,
    steps: BTreeMap<u64, Step>,
}

impl Migrations {
    /// The kind of document called `schema`, of which this game writes version `current`.
    #[must_use]
    pub fn new(schema: impl Into<String>, current: u64) -> Self {
        Self { schema: schema.into(), current, unversioned: None, steps: BTreeMap::new() }
    }

    /// Adds the step from version `from` to the next. It gets the world's JSON without the envelope.
    ///
    /// # Panics
    /// If there is a step from that version already, or it is not older than the current one: a slip of the pen, which
    /// the first start of the game shows.
    #[must_use]
    pub fn step<E: Into<Cause>>(
        mut self,
        from: u64,
        step: impl Fn(Value) -> Result<Value, E> + Send + Sync + 'static,
    ) -> Self {
        assert!(from < self.current, "a step from {from} leads beyond the current version {}", self.current);
        let step: Step = Box::new(move |value| step(value).map_err(Into::into));
        assert!(self.steps.insert(from, step).is_none(), "there are two steps from version {from}");
        self
    }

    /// Says of which version documents without a `$version` are: those from before the game had envelopes. Without
    /// this, they are an error.
    #[must_use]
    pub fn unversioned_is(mut self, version: u64) -> Self {
        self.unversioned = Some(version);
        self
    }

    /// Writes a world as a document of the current version: the envelope, and just what serde makes of the world.
    ///
    /// # Errors
    /// [`DocumentError::Serialize`], and [`DocumentError::Reserved`] if the world's root has a member of its own that is
    /// called `$schema`, `$version` or `$value`.
    pub fn save<T: Serialize + ?Sized>(&self, world: &T) -> Result<Bytes, DocumentError> {
        let world = serde_json::to_string(world).map_err(DocumentError::Serialize)?;
        let schema = Value::from(self.schema.as_str());
        let mut document = String::with_capacity(world.len() + self.schema.len() + 64);
        document.push_str(&format!("{{\"{SCHEMA}\":{schema},\"{VERSION}\":{}", self.current));
        if let Some(members) = world.strip_prefix('{') {
            if let Some(member) = reserved_in(&world) {
                return Err(DocumentError::Reserved { member });
            }
            if members.trim_ascii_start() != "}" {
                document.push(',');
            }
            document.push_str(members);
        } else {
            document.push_str(&format!(",\"{VALUE}\":"));
            document.push_str(&world);
            document.push('}');
        }
        Ok(document.into())
    }

    /// Reads a world from a document of the current version, or of an older one by the steps from there.
    ///
    /// # Errors
    /// Each [`DocumentError`] of loading: it is not JSON, has no envelope, is of another kind, newer than this game, a
    /// step is missing or failed, or it is not what its version says.
    pub fn load<T: DeserializeOwned>(&self, document: &[u8]) -> Result<T, DocumentError> {
        let parts = Parts::of(document)?;
        let version = self.version_of(&parts)?;
        let world = parts.world()?;
        if version == self.current {
            return self.read(&world);
        }
        self.check_steps(version, self.current)?;
        let value =
            serde_json::from_str(&world).map_err(|source| DocumentError::Shape { version, source })?;
        let value = self.migrate(value, version, self.current)?;
        // By its text, so that a world is read alike whether or not steps were taken.
        self.read(&value.to_string())
    }

    /// Takes the steps from one version to another on a world's JSON, which is without an envelope.
    ///
    /// # Errors
    /// [`DocumentError::MissingStep`], [`DocumentError::Step`], and [`DocumentError::Newer`] if `to` is before `from`:
    /// there is no way back.
    pub fn migrate(&self, mut value: Value, from: u64, to: u64) -> Result<Value, DocumentError> {
        self.check_steps(from, to)?;
        for (from, step) in self.steps.range(from..to) {
            value = step(value).map_err(|source| DocumentError::Step { from: *from, source })?;
        }
        Ok(value)
    }

    fn version_of(&self, parts: &Parts<'_>) -> Result<u64, DocumentError> {
        let (schema, version) = (parts.schema()?, parts.version()?);
        match (schema, version.or(self.unversioned)) {
            (Some(found), _) if found != self.schema => {
                Err(DocumentError::Foreign { found, expected: self.schema.clone() })
            }
            (None, Some(_)) if version.is_some() => Err(DocumentError::NoEnvelope { missing: SCHEMA }),
            (_, Some(version)) => Ok(version),
            (_, None) => Err(DocumentError::NoEnvelope { missing: VERSION }),
        }
    }

    /// Looks whether all steps are there, before any is taken.
    fn check_steps(&self, from: u64, to: u64) -> Result<(), DocumentError> {
        if from > to {
            return Err(DocumentError::Newer { found: from, current: to });
        }
        let mut next = from;
        for from in self.steps.range(from..to).map(|(from, _)| *from) {
            if from != next {
                break;
            }
            next += 1;
        }
        if next == to { Ok(()) } else { Err(DocumentError::MissingStep { from: next }) }
    }

    fn read<T: DeserializeOwned>(&self, world: &str) -> Result<T, DocumentError> {
        serde_json::from_str(world).map_err(|source| DocumentError::Shape { version: self.current, source })
    }
}

impl fmt::Debug for Migrations {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let steps: Vec<u64> = self.steps.keys().copied().collect();
        f.debug_struct("Migrations")
            .field("schema", &self.schema)
            .field("current", &self.current)
            .field("unversioned", &self.unversioned)
            .field("steps", &steps)
            .finish()
    }
}
