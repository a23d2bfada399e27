//! The commands that are a client, against the real server.

mod arriving;
mod docs;
mod drawing;
mod exits;
mod hostile;
mod listing;
mod login;
mod passages;
mod person;
mod saving;
mod story;
mod travelling;
mod watching;
