//! A universe's `config`: a free JSON object.

use serde::{Deserialize, Deserializer, Serialize};
use serde_json::value::RawValue;

use crate::json_depth::check_depth;

/// The largest `config` in bytes of JSON text.
pub const MAX_CONFIG_BYTES: usize = 64 * 1024;

/// The most levels of nesting in a `config`.
const MAX_CONFIG_DEPTH: usize = 64;

/// A free JSON object of at most [`MAX_CONFIG_BYTES`], kept as the text that came in: numbers keep their
/// digits and members their order.
///
/// Members that the server knows: `timeScale`, `magicLevel`, `techLevel`, `allowedItemTags`,
/// `bannedItemTags`, `autoDecay`. All others are the game's own.
#[derive(Debug, Clone, Serialize)]
#[serde(transparent)]
pub struct UniverseConfig(Box<RawValue>);

/// A text that is not a universe's config.
#[derive(Debug, thiserror::Error)]
pub enum InvalidConfig {
    /// It is valid JSON but not an object, or not JSON at all.
    #[error("config must be a JSON object")]
    NotAnObject,
    /// It is too long.
    #[error("config may have at most {MAX_CONFIG_BYTES} bytes, not {length}")]
    TooLarge {
        /// Its length in bytes.
        length: usize,
    },
    /// It nests too deeply.
    #[error("config may nest at most {MAX_CONFIG_DEPTH} levels deep")]
    TooDeep,
}

impl UniverseConfig {
    /// Takes a JSON text.
    ///
    /// # Errors
    /// [`InvalidConfig`] if it is no object, too large or too deep.
    pub fn new(json: impl Into<String>) -> Result<Self, InvalidConfig> {
        let json = json.into();
        let raw = RawValue::from_string(json).map_err(|_| InvalidConfig::NotAnObject)?;
        Self::from_raw(raw)
    }

    /// Whether it asks the server to let old snapshots decay by itself: whether `autoDecay` is true.
    #[must_use]
    pub fn asks_for_decay(&self) -> bool {
        #[derive(Deserialize)]
        #[serde(rename_all = "camelCase")]
        struct Known {
            auto_decay: serde_json::Value,
        }

        // Nearly none does, and to read the whole of each to find that out would cost every universe.
        self.as_str().contains("\"autoDecay\"")
            && serde_json::from_str(self.as_str()).is_ok_and(|known: Known| known.auto_decay == true)
    }

    fn from_raw(raw: Box<RawValue>) -> Result<Self, InvalidConfig> {
        let text = raw.get();
        if text.len() > MAX_CONFIG_BYTES {
            return Err(InvalidConfig::TooLarge { length: text.len() });
        }
        if !text.starts_with('{') {
            return Err(InvalidConfig::NotAnObject);
        }
        check_depth(text.as_bytes(), MAX_CONFIG_DEPTH).map_err(|_| InvalidConfig::TooDeep)?;
        Ok(Self(raw))
    }

    /// The JSON text as it came in.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.0.get()
    }
}

impl PartialEq for UniverseConfig {
    fn eq(&self, other: &Self) -> bool {
        self.as_str() == other.as_str()
    }
}

impl Eq for UniverseConfig {}

impl<'de> Deserialize<'de> for UniverseConfig {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let raw = Box::<RawValue>::deserialize(deserializer)?;
        Self::from_raw(raw).map_err(serde::de::Error::custom)
    }
}

#[cfg(feature = "openapi")]
mod openapi {
    use utoipa::openapi::RefOr;
    use utoipa::openapi::schema::{AdditionalProperties, ObjectBuilder, Schema, Type};
    use utoipa::{PartialSchema, ToSchema};

    use super::UniverseConfig;

    impl PartialSchema for UniverseConfig {
        fn schema() -> RefOr<Schema> {
            ObjectBuilder::new()
                .schema_type(Type::Object)
                .description(Some(
                    "A free JSON object of at most 64 KiB. The server knows the members timeScale, magicLevel, \
                     techLevel, allowedItemTags, bannedItemTags and autoDecay: whether it lets old snapshots decay by \
                     itself, by the tick of the head.",
                ))
                .additional_properties(Some(AdditionalProperties::FreeForm(true)))
                .into()
        }
    }

    impl ToSchema for UniverseConfig {
        fn name() -> std::borrow::Cow<'static, str> {
            "UniverseConfig".into()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_the_text_exactly() {
        let text = r#"{"b":1,"a":1234567890123456789012345,"a":-0}"#;
        let config: UniverseConfig = serde_json::from_str(text).unwrap();
        assert_eq!(serde_json::to_string(&config).unwrap(), text);
    }

    #[test]
    fn asks_for_decay_only_if_it_says_so() {
        for (config, asks) in [
            (r#"{"autoDecay": true}"#, true),
            (r#"{"a": [{"b": 1}], "autoDecay" :true}"#, true),
            (r#"{"autoDecay": false}"#, false),
            (r#"{"autoDecay": "true"}"#, false),
            (r#"{"autoDecay": 1}"#, false),
            (r#"{"autoDecay": true, "autoDecay": false}"#, false),
            (r#"{"text": "\"autoDecay\""}"#, false),
            (r#"{"nested": {"autoDecay": true}}"#, false),
            ("{}", false),
        ] {
            assert_eq!(UniverseConfig::new(config).unwrap().asks_for_decay(), asks, "{config}");
        }
    }

    #[test]
    fn takes_only_objects_of_bounded_size_and_depth() {
        assert!(matches!(UniverseConfig::new("[]"), Err(InvalidConfig::NotAnObject)));
        assert!(matches!(UniverseConfig::new("{"), Err(InvalidConfig::NotAnObject)));
        let deep = format!("{{\"a\":{}{}}}", "[".repeat(64), "]".repeat(64));
        assert!(matches!(UniverseConfig::new(deep), Err(InvalidConfig::TooDeep)));
        let large = format!("{{\"a\":\"{}\"}}", "x".repeat(MAX_CONFIG_BYTES));
        assert!(matches!(UniverseConfig::new(large), Err(InvalidConfig::TooLarge { .. })));
    }
}
