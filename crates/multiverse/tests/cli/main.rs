//! The real binary, as people and init systems meet it.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a fixture that cannot be made fails its test, and should"
)]

mod exchange;
#[cfg(unix)]
mod serve;
mod settings;
mod upkeep;
#[cfg(unix)]
mod upkeep_kills;
mod workplace;
