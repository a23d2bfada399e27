//! The bodies of the fuzz targets of `fuzz/`.
//!
//! Each takes any bytes, does with them what a stranger or a game could do, and panics if a promise is broken. They are
//! here and not beside the fuzzer so that what it began with and what it found run as ordinary tests, on every machine
//! and without a fuzzer: see `tests/replay.rs`.
//!
//! A promise about time or memory is only half here: the fuzzer ends an input that takes too much of either, by the
//! limits that `scripts/fuzz` gives it.

mod damage;
mod decode;
mod edit;
mod forged;
mod round_trip;
#[cfg(feature = "server")]
mod upload;
mod world;

pub use damage::damage;
pub use decode::decode;
pub use forged::Forged;
pub use round_trip::{pair_input, round_trip};
#[cfg(feature = "server")]
pub use upload::upload;

/// A body: takes any bytes, panics if a promise is broken.
pub type Body = fn(&[u8]);

/// Every target by its name, which its folders of inputs have too.
pub const TARGETS: &[(&str, Body)] = &[
    ("damage", damage),
    ("decode", decode),
    ("round_trip", round_trip),
    #[cfg(feature = "server")]
    ("upload", upload),
];
