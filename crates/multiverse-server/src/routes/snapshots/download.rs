//! Reading snapshots back.

use axum::extract::State;
use axum::http::HeaderMap;
use http::header;
use multiverse_model::{ProblemType, SnapshotEntry, Tick, UniverseId};
use utoipa::ToSchema;

use super::{raw, splice};
use crate::app::App;
use crate::extract::{Params, Segment, Segments, Who, is_json};
use crate::refusal::{Answer, Refusal};
use crate::routes::Downloading;

/// The exact bytes of a document, whatever they are.
pub(super) const RAW: &str = "application/vnd.multiverse.snapshot";

/// A snapshot in JSON. The document's text is the one that was saved.
#[derive(ToSchema)]
#[expect(dead_code, reason = "only its schema is used: the answer is spliced from stored bytes")]
pub(super) struct SnapshotAnswer {
    /// The document.
    snapshot: serde_json::Value,
    /// Its entry.
    entry: SnapshotEntry,
}

/// Read the snapshot at the head of a universe.
#[utoipa::path(
    get, path = "/universe/{id}/snapshot/latest", operation_id = "getLatestSnapshot", tag = "snapshots",
    params(("id" = UniverseId, Path), ("Accept" = Option<String>, Header, description = "application/vnd.multiverse.snapshot for the exact bytes"),
        ("If-None-Match" = Option<String>, Header), ("Range" = Option<String>, Header)),
    responses(
        (status = 200, description = "The document and its entry, or the exact bytes.", content(
            (SnapshotAnswer = "application/json"), (Vec<u8> = "application/vnd.multiverse.snapshot"))),
        (status = 206, description = "A part of the exact bytes.", body = Vec<u8>, content_type = "application/octet-stream"),
        (status = 304, description = "The content is still what `If-None-Match` names."),
        Downloading,
    ),
)]
pub(super) async fn latest(
    State(app): State<App>,
    Segment(id): Segment<UniverseId>,
    who: Who,
    headers: HeaderMap,
) -> Answer {
    let entry = app.store.latest_entry(&who.caller(), &id).await?;
    answer(&app, &headers, entry).await
}

/// Read the snapshot at a tick.
///
/// The newest there, if there are several. Ticks before a fork point are answered from the lineage.
#[utoipa::path(
    get, path = "/universe/{id}/snapshot/{tick}", operation_id = "getSnapshot", tag = "snapshots",
    params(("id" = UniverseId, Path), ("tick" = Tick, Path),
        ("at" = Option<String>, Query, description = "nearest: the last one at or before the tick"),
        ("Accept" = Option<String>, Header, description = "application/vnd.multiverse.snapshot for the exact bytes"),
        ("If-None-Match" = Option<String>, Header), ("Range" = Option<String>, Header)),
    responses(
        (status = 200, description = "The document and its entry, or the exact bytes.", content(
            (SnapshotAnswer = "application/json"), (Vec<u8> = "application/vnd.multiverse.snapshot"))),
        (status = 206, description = "A part of the exact bytes.", body = Vec<u8>, content_type = "application/octet-stream"),
        (status = 304, description = "The content is still what `If-None-Match` names."),
        Downloading,
    ),
)]
pub(super) async fn at(
    State(app): State<App>,
    Segments(id, tick): Segments<UniverseId, Tick>,
    who: Who,
    params: Params,
    headers: HeaderMap,
) -> Answer {
    let nearest = match params.text("at")? {
        None => false,
        Some("nearest") => true,
        Some(_) => return Err(Refusal::malformed("The parameter at is nearest or absent.")),
    };
    let entry = app.store.entry_at(&who.caller(), &id, tick, nearest).await?;
    answer(&app, &headers, entry).await
}

async fn answer(app: &App, headers: &HeaderMap, entry: SnapshotEntry) -> Answer {
    let accept = headers.get_all(header::ACCEPT).iter().filter_map(|value| value.to_str().ok());
    if accept.flat_map(|line| line.split(',')).any(asks_for_raw) {
        return raw::answer(app, headers, entry).await;
    }
    if !is_json(&entry.content_type) {
        let detail = format!("This snapshot is {}, not JSON; ask with Accept: {RAW}.", entry.content_type);
        return Err(Refusal::new(ProblemType::NotAcceptable, detail));
    }
    splice::answer(app, headers, entry).await
}

fn asks_for_raw(range: &str) -> bool {
    range.split(';').next().unwrap_or_default().trim().eq_ignore_ascii_case(RAW)
}
