//! Bodies that tell how far they are sent.

use std::convert::Infallible;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::{Context, Poll};

use bytes::Bytes;
use http_body::{Frame, SizeHint};
use tokio::sync::Notify;

use crate::client::progress::Progress;

/// How much of a body is handed over at once. What is handed over is soon on its way, so it is the grain of progress.
const CHUNK: usize = 64 * 1024;

/// Who is told how a body is sent.
#[derive(Debug, Clone, Default)]
pub(crate) struct Meter {
    pub progress: Option<Progress>,
    pub sent: Sent,
}

/// Bytes of bodies that went out, repeats included.
#[derive(Debug, Clone, Default)]
pub(crate) struct Sent(Arc<AtomicU64>);

impl Sent {
    pub(crate) fn bytes(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }

    fn add(&self, bytes: usize) {
        self.0.fetch_add(bytes as u64, Ordering::Relaxed);
    }
}

/// A body in chunks.
pub(super) struct Chunks {
    rest: Bytes,
    total: u64,
    meter: Meter,
    activity: Arc<Notify>,
}

impl Chunks {
    /// `activity` is notified of every chunk that goes.
    pub(super) fn new(bytes: Bytes, meter: Meter, activity: Arc<Notify>) -> Self {
        Self { total: bytes.len() as u64, rest: bytes, meter, activity }
    }
}

impl http_body::Body for Chunks {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        if self.rest.is_empty() {
            return Poll::Ready(None);
        }
        let length = self.rest.len().min(CHUNK);
        let chunk = self.rest.split_to(length);
        self.activity.notify_one();
        self.meter.sent.add(length);
        if let Some(progress) = &self.meter.progress {
            progress.tell(self.total - self.rest.len() as u64, self.total);
        }
        Poll::Ready(Some(Ok(Frame::data(chunk))))
    }

    fn is_end_stream(&self) -> bool {
        self.rest.is_empty()
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.rest.len() as u64)
    }
}
