//! The storages: the law for each, and what is special about it.

#![expect(clippy::unwrap_used, reason = "helpers of tests fail as tests do")]

mod file;
mod fixtures;
mod memory;
mod sqlite;
