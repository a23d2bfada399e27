//! How many connections there are at once.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};

use axum::Extension;
use axum::middleware::AddExtension;
use axum_server::accept::Accept;
use futures::future::BoxFuture;
use futures::task::AtomicWaker;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tower::Layer;

/// Accepts connections up to a number, and closes those beyond at once: their clients learn more from that than from
/// waiting. Every request knows its [`Line`].
#[derive(Clone)]
pub(crate) struct Limited {
    places: Arc<Semaphore>,
}

impl Limited {
    pub(crate) fn new(connections: usize) -> Self {
        Self { places: Arc::new(Semaphore::new(connections.min(Semaphore::MAX_PERMITS))) }
    }
}

impl<S: Send + 'static> Accept<TcpStream, S> for Limited {
    type Stream = Placed;
    type Service = AddExtension<S, Line>;
    type Future = BoxFuture<'static, io::Result<(Placed, Self::Service)>>;

    fn accept(&self, stream: TcpStream, service: S) -> Self::Future {
        let place = Arc::clone(&self.places).try_acquire_owned();
        Box::pin(async move {
            let place = place.map_err(|_| io::Error::other("too many connections"))?;
            // Answers are written whole; waiting for more to send would only delay them.
            stream.set_nodelay(true)?;
            let line = Line::default();
            let service = Extension(line.clone()).layer(service);
            Ok((Placed { stream, line, _place: place }, service))
        })
    }
}

/// A connection, for those who may have to close it from outside. A client that reads nothing leaves an answer's body
/// waiting for room, where nobody asks the body whether it is to end.
#[derive(Clone, Debug, Default)]
pub(crate) struct Line(Arc<LineState>);

#[derive(Debug, Default)]
struct LineState {
    is_cut: AtomicBool,
    waker: AtomicWaker,
}

impl Line {
    /// Closes the connection, with whatever else is going on there.
    pub(crate) fn cut(&self) {
        self.0.is_cut.store(true, Ordering::Release);
        self.0.waker.wake();
    }

    /// What came of a read or a write, unless the connection is cut before it is ready.
    fn watch<T>(&self, cx: &Context<'_>, ready: Poll<io::Result<T>>) -> Poll<io::Result<T>> {
        if ready.is_ready() {
            return ready;
        }
        // Reads and writes wait in one task, so there is one to wake. First it is noted, then the look: a cut between
        // the two is seen.
        self.0.waker.register(cx.waker());
        match self.is_cut() {
            true => Poll::Ready(Err(io::ErrorKind::ConnectionAborted.into())),
            false => Poll::Pending,
        }
    }

    pub(crate) fn is_cut(&self) -> bool {
        self.0.is_cut.load(Ordering::Acquire)
    }
}

/// A connection that holds its place until it closes.
pub(crate) struct Placed {
    stream: TcpStream,
    line: Line,
    _place: OwnedSemaphorePermit,
}

impl AsyncRead for Placed {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        into: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let read = Pin::new(&mut self.stream).poll_read(cx, into);
        self.line.watch(cx, read)
    }
}

impl AsyncWrite for Placed {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write(cx, bytes);
        self.line.watch(cx, written)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        parts: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write_vectored(cx, parts);
        self.line.watch(cx, written)
    }
}
