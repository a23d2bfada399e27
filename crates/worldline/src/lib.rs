//! Stores a save of a world as what changed since another.
//!
//! Successive saves of a world are nearly the same text with small changes everywhere. [`encode`] writes what changed
//! from one document, the base, to another; [`decode`] makes the other of the base and that. Documents are any bytes;
//! those in which commas or line feeds end fields, as in JSON, get smallest.
//!
//! ```
//! let monday = br#"{"people":[{"name":"Ada","age":36},{"name":"Bob","age":9}]}"#;
//! let tuesday = br#"{"people":[{"name":"Ada","age":36},{"name":"Bob","age":10}]}"#;
//! let delta = worldline::encode(monday, tuesday, &worldline::Options::default())?;
//! assert_eq!(worldline::decode(monday, &delta, 1_000_000)?, tuesday);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! Who encodes or decodes many deltas keeps an [`Encoder`] or a [`Decoder`], and with it their buffers. Documents
//! have at most 2 GiB − 2 bytes; longer ones are refused.
//!
//! # Stages
//!
//! A delta is compressed in one of three ways, which [`Options::with_stage`] chooses: [`Stage::Adaptive`], the
//! default and the smallest; [`Stage::Zstd`], whose readers need zstd but no entropy coder of their own; and
//! [`Stage::Plain`], for who compresses later. A reader reads all three.
//!
//! # Features
//!
//! `zstd`, on by default, is the one dependency that is not Rust. Without it everything works but what zstd has
//! compressed: the encoder tells long new text as it does short, and leaves the body of the zstd stage as it is; the
//! decoder answers [`DecodeError::UnknownStage`] to a delta in which either was compressed. All else is Rust alone,
//! and so can be built for WebAssembly. Who has to be read by such a decoder sends the stage [`Stage::Plain`], which
//! compresses nothing.
//!
//! # Whom to trust
//!
//! A decoder may be given any bytes. It answers an error or at most `limit` bytes, without panicking, in time that
//! grows with the lengths of base, delta and result. It holds the result, the pieces of new text that are kept apart
//! (at most as long again), and 0.6 MB of tables; in the zstd stage also the decompressed body (at most twice
//! the result, and 1024 bytes).
//!
//! That a result is *right* is what the digests in a delta say: SHA-256 of base and result, which [`decode`] checks.
//! With [`Identity::Lengths`] there are none, and it is for the caller to check the result by a digest from
//! elsewhere.
//!
//! # Further reading
//!
//! [`mod@format`] is the format, byte by byte. `docs/worldline.md` in the repository tells how the encoder finds what
//! changed, what was tried, and what was measured.

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

#[doc = include_str!("../FORMAT.md")]
pub mod format {}
