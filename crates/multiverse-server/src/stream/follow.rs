//! The task that follows the store's events and publishes them.

use std::time::Duration;

use multiverse_model::EventId;
use multiverse_store::{Store, StoreError};
use tokio::sync::watch;
use tokio::time::Instant;

use super::Hub;

/// Bytes of events that are read at once.
const PAGE_BYTES: usize = 512 * 1024;

/// How often it is looked for events that other servers on the same database committed.
const POLL: Duration = Duration::from_secs(1);

/// The least time between two publications: under a storm of writes, ten thousand streams are woken a hundred times a
/// second and not a thousand. An event after a pause is published at once.
const PAUSE: Duration = Duration::from_millis(10);

/// How long it waits before it asks a store again that did not answer.
const RETRY: Duration = Duration::from_secs(1);

/// Publishes every event that is committed to `store`, for ever.
pub(crate) async fn follow(store: Store, hub: &Hub) {
    let mut committed = store.newest_event();
    loop {
        let begun = Instant::now();
        match publish_next(&store, hub).await {
            Ok(has_more) => {
                tokio::time::sleep_until(begun + PAUSE).await;
                if !has_more {
                    wait(&mut committed, hub.newest()).await;
                }
            }
            Err(error) => {
                tracing::warn!(error = &error as &dyn std::error::Error, "could not read events");
                tokio::time::sleep(RETRY).await;
            }
        }
    }
}

/// Publishes a page of what is new. Answers whether there is more.
async fn publish_next(store: &Store, hub: &Hub) -> Result<bool, StoreError> {
    let newest = hub.newest();
    let page = store.events_after(newest, None, PAGE_BYTES).await?;
    if !page.span.continues(newest) {
        // It slept for longer than events are kept, or the database was replaced by an older one.
        hub.skip_to(page.span.newest);
        return Ok(true);
    }
    if !page.events.is_empty() {
        hub.publish(page.events);
    }
    Ok(page.end < page.span.newest)
}

/// Until there may be something after `newest`.
async fn wait(committed: &mut watch::Receiver<EventId>, newest: EventId) {
    let news = committed.wait_for(|committed| *committed > newest);
    // The time is up: look. The sender lives as long as the store.
    let _ = tokio::time::timeout(POLL, news).await;
}
