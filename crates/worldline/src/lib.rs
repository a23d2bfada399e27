//! Stores a save of a world as what changed since another.
//!
//! ```
//! let monday = br#"{"people":[{"name":"Ada","age":36},{"name":"Bob","age":9}]}"#;
//! let tuesday = br#"{"people":[{"name":"Ada","age":36},{"name":"Bob","age":10}]}"#;
//! let delta = worldline::encode(monday, tuesday, &worldline::Options::default())?;
//! assert_eq!(worldline::decode(monday, &delta, 1_000_000)?, tuesday);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod bulk;
mod container;
mod contexts;
mod decoder;
mod digest;
mod digits;
mod encoder;
mod error;
mod index;
mod memory;
mod model;
mod numbers;
mod place;
mod plain;
mod rans;
mod scan;
mod script;
mod site;
mod symbols;
mod table;
mod token;
mod varint;
mod walk;

pub use container::{Header, Stage, inspect, without_digests};
pub use decoder::{Decoder, decode};
pub use digest::Digest;
pub use encoder::{Encoder, Identity, Options, encode};
pub use error::{DecodeError, EncodeError};
