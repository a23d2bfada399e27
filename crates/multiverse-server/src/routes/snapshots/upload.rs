//! Upload in JSON: the document as it stands, or gzipped and in base64.

use axum::body::Body;
use axum::extract::{OriginalUri, State};
use axum::http::HeaderMap;
use axum::response::Response;
use bytes::Bytes;
use http::{Method, StatusCode};
use multiverse_model::wire::{SaveSnapshot, Saved};
use multiverse_model::{Action, ProblemType, UniverseId, check_depth};
use multiverse_store::{Document, NewSnapshot, SaveOutcome};
use serde::de::IgnoredAny;

use crate::app::App;
use crate::coding::{GzipBase64Error, Room, decode_gzip_base64};
use crate::extract::{Segment, Who, collect, expect_json, expect_object, read_document, refuse_json};
use crate::refusal::{Answer, Refusal, sentence};
use crate::routes::{Saving, reply};

/// Save a snapshot.
///
/// The content is the text of `snapshot` exactly as it stands in the request. With the header
/// `X-Snapshot-Compressed: gzip-base64` it is what `compressedSnapshot` unpacks to. With `parent` the save is refused
/// if the head is another (409, with `head`), or with `onConflict: "fork"` becomes the first save of a fork.
#[utoipa::path(
    post, path = "/universe/{id}/snapshot", operation_id = "saveSnapshot", tag = "snapshots", request_body = SaveSnapshot,
    params(("id" = UniverseId, Path), ("X-Snapshot-Compressed" = Option<String>, Header, description = "gzip-base64")),
    responses(
        (status = 201, description = "Saved, and on stable storage.", body = Saved),
        (status = 200, description = "The same was saved before; this is its entry.", body = Saved),
        Saving,
    ),
)]
pub(super) async fn save(
    State(app): State<App>,
    OriginalUri(uri): OriginalUri,
    Segment(id): Segment<UniverseId>,
    who: Who,
    headers: HeaderMap,
    body: Body,
) -> Answer {
    // Before the body is read: a stranger does not get to send us one.
    app.store.check(&who.caller(), Action::SaveSnapshot, &id).await?;
    expect_json(&headers)?;
    let is_packed = is_packed(&headers)?;
    let sent = collect(&app, &headers, body, app.config.limits.max_body_bytes).await?;
    let mut held = sent.held;
    let limits = &app.config.limits;
    let (max_document, max_depth) = (limits.max_document_bytes, limits.max_json_depth);
    let path = uri.path_and_query().map_or(String::new(), |path| path.as_str().to_owned());
    let (reader, budget) = (who.clone(), app.budget.clone());
    let read = app.store.on_processor(move || {
        let text = read_document(sent.bytes, sent.encoding, max_document, &mut budget.room(&mut held))?;
        let text = text.bytes().clone();
        let key = reader.fingerprint(Method::POST.as_str(), &path, &text);
        let parsed = parse(&text, is_packed, max_document, max_depth, &mut budget.room(&mut held));
        Ok::<_, Refusal>((key, parsed, held))
    });
    let (key, parsed, held) = read.await??;
    if let Some(key) = key {
        app.store.check_repeat(key).await?;
    }
    let (snapshot, document) = parsed?;
    let outcome = app.store.save(&who.caller(), &id, snapshot, document).await?;
    drop(held);
    answer(&app, &headers, outcome).await
}

fn is_packed(headers: &HeaderMap) -> Answer<bool> {
    match headers.get("x-snapshot-compressed").map(|value| value.to_str()) {
        None => Ok(false),
        Some(Ok("gzip-base64")) => Ok(true),
        Some(_) => Err(Refusal::malformed("X-Snapshot-Compressed is gzip-base64 or absent.")),
    }
}

fn parse(
    text: &Bytes,
    is_packed: bool,
    max_document: u64,
    max_depth: usize,
    room: Room<'_>,
) -> Answer<(NewSnapshot, Document)> {
    // One level is the envelope's own.
    deep(check_depth(text, max_depth + 1))?;
    expect_object(text)?;
    let save: SaveSnapshot<'_> = serde_json::from_slice(text).map_err(|error| refuse_json(&error))?;
    let document = match (is_packed, save.snapshot, &save.compressed_snapshot) {
        (false, Some(snapshot), None) => plain(text, snapshot.get(), max_document)?,
        (true, None, Some(packed)) => unpack(packed, max_document, max_depth, room)?,
        (false, _, _) => {
            let detail =
                "Send the world as `snapshot`, or as `compressedSnapshot` with X-Snapshot-Compressed.";
            return Err(Refusal::malformed(detail));
        }
        (true, _, _) => {
            return Err(Refusal::malformed(
                "Send the packed world as `compressedSnapshot`, and no `snapshot`.",
            ));
        }
    };
    let snapshot = NewSnapshot {
        day: save.day,
        kind: save.kind,
        canon_event: save.canon_event,
        label: save.label,
        decay_policy: save.decay_policy,
        parent: save.parent,
        on_conflict: save.on_conflict.unwrap_or_default(),
        ..NewSnapshot::at(save.tick)
    };
    Ok((snapshot, document))
}

/// The document that stands in the request, without a copy.
fn plain(text: &Bytes, snapshot: &str, max_document: u64) -> Answer<Document> {
    if snapshot.len() as u64 > max_document {
        return Err(Refusal::too_large("The document", max_document));
    }
    Ok(Document::new(text.slice_ref(snapshot.as_bytes())))
}

fn unpack(packed: &str, max_document: u64, max_depth: usize, room: Room<'_>) -> Answer<Document> {
    let limit = usize::try_from(max_document).unwrap_or(usize::MAX);
    let unpacked = decode_gzip_base64(packed, limit, room).map_err(|error| match error {
        GzipBase64Error::Gzip(error) => crate::extract::bad_encoding(&error),
        other => Refusal::malformed(sentence(&format!("the compressedSnapshot is wrong: {other}"))),
    })?;
    check_json(&unpacked.bytes, max_depth)?;
    Ok(Document::with_digest(unpacked.bytes.into(), unpacked.sha256))
}

/// Checks that a document which is to be JSON is.
pub(super) fn check_json(document: &[u8], max_depth: usize) -> Answer<()> {
    deep(check_depth(document, max_depth))?;
    // Names and numbers are not looked at: `1e400` and lone surrogates are the game's own business.
    std::str::from_utf8(document).map_err(|_| Refusal::malformed("The document is not UTF-8; JSON is."))?;
    serde_json::from_slice::<IgnoredAny>(document).map(drop).map_err(|error| refuse_json(&error))
}

fn deep(checked: Result<(), multiverse_model::TooDeep>) -> Answer<()> {
    checked.map_err(|deep| Refusal::new(ProblemType::Rule, sentence(&deep)))
}

/// Answers what a save came to.
pub(super) async fn answer(app: &App, headers: &HeaderMap, outcome: SaveOutcome) -> Answer<Response> {
    let status = if outcome.is_new { StatusCode::CREATED } else { StatusCode::OK };
    let (universe, forked_from) = outcome.fork.unzip();
    let answer = Saved { success: true, entry: outcome.entry, universe, forked_from };
    reply::json(app, headers, status, &answer).await
}
