//! Event streams.

mod limits;
mod resuming;
mod rights;
mod streaming;
mod writers;
