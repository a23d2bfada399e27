//! Save documents that know which version of the game wrote them.
//!
//! A world is saved as JSON in an envelope: `$schema` names the game's kind of document, and `$version` how its members
//! are meant. [`Migrations`] writes such documents, and reads those of all versions that it has steps for:
//!
//! ```
//! use multiverse_client::document::Migrations;
//! use serde::{Deserialize, Serialize};
//! use serde_json::Value;
//!
//! #[derive(Debug, PartialEq, Serialize, Deserialize)]
//! struct Village {
//!     tick: u64,
//!     villagers: Vec<String>,
//! }
//!
//! fn name_villagers(mut village: Value) -> Result<Value, String> {
//!     let people = village.get_mut("people").map(Value::take).ok_or("there are no people")?;
//!     village["villagers"] = people;
//!     Ok(village)
//! }
//!
//! let migrations = Migrations::new("my-village", 2).step(1, name_villagers);
//!
//! let village = Village { tick: 20, villagers: vec!["Ada".into()] };
//! let document = migrations.save(&village)?;
//! assert_eq!(document, r#"{"$schema":"my-village","$version":2,"tick":20,"villagers":["Ada"]}"#);
//!
//! let old = br#"{"$schema":"my-village","$version":1,"tick":20,"people":["Ada"]}"#;
//! assert_eq!(migrations.load::<Village>(old)?, village);
//! # Ok::<(), multiverse_client::document::DocumentError>(())
//! ```
//!
//! # The form
//! - `$schema` (text) and `$version` (an integer from 0) come first; the game's own members follow, byte for byte as
//!   serde wrote them. They may be read in any order.
//! - A world whose JSON is no object has its value in the member `$value`, and no other members.
//! - The names `$schema`, `$version` and `$value` are taken in the root, and free everywhere below.
//!
//! # Limits
//! A document may be as long as memory lets it, and as deep as `serde_json` reads: 128 levels, of which the root is the
//! first. A deeper one is an error, not a stack that overflows. Floats are read to exactly those that were written.
//! Integers beyond 64 bits survive where no step is taken; steps work on [`serde_json::Value`], which has none: keep
//! such numbers as text.

mod error;
mod migrations;
mod parts;
#[cfg(test)]
mod tests;

pub use error::DocumentError;
pub use migrations::Migrations;
