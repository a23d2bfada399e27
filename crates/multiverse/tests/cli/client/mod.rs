//! The commands that are a client, against the real server.

mod drawing;
mod exits;
mod hostile;
mod listing;
mod login;
mod person;
mod saving;
mod watching;
