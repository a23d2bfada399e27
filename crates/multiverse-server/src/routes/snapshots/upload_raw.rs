//! Upload of bytes as they are.

use std::str::FromStr;

use axum::body::Body;
use axum::extract::State;
use axum::http::HeaderMap;
use http::{HeaderName, HeaderValue, header};
use multiverse_model::wire::{OnConflict, Saved, SnapshotMeta};
use multiverse_model::{Action, Checksum, Label, ProblemType, Tick, UniverseId, check_depth};
use multiverse_store::NewSnapshot;

use super::SNAPSHOT_META;
use super::upload::{answer, check_json};
use crate::app::App;
use crate::extract::{Params, Segments, Who, collect, expect_object, is_json, read_document, refuse_json};
use crate::range::entity_tags;
use crate::refusal::{Answer, Refusal, sentence};
use crate::routes::Saving;

/// A delta against a content that the server has.
const WORLDLINE: &str = "application/vnd.multiverse.worldline";

/// The media type of a document whose sender named none.
const UNNAMED: &str = "application/octet-stream";

/// The longest media type that is kept.
const MAX_MEDIA_TYPE: usize = 255;

/// Save a snapshot as bytes.
///
/// The body is the document, of any media type, which is kept. The rest of the entry is in the query and, as a JSON
/// object with `canonEvent` and `decayPolicy`, in the header `Snapshot-Meta`. `If-Match: "sha256:…"` names the head
/// that the save extends.
#[utoipa::path(
    put, path = "/universe/{id}/snapshot/{tick}", operation_id = "saveSnapshotBytes", tag = "snapshots",
    params(
        ("id" = UniverseId, Path), ("tick" = Tick, Path),
        ("type" = Option<multiverse_model::SnapshotType>, Query), ("day" = Option<u64>, Query),
        ("label" = Option<String>, Query), ("onConflict" = Option<OnConflict>, Query),
        ("Snapshot-Meta" = Option<String>, Header), ("If-Match" = Option<String>, Header),
        ("Content-Encoding" = Option<String>, Header, description = "gzip, zstd or br"),
    ),
    request_body(content = Vec<u8>, content_type = "application/octet-stream", description = "Any media type."),
    responses(
        (status = 201, description = "Saved, and on stable storage.", body = Saved),
        (status = 200, description = "The same was saved before; this is its entry.", body = Saved),
        Saving,
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
    let snapshot = describe(tick, &params, &headers)?;
    let limits = &app.config.limits;
    let (max_document, max_depth) = (limits.max_document_bytes, limits.max_json_depth);
    let sent = collect(&app, &headers, body, limits.max_body_bytes).await?;
    let mut held = sent.held;
    let budget = app.budget.clone();
    let claims_json = is_json(&snapshot.content_type);
    let read = app.store.on_processor(move || {
        let document = read_document(sent.bytes, sent.encoding, max_document, &mut budget.room(&mut held))?;
        // What is answered inside of JSON must be JSON.
        if claims_json {
            check_json(document.bytes(), max_depth)?;
        }
        Ok::<_, Refusal>((document, held))
    });
    let (document, held) = read.await??;
    let outcome = app.store.save(&who.caller(), &id, snapshot, document).await?;
    drop(held);
    answer(&app, &headers, outcome).await
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
        content_type: content_type(once(headers, header::CONTENT_TYPE)?)?,
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

fn meta(header: Option<&HeaderValue>) -> Answer<SnapshotMeta> {
    let Some(header) = header else { return Ok(SnapshotMeta::default()) };
    let wrong = |why: String| Refusal::malformed(format!("Snapshot-Meta is wrong: {why}."));
    let text =
        header.to_str().map_err(|_| wrong("write characters outside of ASCII as \\u escapes".to_owned()))?;
    check_depth(text.as_bytes(), 16).map_err(|deep| wrong(deep.to_string()))?;
    expect_object(text.as_bytes())?;
    serde_json::from_str(text).map_err(|error| refuse_json(&error))
}

/// A header that may be there once: which of two was meant, nobody can tell.
fn once(headers: &HeaderMap, name: HeaderName) -> Answer<Option<&HeaderValue>> {
    let mut values = headers.get_all(&name).iter();
    match (values.next(), values.next()) {
        (_, Some(_)) => Err(Refusal::malformed(format!("The header {name} is there twice; send it once."))),
        (first, None) => Ok(first),
    }
}

fn parent(header: &HeaderValue) -> Answer<Checksum> {
    let wrong = || Refusal::malformed("If-Match names one parent as \"sha256:<64 hex digits>\".");
    let text = header.to_str().map_err(|_| wrong())?;
    let mut tags = entity_tags(text);
    match (tags.next(), tags.next()) {
        (Some(tag), None) if !tag.weak => {
            Checksum::from_str(tag.opaque.trim_matches('"')).map_err(|_| wrong())
        }
        _ => Err(wrong()),
    }
}

fn content_type(header: Option<&HeaderValue>) -> Answer<String> {
    let Some(header) = header else { return Ok(UNNAMED.to_owned()) };
    let text = header.to_str().ok().map(str::trim).filter(|text| {
        let essence = text.split(';').next().unwrap_or_default();
        text.len() <= MAX_MEDIA_TYPE && essence.split('/').filter(|part| !part.trim().is_empty()).count() == 2
    });
    let text =
        text.ok_or_else(|| Refusal::malformed("Content-Type is not a media type; send type/subtype."))?;
    if text.split(';').next().unwrap_or_default().trim().eq_ignore_ascii_case(WORLDLINE) {
        let detail = "This server does not take deltas yet; send the whole document.";
        return Err(Refusal::new(ProblemType::UnsupportedMediaType, detail));
    }
    Ok(text.to_owned())
}
