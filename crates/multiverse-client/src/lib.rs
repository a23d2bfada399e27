//! Saves worlds locally first and syncs them to a Multiverse server, forks them, and travels in time.

pub mod document;
pub mod storage;
mod world;

pub use world::{JsonWorld, SerializeError, World};
