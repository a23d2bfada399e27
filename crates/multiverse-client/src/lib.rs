//! Saves worlds locally first and syncs them to a Multiverse server, forks them, and travels in time.

#[cfg(feature = "blocking")]
pub mod blocking;
mod client;
pub mod storage;
mod world;

pub use client::{
    At, BadAnswer, Base, BuildError, ClientBuilder, ClientError, Download, Downloaded, EntityTag, Event,
    Form, Heard, IdempotencyKey, InvalidKey, Items, JsonSnapshot, Mismatch, MultiverseClient, News, Progress,
    Refusal, RetryPolicy, Tagged, Unreached, Upload, Uploaded, Written,
};
pub use world::{JsonWorld, SerializeError, World};
