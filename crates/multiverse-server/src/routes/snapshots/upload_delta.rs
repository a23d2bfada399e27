//! Upload of what changed: a worldline delta, from which the document is rebuilt.

use std::str::FromStr;

use bytes::Bytes;
use http::{HeaderMap, HeaderName};
use multiverse_model::{Checksum, UniverseId};
use multiverse_store::{Document, OfferedDelta};

use super::raw_headers::{essence, media_type, once};
use super::upload::check_json;
use crate::app::App;
use crate::budget::Held;
use crate::coding::Encoding;
use crate::delta;
use crate::extract::{Collected, Who, is_json, unpack};
use crate::refusal::{Answer, Refusal};

/// The media type of a delta.
const WORLDLINE: &str = "application/vnd.multiverse.worldline";

const SNAPSHOT_BASE: HeaderName = HeaderName::from_static("snapshot-base");
const SNAPSHOT_DIGEST: HeaderName = HeaderName::from_static("snapshot-digest");
const SNAPSHOT_CONTENT_TYPE: HeaderName = HeaderName::from_static("snapshot-content-type");

/// What the headers say of a delta.
pub(super) struct Announced {
    base: Checksum,
    /// Of the document that it makes.
    digest: Checksum,
    /// Of that document too; else the base's.
    content_type: Option<String>,
}

/// A delta as it was sent, and the universe that its document is to be saved in.
pub(super) struct SentDelta<'a> {
    pub to: &'a UniverseId,
    pub delta: Announced,
    pub sent: Collected,
}

/// The document that a delta made.
pub(super) struct Rebuilt {
    pub document: Document,
    pub content_type: String,
    /// The memory that it holds.
    pub held: Held,
}

/// What the headers say of the delta in the body; none if the body is a document.
pub(super) fn announced(headers: &HeaderMap, content_type: &str) -> Answer<Option<Announced>> {
    if !is_worldline(content_type) {
        // A delta under another type would be kept as if it were the world.
        if headers.contains_key(SNAPSHOT_BASE) {
            let detail = format!("Snapshot-Base goes with a delta; send it with Content-Type: {WORLDLINE}.");
            return Err(Refusal::malformed(detail));
        }
        return Ok(None);
    }
    Ok(Some(Announced {
        base: checksum(headers, SNAPSHOT_BASE, "Snapshot-Base", "the content that it is against")?,
        digest: checksum(headers, SNAPSHOT_DIGEST, "Snapshot-Digest", "the document that it makes")?,
        content_type: result_type(headers)?,
    }))
}

fn is_worldline(media_type: &str) -> bool {
    essence(media_type).eq_ignore_ascii_case(WORLDLINE)
}

fn checksum(headers: &HeaderMap, header: HeaderName, name: &str, names: &str) -> Answer<Checksum> {
    let given = once(headers, header)?.and_then(|value| value.to_str().ok());
    given.and_then(|text| Checksum::from_str(text.trim()).ok()).ok_or_else(|| {
        Refusal::malformed(format!("A delta needs {name}: sha256:<64 hex digits>, the checksum of {names}."))
    })
}

fn result_type(headers: &HeaderMap) -> Answer<Option<String>> {
    let Some(given) = once(headers, SNAPSHOT_CONTENT_TYPE)? else { return Ok(None) };
    let given = media_type("Snapshot-Content-Type", given)?;
    if is_worldline(given) {
        let detail =
            "Snapshot-Content-Type is the type of the document that the delta makes, not the delta's.";
        return Err(Refusal::malformed(detail));
    }
    Ok(Some(given.to_owned()))
}

/// How often the document's length a decoder may hold at once: the document, the pieces of new text that the delta
/// brings, and in the zstd stage the body that it unpacks.
fn documents_of(delta: &[u8]) -> u64 {
    match worldline::inspect(delta).map(|header| header.stage) {
        Ok(worldline::Stage::Zstd) => 4,
        _ => 2,
    }
}

impl SentDelta<'_> {
    /// Finds the base, sets memory aside for it and for the document, and rebuilds and checks that.
    pub(super) async fn rebuild(self, app: &App, who: &Who) -> Answer<Rebuilt> {
        let limits = &app.config.limits;
        let (max_document, max_depth) = (limits.max_document_bytes, limits.max_json_depth);
        let (delta, mut held) = plain(app, self.sent).await?;
        let length = delta::result_length(&delta, max_document)?;
        let found = app.store.base_of_delta(&who.caller(), self.to, self.delta.base).await?;
        let documents = length.saturating_mul(documents_of(&delta));
        let memory = (delta.len() as u64).saturating_add(found.length).saturating_add(documents);
        app.budget.hold(&mut held, memory)?;
        let base = app.store.bytes_of_base(&found).await?;
        let wanted = self.delta.digest;
        let content_type = self.delta.content_type.unwrap_or(found.content_type);
        let rebuilt = app.store.on_processor(move || {
            let document = delta::apply(&base, &found.checksum, &wanted, &delta, max_document)?;
            // What is answered inside of JSON must be JSON.
            if is_json(&content_type) {
                check_json(document.bytes(), max_depth)?;
            }
            // The store keeps what was sent, if it would make a delta against the same base.
            let offered = OfferedDelta { base: found.checksum, delta };
            let document = Document::with_delta(document.bytes().clone(), *wanted.digest(), offered);
            Ok(Rebuilt { document, content_type, held })
        });
        rebuilt.await?
    }
}

/// The delta itself, unpacked: within the limit of bodies, like one that was sent unpacked.
async fn plain(app: &App, sent: Collected) -> Answer<(Bytes, Held)> {
    if sent.encoding == Encoding::Identity {
        return Ok((sent.bytes, sent.held));
    }
    let (budget, mut held, limit) = (app.budget.clone(), sent.held, app.config.limits.max_body_bytes);
    let unpacked = app.store.on_processor(move || {
        let unpacked = unpack(sent.bytes, sent.encoding, limit, &mut budget.room(&mut held))?;
        Ok((unpacked.bytes.into(), held))
    });
    unpacked.await?
}
