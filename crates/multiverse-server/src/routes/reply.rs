//! Answers in JSON.

use axum::body::Body;
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use http::{HeaderMap, HeaderValue, StatusCode, Uri, header};
use serde::Serialize;

use crate::app::App;
use crate::coding::{Encoding, encode, negotiate};
use crate::page_link;
use crate::refusal::{Answer, Refusal};

/// The shortest answer that is compressed: below, headers and latency outweigh what is saved.
const MIN_COMPRESSED: usize = 1024;

/// The longest answer that is compressed where it is made; longer ones go to a processor's thread.
const MAX_INLINE: usize = 16 * 1024;

/// Answers `value`, in the encoding that the client asks for.
pub(super) async fn json(
    app: &App,
    headers: &HeaderMap,
    status: StatusCode,
    value: &impl Serialize,
) -> Answer {
    let body: Bytes = serde_json::to_vec(value)
        .map_err(|error| {
            tracing::error!(%error, "an answer cannot be written");
            Refusal::new(multiverse_model::ProblemType::Internal, "The answer cannot be written.")
        })?
        .into();
    let wanted = if body.len() < MIN_COMPRESSED { Encoding::Identity } else { negotiate(headers) };
    let (encoding, body) = compress(app, wanted, body).await?;
    let mut response = (status, body).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    describe(headers, encoding);
    Ok(response)
}

/// The same with 200.
pub(super) async fn ok(app: &App, headers: &HeaderMap, value: &impl Serialize) -> Answer {
    json(app, headers, StatusCode::OK, value).await
}

/// A page of a list, with a link to the next.
pub(super) async fn page(
    app: &App,
    headers: &HeaderMap,
    uri: &Uri,
    next: Option<&str>,
    value: &impl Serialize,
) -> Answer {
    let mut response = ok(app, headers, value).await?;
    if let Some(link) = next.and_then(|cursor| page_link::next(uri, cursor)) {
        response.headers_mut().insert(header::LINK, link);
    }
    Ok(response)
}

/// Compresses a body, unless that fails: then it goes as it is.
pub(super) async fn compress(app: &App, encoding: Encoding, body: Bytes) -> Answer<(Encoding, Bytes)> {
    if encoding == Encoding::Identity {
        return Ok((encoding, body));
    }
    let compressed = if body.len() <= MAX_INLINE {
        encode(encoding, &body)
    } else {
        let body = body.clone();
        app.store.on_processor(move || encode(encoding, &body)).await?
    };
    Ok(compressed.map_or((Encoding::Identity, body), |compressed| (encoding, compressed.into())))
}

/// Says how a body is encoded, and that it depends on who asks and how.
pub(super) fn describe(headers: &mut HeaderMap, encoding: Encoding) {
    if encoding != Encoding::Identity {
        headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(encoding.name()));
    }
    headers.insert(header::VARY, HeaderValue::from_static("Accept, Accept-Encoding, Authorization"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
}

/// 304: what the client has is still so.
pub(super) fn not_modified(tag: HeaderValue) -> Response {
    let mut response = (StatusCode::NOT_MODIFIED, Body::empty()).into_response();
    response.headers_mut().insert(header::ETAG, tag);
    describe(response.headers_mut(), Encoding::Identity);
    response
}
