//! Downloads of the exact bytes.

use std::ops::Range;

use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use http::{HeaderMap, HeaderValue, StatusCode, header};
use multiverse_model::{ProblemType, SnapshotEntry};
use multiverse_store::Snapshot;

use super::SNAPSHOT_META;
use super::download::Form;
use crate::app::App;
use crate::coding::{Encoding, negotiate};
use crate::range::{RangeOutcome, etag_list_matches, if_range_holds, parse_range};
use crate::refusal::{Answer, Refusal};
use crate::routes::reply;

/// The longest `Snapshot-Meta` that is sent: clients and proxies refuse longer headers.
const MAX_META: usize = 8 * 1024;

/// 304 for the exact bytes of an entry, if the client has them.
pub(super) fn unchanged(form: Form, headers: &HeaderMap, entry: &SnapshotEntry) -> Option<Response> {
    let tag = tag(entry);
    let known = text(headers, header::IF_NONE_MATCH)?;
    let is_known = form == Form::Raw && entry.has_snapshot && etag_list_matches(known, &tag, true);
    is_known.then(|| reply::not_modified(value(&tag)))
}

fn tag(entry: &SnapshotEntry) -> String {
    format!("\"{}\"", entry.checksum)
}

pub(super) async fn answer(app: &App, headers: &HeaderMap, snapshot: Snapshot) -> Answer {
    let (entry, document) = (snapshot.entry, snapshot.bytes);
    let tag = tag(&entry);
    let range =
        text(headers, header::RANGE).filter(|_| if_range_holds(text(headers, header::IF_RANGE), &tag));
    let length = document.len() as u64;
    let mut response = match parse_range(range, length) {
        RangeOutcome::NotSatisfiable => {
            let detail = format!("The document has {length} bytes; ask for some of those.");
            return Err(Refusal::new(ProblemType::RangeNotSatisfiable, detail)
                .header(header::CONTENT_RANGE, &format!("bytes */{length}")));
        }
        RangeOutcome::Partial(range) => part(&document, range),
        RangeOutcome::Whole => whole(app, headers, &entry, document).await?,
    };
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, value(&entry.content_type));
    headers.insert(header::ETAG, value(&tag));
    // Ranges are cut from the plain bytes: who got them compressed must not resume with them.
    if !headers.contains_key(header::CONTENT_ENCODING) {
        headers.insert(header::ACCEPT_RANGES, HeaderValue::from_static("bytes"));
    }
    // A document is data: a browser must never take it for a page of this server's.
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static("default-src 'none'; sandbox"));
    headers.insert(SNAPSHOT_META, value(&meta(&entry)));
    Ok(response)
}

fn part(document: &Bytes, range: Range<u64>) -> Response {
    let place = |at: u64| usize::try_from(at).unwrap_or(document.len()).min(document.len());
    let bytes = document.slice(place(range.start)..place(range.end));
    let mut response = (StatusCode::PARTIAL_CONTENT, bytes).into_response();
    let shown = format!("bytes {}-{}/{}", range.start, range.end.saturating_sub(1), document.len());
    response.headers_mut().insert(header::CONTENT_RANGE, value(&shown));
    reply::describe(response.headers_mut(), Encoding::Identity);
    response
}

async fn whole(app: &App, headers: &HeaderMap, entry: &SnapshotEntry, document: Bytes) -> Answer {
    // Who asks for ranges at all is resuming the plain bytes.
    let wanted = if headers.contains_key(header::RANGE) { Encoding::Identity } else { negotiate(headers) };
    let (encoding, body) = compressed(app, entry, Form::Raw, wanted, document).await?;
    let mut response = body.into_response();
    reply::describe(response.headers_mut(), encoding);
    Ok(response)
}

/// A body compressed, from the cache if it was asked for before.
pub(super) async fn compressed(
    app: &App,
    entry: &SnapshotEntry,
    form: Form,
    encoding: Encoding,
    body: Bytes,
) -> Answer<(Encoding, Bytes)> {
    if encoding == Encoding::Identity {
        return Ok((encoding, body));
    }
    let key = (entry.id.clone(), form, encoding.name());
    if let Some(known) = app.encoded.get(&key) {
        metrics::counter!("multiverse_cache_hits_total", "cache" => "encoded").increment(1);
        return Ok((encoding, known));
    }
    metrics::counter!("multiverse_cache_misses_total", "cache" => "encoded").increment(1);
    let (used, body) = reply::compress(app, encoding, body).await?;
    if used == encoding {
        app.encoded.insert(key, body.clone());
    }
    Ok((used, body))
}

/// The entry as ASCII JSON, without the long texts of its event where it would not fit a header.
fn meta(entry: &SnapshotEntry) -> String {
    let whole = ascii_json(entry);
    if whole.len() <= MAX_META {
        return whole;
    }
    let mut short = entry.clone();
    if let Some(event) = &mut short.canon_event {
        (event.description, event.entities) = (None, None);
    }
    ascii_json(&short)
}

/// JSON with every character outside of ASCII as `\u` escapes.
fn ascii_json(value: &impl serde::Serialize) -> String {
    let json = serde_json::to_string(value).unwrap_or_default();
    let mut ascii = String::with_capacity(json.len());
    for c in json.chars() {
        // DEL is ASCII and yet no character of a header.
        if c.is_ascii() && c != '\u{7f}' {
            ascii.push(c);
        } else {
            let mut units = [0; 2];
            for unit in c.encode_utf16(&mut units) {
                ascii.push_str(&format!("\\u{unit:04x}"));
            }
        }
    }
    ascii
}

fn text(headers: &HeaderMap, name: http::HeaderName) -> Option<&str> {
    headers.get(name)?.to_str().ok()
}

fn value(text: &str) -> HeaderValue {
    HeaderValue::from_str(text).unwrap_or(HeaderValue::from_static(""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ascii_json_reads_back_the_same() {
        let text = "é 😀 \u{7f} \"q\" \\";
        let json = ascii_json(&text);
        assert!(json.is_ascii());
        assert_eq!(serde_json::from_str::<String>(&json).unwrap(), text);
    }
}
