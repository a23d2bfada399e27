//! The real binary over real HTTP, as clients in the field use it.
//!
//! Every answer that a test gets is checked against the OpenAPI document that the server publishes: a status or a
//! problem type that is not documented for its route fails the test.

#![expect(clippy::unwrap_used, clippy::panic, reason = "helpers of tests fail as tests do")]

mod support;

mod access;
mod authorization;
mod bad_input;
mod bombs;
mod conditions;
mod crash;
mod damage;
mod decay;
mod delta_uploads;
mod diverged;
mod documents;
mod encodings;
mod events;
mod every_answer;
mod forks;
mod hidden;
mod idempotency;
mod janitor;
mod jwt;
mod ledger;
mod limits;
mod lineages;
mod openapi;
mod operations;
mod paging;
mod players;
mod processes;
mod races;
mod reading;
mod saving;
mod smoke;
mod timelines;
mod tls;
mod tokens;
mod travel;
mod universes;
