//! What is written to a stream: the text of Server-Sent Events.

use bytes::Bytes;
use multiverse_model::EventId;
use multiverse_store::Event;

/// Milliseconds that a client is to wait before it connects again.
const RETRY_MS: u32 = 2_000;

/// An event. Its data is JSON on one line.
pub(super) fn event(event: &mut Event) -> Bytes {
    let data = event.take_data();
    format!("id: {}\nevent: {}\ndata: {data}\n\n", event.id(), event.kind()).into()
}

/// The first thing on a stream. A field `id` without data tells a client where it stands, without an event: should the
/// connection break before the first one, it still goes on from here.
pub(super) fn opening(position: EventId) -> Bytes {
    format!("retry: {RETRY_MS}\nid: {position}\n\n").into()
}

/// A comment, which keeps proxies from closing a quiet connection, and where the client stands: the events of others
/// have gone by meanwhile, and those kept for it are not to run out.
pub(super) fn heartbeat(position: EventId) -> Bytes {
    format!(": \nid: {position}\n\n").into()
}

/// Says that events were missed, and where the stream goes on.
pub(super) fn reset(position: EventId) -> Bytes {
    format!("id: {position}\nevent: reset\ndata: {{\"position\":{position}}}\n\n").into()
}
