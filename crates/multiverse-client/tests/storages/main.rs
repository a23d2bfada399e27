//! The storages: the law for each, and what is special about it.

#![expect(clippy::unwrap_used, reason = "helpers of tests fail as tests do")]

mod crash;
mod file;
mod fixtures;
mod full_disk;
mod memory;
mod sqlite;
