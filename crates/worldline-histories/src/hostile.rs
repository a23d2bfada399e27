//! What a codec could stumble over: what it must survive at full speed, if not make small.

mod binary;
mod edits;
mod keys;
mod lines;
mod numbers;
mod pretty;
mod repeats;
mod unrelated;

pub(crate) use binary::binary;
pub(crate) use edits::one_line;
pub(crate) use keys::keys_reordered;
pub(crate) use lines::ndjson;
pub(crate) use numbers::numbers;
pub(crate) use pretty::pretty_and_minified;
pub(crate) use repeats::{repeated_byte, repeated_text};
pub(crate) use unrelated::{random_bytes, unrelated};
