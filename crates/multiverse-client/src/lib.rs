//! Saves worlds locally first and syncs them to a Multiverse server, forks them, and travels in time and between worlds.

mod auto_save;
#[cfg(feature = "blocking")]
pub mod blocking;
mod client;
pub mod document;
mod save;
pub mod storage;
mod time;
mod travel;
mod world;

pub use auto_save::{AutoSave, EventMerge, Rhythm, Step};
pub use client::{
    At, BadAnswer, Base, BuildError, ClientBuilder, ClientError, Download, Downloaded, EntityTag, Event,
    Form, Heard, IdempotencyKey, InvalidKey, Items, JsonSnapshot, Mismatch, MultiverseClient, News, Progress,
    Refusal, RetryPolicy, Tagged, Unreached, Upload, Uploaded, Written,
};
pub use save::{
    Divergence, Forked, LoadError, Loaded, LoadedFrom, NewUniverse, OnDivergence, Resolution, SaveError,
    SaveLoadService, SaveOptions, Saved, ServiceSettings, Source, SyncEvent, SyncPhase, SyncStatus,
    UniverseStatus, Which,
};
pub use travel::{
    Arrival, Coming, DepartOptions, Departure, Outcome, Settled, TravelError, TravelMark, TravelWorld,
    Traveller,
};
pub use world::{JsonWorld, SerializeError, World};
