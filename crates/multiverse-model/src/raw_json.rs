//! JSON that is kept as it came.

use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

/// Any JSON value, kept as its text: numbers keep their digits, members their order, and white space is what it was.
#[derive(Clone, Serialize, Deserialize)]
#[serde(transparent)]
pub struct RawJson(Box<RawValue>);

impl RawJson {
    /// Takes a text.
    ///
    /// # Errors
    /// serde's, if it is not one JSON value.
    pub fn new(text: impl Into<String>) -> Result<Self, serde_json::Error> {
        RawValue::from_string(text.into()).map(Self)
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.0.get()
    }
}

impl PartialEq for RawJson {
    /// Whether the texts are the same; equal values that are written otherwise are not.
    fn eq(&self, other: &Self) -> bool {
        self.as_str() == other.as_str()
    }
}

impl Eq for RawJson {}

impl fmt::Debug for RawJson {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // A megabyte of it in a log or a failing test helps nobody.
        let start: String = self.as_str().chars().take(200).collect();
        let rest = self.as_str().len() - start.len();
        if rest == 0 { f.write_str(&start) } else { write!(f, "{start}… ({rest} bytes more)") }
    }
}

#[cfg(feature = "openapi")]
mod openapi {
    use utoipa::openapi::RefOr;
    use utoipa::openapi::schema::{ObjectBuilder, Schema, SchemaType};
    use utoipa::{PartialSchema, ToSchema};

    use super::RawJson;

    impl PartialSchema for RawJson {
        fn schema() -> RefOr<Schema> {
            ObjectBuilder::new()
                .schema_type(SchemaType::AnyValue)
                .description(Some("Any JSON value, kept byte for byte."))
                .into()
        }
    }

    impl ToSchema for RawJson {}
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_the_text_that_came() {
        for text in ["{ \"b\":1e400, \"b\":-0 }", "null", "\"\\ud800\"", "[1,\n 2]"] {
            let json: RawJson = serde_json::from_str(text).unwrap();
            assert_eq!(json.as_str(), text);
            assert_eq!(serde_json::to_string(&json).unwrap(), text);
        }
        assert!(RawJson::new("{").is_err());
    }

    #[test]
    fn a_large_one_is_not_printed_whole() {
        let json = RawJson::new(format!("\"{}\"", "x".repeat(100_000))).unwrap();
        assert!(format!("{json:?}").len() < 300);
    }
}
