//! Saves of the Rust client that reach the real server, whatever happens on the way.

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
