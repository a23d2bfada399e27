//! The network between clients and the server: one address for all time, behind which there is a server or none.

use std::net::SocketAddr;
use std::sync::Arc;

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

/// What the network does to connections.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Weather {
    /// Carries all that is sent.
    Fair,
    /// Breaks every connection at once, those that exist too.
    Down,
    /// Carries requests whole, and breaks the connection in place of the answer.
    SwallowsAnswers,
    /// Breaks each connection after so many bytes of a request.
    BreaksAfter(u64),
}

/// An address on this machine that leads to a server.
#[derive(Clone)]
pub(crate) struct Network {
    address: SocketAddr,
    state: Arc<watch::Sender<(Option<SocketAddr>, Weather)>>,
}

impl Network {
    /// One without a server.
    pub(crate) async fn new() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let state = Arc::new(watch::Sender::new((None, Weather::Fair)));
        let accepting = Arc::clone(&state);
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                tokio::spawn(carry(client, accepting.subscribe()));
            }
        });
        Self { address, state }
    }

    /// Leads to `server` from now on; connections to another break.
    pub(crate) fn lead_to(&self, server: SocketAddr) {
        self.state.send_modify(|(to, _)| *to = Some(server));
    }

    pub(crate) fn turns(&self, weather: Weather) {
        self.state.send_modify(|(_, now)| *now = weather);
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }
}

async fn carry(client: TcpStream, mut state: watch::Receiver<(Option<SocketAddr>, Weather)>) {
    let (to, weather) = *state.borrow_and_update();
    let (Some(to), false) = (to, weather == Weather::Down) else { return };
    let Ok(server) = TcpStream::connect(to).await else { return };
    let ((from_client, to_client), (from_server, to_server)) = (client.into_split(), server.into_split());
    let up = async {
        match weather {
            Weather::BreaksAfter(bytes) => drop(copy(from_client.take(bytes), to_server).await),
            // The server reads on: a half-closed connection is one whose answer it still writes.
            _ => drop(copy(from_client, to_server).await),
        }
    };
    let down = async {
        match weather {
            Weather::SwallowsAnswers => drop(swallow(from_server).await),
            _ => drop(copy(from_server, to_client).await),
        }
    };
    let changed = state.wait_for(|(server, now)| *server != Some(to) || *now == Weather::Down);
    tokio::select! {
        () = up => {}
        () = down => {}
        _ = changed => {}
    }
}

async fn copy(mut from: impl AsyncRead + Unpin, mut to: impl AsyncWrite + Unpin) -> std::io::Result<u64> {
    let mut buffer = vec![0; 64 * 1024];
    let mut copied = 0;
    loop {
        let read = from.read(&mut buffer).await?;
        if read == 0 {
            return Ok(copied);
        }
        to.write_all(&buffer[..read]).await?;
        copied += read as u64;
    }
}

/// Waits until the server has answered, that is, has done what it was asked.
async fn swallow(mut from: impl AsyncRead + Unpin) -> std::io::Result<()> {
    from.read(&mut [0]).await.map(drop)
}
