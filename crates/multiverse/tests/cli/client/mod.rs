//! The commands that are a client, against the real server.

mod docs;
mod drawing;
mod exits;
mod hostile;
mod listing;
mod login;
mod person;
mod saving;
mod watching;
