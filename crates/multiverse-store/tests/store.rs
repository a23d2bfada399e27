//! The store from outside: what every engine must do, and the stories that its promises are about.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod conformance;
mod stories;
mod support;
