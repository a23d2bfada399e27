//! The real binary, as people and init systems meet it.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a fixture that cannot be made fails its test, and should"
)]

#[cfg(unix)]
mod client;
#[cfg(unix)]
mod demo;
mod exchange;
mod manual;
#[cfg(unix)]
mod serve;
#[cfg(unix)]
mod server;
mod settings;
#[cfg(unix)]
mod simulate;
#[cfg(unix)]
mod timelines;
mod upkeep;
#[cfg(unix)]
mod upkeep_kills;
mod workplace;
