//! Servers by a script, and what they say.

mod answer;
mod raw;
mod scripted;
mod things;

use std::time::Duration;

use multiverse_client::{ClientBuilder, MultiverseClient, RetryPolicy};

pub(crate) use answer::Answer;
pub(crate) use raw::{Raw, Step};
pub(crate) use scripted::Scripted;
pub(crate) use things::{entry, id, saved, snapshot, tick, universe};

/// A client to be made, which tries three times and does not pause for long.
pub(crate) fn builder(url: &str) -> ClientBuilder {
    let policy = RetryPolicy { attempts: 3, first_pause: Duration::from_millis(1), ..RetryPolicy::default() };
    MultiverseClient::builder(url).token("mv_secret").retry(policy)
}

pub(crate) fn client(url: &str) -> MultiverseClient {
    builder(url).build().unwrap()
}
