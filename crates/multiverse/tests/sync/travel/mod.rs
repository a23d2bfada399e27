//! Travellers between two worlds of one player, through the real server.

mod crashes;
mod forks;
mod game;
#[cfg(unix)]
mod kills;
mod random;
mod trips;
