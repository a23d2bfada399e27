//! Upload of bytes as they are.

use axum::body::Body;
use axum::extract::State;
use axum::http::HeaderMap;
use http::header;
use multiverse_model::wire::{OnConflict, Saved};
use multiverse_model::{Action, Checksum, Label, Tick, UniverseId};
use multiverse_store::{Document, NewSnapshot};

use super::SNAPSHOT_META;
use super::raw_headers::{media_type, meta, once, parent};
use super::upload::{answer, check_json};
use super::upload_delta::{self, SentDelta};
use crate::app::App;
use crate::budget::Held;
use crate::extract::{Collected, Params, Segments, Who, collect, is_json, read_document};
use crate::refusal::{Answer, Refusal, sentence};
use crate::routes::SavingBytes;

/// The media type of a document whose sender named none.
const UNNAMED: &str = "application/octet-stream";

/// Save a snapshot as bytes.
///
/// The body is the document, of any media type, which is kept. The rest of the entry is in the query and, as a JSON
/// object with `canonEvent` and `decayPolicy`, in the header `Snapshot-Meta`. `If-Match: "sha256:…"` names the head
/// that the save extends.
///
/// With `Content-Type: application/vnd.multiverse.worldline` the body is a worldline delta against the content that
/// `Snapshot-Base` names: one of the universe's or, up to the fork points, of its ancestors'. The document that it makes
/// must have the checksum `Snapshot-Digest`, and gets the base's media type unless `Snapshot-Content-Type` names
/// another. If the base is gone (412), send the document whole.
#[utoipa::path(
    put, path = "/universe/{id}/snapshot/{tick}", operation_id = "saveSnapshotBytes", tag = "snapshots",
    params(
        ("id" = UniverseId, Path), ("tick" = Tick, Path),
        ("type" = Option<multiverse_model::SnapshotType>, Query), ("day" = Option<u64>, Query),
        ("label" = Option<String>, Query), ("onConflict" = Option<OnConflict>, Query),
        ("Snapshot-Meta" = Option<String>, Header), ("If-Match" = Option<String>, Header),
        ("Content-Encoding" = Option<String>, Header, description = "gzip, zstd or br"),
        ("Snapshot-Base" = Option<Checksum>, Header, description = "The content that the delta is against. Only with a delta, and needed there."),
        ("Snapshot-Digest" = Option<Checksum>, Header, description = "The checksum of the document that the delta makes. Needed with a delta."),
        ("Snapshot-Content-Type" = Option<String>, Header, description = "The media type of the document that the delta makes; else the base's."),
    ),
    request_body(
        content((Vec<u8> = "application/octet-stream"), (Vec<u8> = "application/vnd.multiverse.worldline")),
        description = "The document, of any media type; or a worldline delta.",
    ),
    responses(
        (status = 201, description = "Saved, and on stable storage.", body = Saved),
        (status = 200, description = "The same was saved before; this is its entry.", body = Saved),
        SavingBytes,
    ),
)]
pub(super) async fn save(
    State(app): State<App>,
    Segments(id, tick): Segments<UniverseId, Tick>,
    who: Who,
    params: Params,
    headers: HeaderMap,
    body: Body,
) -> Answer {
    app.store.check(&who.caller(), Action::SaveSnapshot, &id).await?;
    let mut snapshot = describe(tick, &params, &headers)?;
    let delta = upload_delta::announced(&headers, &snapshot.content_type)?;
    let sent = collect(&app, &headers, body, app.config.limits.max_body_bytes).await?;
    let (document, held) = match delta {
        None => whole(&app, sent, is_json(&snapshot.content_type)).await?,
        Some(delta) => {
            let rebuilt = SentDelta { to: &id, delta, sent }.rebuild(&app, &who).await?;
            snapshot.content_type = rebuilt.content_type;
            (rebuilt.document, rebuilt.held)
        }
    };
    let outcome = app.store.save(&who.caller(), &id, snapshot, document).await?;
    drop(held);
    answer(&app, &headers, outcome).await
}

/// The document that was sent as it is, with the memory that it holds.
async fn whole(app: &App, sent: Collected, claims_json: bool) -> Answer<(Document, Held)> {
    let limits = &app.config.limits;
    let (max_document, max_depth) = (limits.max_document_bytes, limits.max_json_depth);
    let (budget, mut held) = (app.budget.clone(), sent.held);
    let read = app.store.on_processor(move || {
        let document = read_document(sent.bytes, sent.encoding, max_document, &mut budget.room(&mut held))?;
        // What is answered inside of JSON must be JSON.
        if claims_json {
            check_json(document.bytes(), max_depth)?;
        }
        Ok::<_, Refusal>((document, held))
    });
    read.await?
}

fn describe(tick: Tick, params: &Params, headers: &HeaderMap) -> Answer<NewSnapshot> {
    let meta = meta(once(headers, SNAPSHOT_META)?)?;
    Ok(NewSnapshot {
        day: params.parse("day")?,
        kind: params.parse("type")?,
        canon_event: meta.canon_event,
        label: params.text("label")?.map(label).transpose()?,
        decay_policy: meta.decay_policy,
        parent: once(headers, header::IF_MATCH)?.map(parent).transpose()?,
        on_conflict: on_conflict(params.text("onConflict")?)?,
        content_type: content_type(headers)?,
        ..NewSnapshot::at(tick)
    })
}

fn label(text: &str) -> Answer<Label> {
    Label::new(text)
        .map_err(|error| Refusal::malformed(sentence(&format!("the parameter label is wrong: {error}"))))
}

fn on_conflict(text: Option<&str>) -> Answer<OnConflict> {
    match text {
        None | Some("refuse") => Ok(OnConflict::Refuse),
        Some("fork") => Ok(OnConflict::Fork),
        Some(_) => Err(Refusal::malformed("The parameter onConflict is refuse or fork.")),
    }
}

fn content_type(headers: &HeaderMap) -> Answer<String> {
    let given = once(headers, header::CONTENT_TYPE)?;
    Ok(given.map(|given| media_type("Content-Type", given)).transpose()?.unwrap_or(UNNAMED).to_owned())
}
