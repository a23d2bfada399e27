//! Saves of the Rust client that reach the real server, whatever happens on the way.

#![expect(clippy::unwrap_used, clippy::panic, reason = "helpers of tests fail as tests do")]

mod bad_servers;
mod crashes;
mod damage;
mod diverging;
mod forking;
mod kills;
mod many_players;
mod offline;
mod saving;
mod support;
mod travel;
