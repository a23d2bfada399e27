//! The client against servers that do what no good server does: on 127.0.0.1, each by its script.

#![expect(clippy::unwrap_used, clippy::panic, reason = "helpers of tests fail as tests do")]

mod support;

mod bad_answers;
mod downloads;
mod events;
mod gateways;
mod lists;
mod repeats;
mod secrets;
mod timeouts;
mod travel;
mod uploads;
