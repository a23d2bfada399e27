//! A server that breaks the wire.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// What it does with a connection.
#[derive(Debug, Clone)]
pub(crate) enum Step {
    /// Reads a request, head and body.
    Read,
    /// Reads so many bytes of a request.
    ReadOnly(usize),
    /// Sends bytes.
    Send(Vec<u8>),
    /// Sends bytes in pieces, with a pause before each.
    Trickle(Vec<u8>, usize, Duration),
    /// Keeps the connection and does nothing.
    Hang,
}

/// A server whose n-th connection goes by the n-th script and is closed then; further ones go by the last again.
pub(crate) struct Raw {
    url: String,
    connections: Arc<AtomicUsize>,
    heads: Arc<Mutex<Vec<String>>>,
}

impl Raw {
    pub(crate) async fn doing(scripts: impl Into<Vec<Vec<Step>>>) -> Self {
        let scripts = scripts.into();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let connections = Arc::new(AtomicUsize::new(0));
        let heads = Arc::new(Mutex::new(Vec::new()));
        let (count, seen) = (Arc::clone(&connections), Arc::clone(&heads));
        // It ends with the runtime of the test.
        tokio::spawn(async move {
            while let Ok((connection, _)) = listener.accept().await {
                let number = count.fetch_add(1, Ordering::SeqCst);
                let script = scripts[number.min(scripts.len() - 1)].clone();
                tokio::spawn(perform(connection, script, Arc::clone(&seen)));
            }
        });
        Self { url, connections, heads }
    }

    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    /// How many connections it had.
    pub(crate) fn connections(&self) -> usize {
        self.connections.load(Ordering::SeqCst)
    }

    /// The heads of the requests that it read, in small letters.
    pub(crate) fn heads(&self) -> Vec<String> {
        self.heads.lock().unwrap().clone()
    }
}

async fn perform(mut connection: TcpStream, script: Vec<Step>, heads: Arc<Mutex<Vec<String>>>) {
    for step in script {
        match step {
            Step::Read => {
                let Some(head) = read_request(&mut connection).await else { return };
                heads.lock().unwrap().push(head);
            }
            Step::ReadOnly(bytes) => drop(connection.read_exact(&mut vec![0; bytes]).await),
            Step::Send(bytes) => drop(connection.write_all(&bytes).await),
            Step::Trickle(bytes, piece, pause) => {
                for piece in bytes.chunks(piece) {
                    tokio::time::sleep(pause).await;
                    let _ = connection.write_all(piece).await;
                }
            }
            Step::Hang => std::future::pending().await,
        }
    }
}

/// Reads a request; answers its head.
async fn read_request(connection: &mut TcpStream) -> Option<String> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(connection.read_u8().await.ok()?);
    }
    let head = String::from_utf8(head).unwrap().to_ascii_lowercase();
    let length = head.lines().find_map(|line| line.strip_prefix("content-length:")?.trim().parse().ok());
    connection.read_exact(&mut vec![0; length.unwrap_or(0)]).await.ok()?;
    Some(head)
}
