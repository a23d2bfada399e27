//! Ids: 1–128 characters of `A–Z a–z 0–9 : . _ ~ -`. An id is never a file path.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

/// The longest id in characters (all of them ASCII, so bytes too).
pub const MAX_ID_LENGTH: usize = 128;

/// A string that is not an id.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("an id has 1 to 128 characters of A-Z a-z 0-9 : . _ ~ -, which {shown:?} has not")]
pub struct InvalidId {
    shown: String,
}

impl InvalidId {
    fn new(rejected: &str) -> Self {
        // A hostile id may be megabytes long; an error message need not be.
        let mut shown: String = rejected.chars().take(40).collect();
        if shown.len() < rejected.len() {
            shown.push('…');
        }
        Self { shown }
    }
}

fn check(id: &str) -> Result<(), InvalidId> {
    let allowed = |b: u8| b.is_ascii_alphanumeric() || b":._~-".contains(&b);
    if (1..=MAX_ID_LENGTH).contains(&id.len()) && id.bytes().all(allowed) {
        Ok(())
    } else {
        Err(InvalidId::new(id))
    }
}

macro_rules! id_type {
    ($name:ident, $prefix:literal, $doc:literal) => {
        #[doc = $doc]
        ///
        /// Cheap to clone: the text is shared.
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
        #[cfg_attr(feature = "openapi", schema(value_type = String, pattern = "^[A-Za-z0-9:._~-]{1,128}$"))]
        pub struct $name(Arc<str>);

        impl $name {
            /// The id's text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }

            /// Makes an id as the server does when the client chose none: the kind's prefix and a
            /// version 7 UUID, so that ids made later sort later.
            ///
            /// `random` is ten bytes of randomness; `now_ms` the time in milliseconds since 1970.
            #[must_use]
            pub fn generate(now_ms: u64, random: [u8; 10]) -> Self {
                let uuid = uuid::Builder::from_unix_timestamp_millis(now_ms, &random).into_uuid();
                Self(format!(concat!($prefix, ":{}"), uuid).into())
            }
        }

        impl FromStr for $name {
            type Err = InvalidId;

            fn from_str(id: &str) -> Result<Self, InvalidId> {
                check(id)?;
                Ok(Self(id.into()))
            }
        }

        impl TryFrom<String> for $name {
            type Error = InvalidId;

            fn try_from(id: String) -> Result<Self, InvalidId> {
                id.parse()
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> String {
                id.0.as_ref().to_owned()
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

id_type!(UniverseId, "universe", "Names a universe over the whole multiverse; the maker may choose it.");
id_type!(PlayerId, "player", "Names a player; the player may choose it.");
id_type!(SnapshotId, "snapshot", "Names one entry of one timeline; made by the server.");
id_type!(PassageId, "passage", "Names a passage; made by the server.");
id_type!(TransitId, "transit", "Names one trip of one entity; made by the server.");

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn accepts_what_the_contract_allows() {
        for id in ["a", "universe:0198.x_y~z-1", &"x".repeat(128)] {
            assert_eq!(id.parse::<UniverseId>().unwrap().as_str(), id);
        }
    }

    #[test]
    fn refuses_everything_else() {
        for id in ["", "a/b", "..%2f", "a b", "é", "a\0b", "a\nb", "a\\b", &"x".repeat(129)] {
            assert!(id.parse::<UniverseId>().is_err(), "{id:?}");
            assert!(serde_json::from_value::<PlayerId>(id.into()).is_err(), "{id:?}");
        }
    }

    #[test]
    fn an_error_about_a_huge_id_is_short() {
        let message = "/".repeat(1_000_000).parse::<UniverseId>().unwrap_err().to_string();
        assert!(message.len() < 200, "{message}");
    }

    #[test]
    fn made_ids_are_ids_and_sort_by_time() {
        let earlier = UniverseId::generate(1_000, [9; 10]);
        let later = UniverseId::generate(1_001, [0; 10]);
        assert!(earlier < later);
        assert_eq!(later.as_str().parse::<UniverseId>().unwrap(), later);
        assert!(later.as_str().starts_with("universe:"));
    }

    proptest! {
        #[test]
        fn an_id_is_accepted_if_and_only_if_it_has_only_the_allowed_characters(text in ".{0,140}") {
            let allowed = (1..=128).contains(&text.len())
                && text.chars().all(|c| c.is_ascii_alphanumeric() || ":._~-".contains(c));
            prop_assert_eq!(text.parse::<PlayerId>().is_ok(), allowed);
        }
    }
}
