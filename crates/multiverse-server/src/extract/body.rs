//! Bodies, under limits.

use axum::body::Body;
use bytes::{Bytes, BytesMut};
use http::{HeaderMap, header};
use http_body_util::BodyExt;
use multiverse_model::ProblemType;

use crate::app::App;
use crate::budget::{Held, MemoryBudget};
use crate::coding::{
    Chunks, DecodeError, Decoded, Encoding, Room, UnsupportedEncoding, decode_within, request_encoding,
};
use crate::refusal::{Answer, Refusal, sentence};

/// A body as it was sent, with the memory that it holds.
pub(crate) struct Collected {
    pub bytes: Bytes,
    pub encoding: Encoding,
    pub held: Held,
}

/// Reads a body of at most `limit` bytes, within the time that a request may take.
pub(crate) async fn collect(app: &App, headers: &HeaderMap, body: Body, limit: u64) -> Answer<Collected> {
    let encoding = request_encoding(headers).map_err(unsupported)?;
    let announced = headers.get(header::CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse().ok());
    let mut body = body;
    let timeout = app.config.limits.request_timeout();
    let read = tokio::time::timeout(timeout, read(app, &mut body, announced.unwrap_or(0), limit)).await;
    let (bytes, held) = match read {
        Ok(Ok(whole)) => whole,
        Ok(Err(refusal)) => {
            // Who has not got all of it when the rest is late is told all the same.
            let _ =
                tokio::time::timeout(timeout, drain(body, limit.max(app.config.limits.max_body_bytes))).await;
            return Err(refusal);
        }
        Err(_) => {
            let detail = "The body came too slowly; send it again.";
            return Err(Refusal::new(ProblemType::RequestTimeout, detail));
        }
    };
    metrics::counter!("multiverse_http_request_bytes_total").increment(bytes.len() as u64);
    Ok(Collected { bytes, encoding, held })
}

async fn read(app: &App, body: &mut Body, announced: u64, limit: u64) -> Answer<(Bytes, Held)> {
    if announced > limit {
        return Err(Refusal::too_large("The body", limit));
    }
    let mut held = Held::default();
    let mut bytes = BytesMut::new();
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|_| Refusal::malformed("The body broke off; send it again."))?;
        let Ok(data) = frame.into_data() else { continue };
        let length = (bytes.len() + data.len()) as u64;
        if length > limit {
            return Err(Refusal::too_large("The body", limit));
        }
        app.budget.hold(&mut held, length)?;
        if bytes.is_empty() {
            // Believed only once bytes come, and only within the limit: an announcement costs its sender nothing.
            bytes.reserve(usize::try_from(announced.min(limit)).unwrap_or(0));
        }
        bytes.extend_from_slice(&data);
    }
    Ok((bytes.freeze(), held))
}

/// Takes in what is left of a refused body, up to `limit`, and forgets it: most clients read no answer before they have
/// sent all, and a connection that is closed before would be all that they learn.
async fn drain(mut body: Body, limit: u64) {
    let mut left = limit;
    while let Some(Ok(frame)) = body.frame().await {
        let length = frame.data_ref().map_or(0, Bytes::len) as u64;
        let Some(rest) = left.checked_sub(length) else { return };
        left = rest;
    }
}

/// Unpacks a document of at most `limit` bytes from a body and computes its digest. To be run on a
/// processor's thread. `room` is asked before the document takes more memory.
pub(crate) fn read_document(
    bytes: Bytes,
    encoding: Encoding,
    limit: u64,
    room: Room<'_>,
) -> Result<multiverse_store::Document, Refusal> {
    if encoding == Encoding::Identity {
        if bytes.len() as u64 > limit {
            return Err(Refusal::too_large("The document", limit));
        }
        return Ok(multiverse_store::Document::new(bytes));
    }
    let unpacked = unpack(bytes, encoding, limit, room)?;
    Ok(multiverse_store::Document::with_digest(unpacked.bytes.into(), unpacked.sha256))
}

/// Unpacks a body to at most `limit` bytes, with their digest. To be run on a processor's thread. `room` is asked before
/// they take more memory.
pub(crate) fn unpack(bytes: Bytes, encoding: Encoding, limit: u64, room: Room<'_>) -> Answer<Decoded> {
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    decode_within(encoding, Chunks::new([bytes]), limit, None, room).map_err(|error| bad_encoding(&error))
}

fn unsupported(error: UnsupportedEncoding) -> Refusal {
    Refusal::new(ProblemType::UnsupportedMediaType, sentence(&error))
        .header(header::ACCEPT_ENCODING, crate::coding::ACCEPTED)
}

pub(crate) fn bad_encoding(error: &DecodeError) -> Refusal {
    match error {
        DecodeError::TooLarge { limit } => Refusal::too_large("The unpacked body", *limit as u64),
        DecodeError::NoRoom => MemoryBudget::used_up(),
        DecodeError::Corrupt { .. } => Refusal::malformed(sentence(error)),
    }
}
