//! The real binary over real HTTP, as clients in the field use it.
//!
//! Every answer that a test gets is checked against the OpenAPI document that the server publishes: a status or a
//! problem type that is not documented for its route fails the test.

#![expect(clippy::unwrap_used, clippy::panic, reason = "helpers of tests fail as tests do")]

mod support;

mod bad_input;
mod bombs;
mod crash;
mod ledger;
mod races;
mod smoke;
