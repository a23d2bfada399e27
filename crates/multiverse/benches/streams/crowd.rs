//! The clients: thousands of streams that note when an event comes.

use std::sync::Arc;
use std::time::Instant;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::{Semaphore, mpsc};
use tokio::task::JoinSet;

use crate::Outcome;

/// Streams that are opened at the same time.
const OPENING: usize = 64;

/// Open streams.
pub(crate) struct Crowd {
    heard: tokio::sync::Mutex<mpsc::UnboundedReceiver<Instant>>,
    streams: JoinSet<()>,
}

impl Crowd {
    /// Opens `count` streams with a query each, and answers once all are open.
    pub(crate) async fn open(address: &str, count: usize, query: impl Fn(usize) -> String) -> Outcome<Self> {
        let (tell, heard) = mpsc::unbounded_channel();
        let turns = Arc::new(Semaphore::new(OPENING));
        let mut opening = JoinSet::new();
        for n in 0..count {
            let (address, query, turns) = (address.to_owned(), query(n), Arc::clone(&turns));
            opening.spawn(async move {
                let _turn = turns.acquire().await?;
                open(&address, &query).await
            });
        }
        let mut streams = JoinSet::new();
        while let Some(opened) = opening.join_next().await {
            streams.spawn(listen(opened??, tell.clone()));
        }
        Ok(Self { heard: heard.into(), streams })
    }

    /// When each of the next `count` streams heard an event.
    pub(crate) async fn heard(&self, count: usize) -> Vec<Instant> {
        let mut heard = self.heard.lock().await;
        let mut times = Vec::with_capacity(count);
        while times.len() < count {
            match heard.recv().await {
                Some(at) => times.push(at),
                None => break,
            }
        }
        times
    }

    /// Closes all streams.
    pub(crate) async fn close(mut self) {
        self.streams.shutdown().await;
    }
}

/// Opens a stream, and reads up to where it says that it stands.
async fn open(address: &str, query: &str) -> Outcome<TcpStream> {
    let mut connection = TcpStream::connect(address).await?;
    let request = format!("GET /api/events{query} HTTP/1.1\r\nhost: x\r\n\r\n");
    connection.write_all(request.as_bytes()).await?;
    let mut head = Vec::new();
    while !head.windows(6).any(|bytes| bytes == b"retry:") {
        if connection.read_buf(&mut head).await? == 0 {
            return Err(format!("no stream: {}", String::from_utf8_lossy(&head)).into());
        }
    }
    Ok(connection)
}

async fn listen(mut connection: TcpStream, tell: mpsc::UnboundedSender<Instant>) {
    // A heartbeat is far shorter than an event, and an event comes whole.
    let mut bytes = [0; 2048];
    while let Ok(1..) = connection.read(&mut bytes).await {
        if bytes.windows(6).any(|bytes| bytes == b"event:") && tell.send(Instant::now()).is_err() {
            return;
        }
        bytes.fill(0);
    }
}
