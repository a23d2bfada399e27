//! Downloads in JSON: the stored bytes go into the envelope as they are, and are not parsed again.

use std::collections::VecDeque;
use std::convert::Infallible;
use std::pin::Pin;
use std::task::{Context, Poll};

use axum::body::Body;
use axum::response::Response;
use bytes::{Bytes, BytesMut};
use http::{HeaderMap, HeaderValue, header};
use http_body::{Frame, SizeHint};
use multiverse_model::ProblemType;
use multiverse_store::Snapshot;

use super::download::Form;
use super::raw::compressed;
use crate::app::App;
use crate::coding::{Encoding, negotiate};
use crate::refusal::{Answer, Refusal};
use crate::routes::reply;

pub(super) async fn answer(app: &App, headers: &HeaderMap, snapshot: Snapshot) -> Answer {
    let is_fallback = snapshot.fallback_for.is_some();
    let entry = serde_json::to_string(&snapshot.entry)
        .map_err(|_| Refusal::new(ProblemType::Internal, "The entry cannot be written."))?;
    let before = Bytes::from_static(b"{\"snapshot\":");
    let mark = if is_fallback { ",\"fallback\":true" } else { "" };
    let after = Bytes::from(format!(",\"entry\":{entry}{mark}}}"));
    let parts = Spliced::new([before, snapshot.bytes, after]);
    let (encoding, body) = match negotiate(headers) {
        Encoding::Identity => (Encoding::Identity, Body::new(parts)),
        wanted => {
            let form = if is_fallback { Form::JsonFallback } else { Form::Json };
            let (used, body) = compressed(app, &snapshot.entry, form, wanted, parts.into_one()).await?;
            (used, Body::from(body))
        }
    };
    let mut response = Response::new(body);
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    reply::describe(headers, encoding);
    Ok(response)
}

/// A body of parts that are sent one after the other, without being copied into one.
struct Spliced {
    parts: VecDeque<Bytes>,
}

impl Spliced {
    fn new(parts: impl Into<VecDeque<Bytes>>) -> Self {
        Self { parts: parts.into() }
    }

    fn length(&self) -> usize {
        self.parts.iter().map(Bytes::len).sum()
    }

    fn into_one(self) -> Bytes {
        let mut one = BytesMut::with_capacity(self.length());
        self.parts.iter().for_each(|part| one.extend_from_slice(part));
        one.freeze()
    }
}

impl http_body::Body for Spliced {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        Poll::Ready(self.parts.pop_front().map(|part| Ok(Frame::data(part))))
    }

    fn is_end_stream(&self) -> bool {
        self.parts.is_empty()
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.length() as u64)
    }
}
