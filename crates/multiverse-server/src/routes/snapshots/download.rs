//! Reading snapshots back.

use axum::extract::State;
use axum::http::HeaderMap;
use http::{HeaderValue, header};
use multiverse_model::{Checksum, ProblemType, SnapshotEntry, Tick, UniverseId};
use multiverse_store::Snapshot;
use utoipa::ToSchema;

use super::{SNAPSHOT_FALLBACK, raw, splice};
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
    /// True if the head's content is damaged in the store and this is the newest snapshot before it that is intact;
    /// absent otherwise. Only `latest` answers so.
    #[schema(required = false)]
    fallback: bool,
}

/// Read the snapshot at the head of a universe.
///
/// If its content is damaged in the store, the newest snapshot that is intact answers in its place, from the
/// universe's own timeline or its lineage. The answer says so: `fallback` is true in JSON, and the header
/// `Snapshot-Fallback` of every form has the checksum of the content that is damaged.
#[utoipa::path(
    get, path = "/universe/{id}/snapshot/latest", operation_id = "getLatestSnapshot", tag = "snapshots",
    params(("id" = UniverseId, Path), ("Accept" = Option<String>, Header, description = "application/vnd.multiverse.snapshot for the exact bytes"),
        ("If-None-Match" = Option<String>, Header), ("Range" = Option<String>, Header)),
    responses(
        (status = 200, description = "The document and its entry, or the exact bytes.", content(
            (SnapshotAnswer = "application/json"), (Vec<u8> = "application/vnd.multiverse.snapshot")),
            headers(("Snapshot-Fallback" = Checksum, description = "The head's checksum, if this stands for it."))),
        (status = 206, description = "A part of the exact bytes.", body = Vec<u8>, content_type = "application/octet-stream",
            headers(("Snapshot-Fallback" = Checksum, description = "The head's checksum, if this stands for it."))),
        (status = 304, description = "The content is still what `If-None-Match` names.",
            headers(("Snapshot-Fallback" = Checksum, description = "The head's checksum, if this stands for it."))),
        Downloading,
    ),
)]
pub(super) async fn latest(
    State(app): State<App>,
    Segment(id): Segment<UniverseId>,
    who: Who,
    headers: HeaderMap,
) -> Answer {
    let caller = who.caller();
    let head = app.store.latest_entry(&caller, &id).await?;
    let form = Form::asked(&headers, &head)?;
    if let Some(unchanged) = raw::unchanged(form, &headers, &head) {
        return Ok(unchanged);
    }
    let snapshot = app.store.intact(&caller, &id, head).await?;
    let Some(damaged) = snapshot.fallback_for else { return answer(&app, &headers, form, snapshot).await };
    // Another entry than was looked at above, and it may be of another type.
    let form = Form::asked(&headers, &snapshot.entry)?;
    let mut response = match raw::unchanged(form, &headers, &snapshot.entry) {
        Some(unchanged) => unchanged,
        None => answer(&app, &headers, form, snapshot).await?,
    };
    if let Ok(damaged) = HeaderValue::from_str(&damaged.to_string()) {
        response.headers_mut().insert(SNAPSHOT_FALLBACK, damaged);
    }
    Ok(response)
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
    let form = Form::asked(&headers, &entry)?;
    if let Some(unchanged) = raw::unchanged(form, &headers, &entry) {
        return Ok(unchanged);
    }
    answer(&app, &headers, form, app.store.with_bytes(entry).await?).await
}

/// How a document is answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Form {
    /// Its exact bytes.
    Raw,
    /// In JSON, with its entry.
    Json,
    /// The same, saying that it stands for another that is damaged.
    JsonFallback,
}

impl Form {
    /// What the client asks for, if the entry's document can be answered so.
    fn asked(headers: &HeaderMap, entry: &SnapshotEntry) -> Answer<Self> {
        let accept = headers.get_all(header::ACCEPT).iter().filter_map(|value| value.to_str().ok());
        if accept.flat_map(|line| line.split(',')).any(asks_for_raw) {
            return Ok(Self::Raw);
        }
        if !is_json(&entry.content_type) {
            let detail =
                format!("This snapshot is {}, not JSON; ask with Accept: {RAW}.", entry.content_type);
            return Err(Refusal::new(ProblemType::NotAcceptable, detail));
        }
        Ok(Self::Json)
    }
}

async fn answer(app: &App, headers: &HeaderMap, form: Form, snapshot: Snapshot) -> Answer {
    match form {
        Form::Raw => raw::answer(app, headers, snapshot).await,
        Form::Json | Form::JsonFallback => splice::answer(app, headers, snapshot).await,
    }
}

fn asks_for_raw(range: &str) -> bool {
    range.split(';').next().unwrap_or_default().trim().eq_ignore_ascii_case(RAW)
}
