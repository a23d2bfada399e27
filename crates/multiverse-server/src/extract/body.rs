//! Bodies, under limits.

use axum::body::Body;
use bytes::{Bytes, BytesMut};
use http::{HeaderMap, header};
use http_body_util::BodyExt;
use multiverse_model::ProblemType;

use crate::app::App;
use crate::budget::Held;
use crate::coding::{Chunks, DecodeError, Encoding, UnsupportedEncoding, decode, request_encoding};
use crate::refusal::{Answer, Refusal};

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
    if announced.is_some_and(|length: u64| length > limit) {
        return Err(Refusal::too_large("The body", limit));
    }
    let read = read(app, body, announced.unwrap_or(0), limit);
    let (bytes, held) =
        tokio::time::timeout(app.config.limits.request_timeout(), read).await.map_err(|_| {
            Refusal::new(ProblemType::RequestTimeout, "The body came too slowly; send it again.")
        })??;
    metrics::counter!("multiverse_http_request_bytes_total").increment(bytes.len() as u64);
    Ok(Collected { bytes, encoding, held })
}

async fn read(app: &App, mut body: Body, announced: u64, limit: u64) -> Answer<(Bytes, Held)> {
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

/// Unpacks a document of at most `limit` bytes from a body and computes its digest. To be run on a processor's thread.
pub(crate) fn read_document(
    bytes: Bytes,
    encoding: Encoding,
    limit: u64,
) -> Result<multiverse_store::Document, Refusal> {
    if encoding == Encoding::Identity {
        if bytes.len() as u64 > limit {
            return Err(Refusal::too_large("The document", limit));
        }
        return Ok(multiverse_store::Document::new(bytes));
    }
    let length = usize::try_from(limit).unwrap_or(usize::MAX);
    let unpacked =
        decode(encoding, Chunks::new([bytes]), length, None).map_err(|error| bad_encoding(&error))?;
    Ok(multiverse_store::Document::with_digest(unpacked.bytes.into(), unpacked.sha256))
}

fn unsupported(error: UnsupportedEncoding) -> Refusal {
    Refusal::new(ProblemType::UnsupportedMediaType, format!("{error}."))
        .header(header::ACCEPT_ENCODING, crate::coding::ACCEPTED)
}

pub(crate) fn bad_encoding(error: &DecodeError) -> Refusal {
    match error {
        DecodeError::TooLarge { limit } => Refusal::too_large("The unpacked body", *limit as u64),
        DecodeError::Corrupt { .. } => Refusal::malformed(format!("{error}; pack it again.")),
    }
}
