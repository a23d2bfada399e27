//! The client that users have, against the real server.

#![expect(clippy::unwrap_used, clippy::panic, reason = "helpers of tests fail as tests do")]

mod support;

mod access;
mod blocking;
mod decay;
mod deltas;
mod downloads;
mod events;
mod forks;
mod keys;
mod lists;
mod offline;
mod operations;
mod players;
mod problems;
mod storage;
mod tls;
mod universes;
mod uploads;
