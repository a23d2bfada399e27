//! Travellers between two worlds of one player, through the real server.

mod crashes;
mod forks;
mod game;
mod random;
mod trips;
