//! Saves of the Rust client that reach the real server, whatever happens on the way.

mod crashes;
mod diverging;
mod forking;
mod offline;
mod saving;
mod support;
