//! A server that takes connections and never answers: what a network that hangs looks like.

use std::net::SocketAddr;

use tokio::net::TcpListener;

use super::Outcome;

/// Begins to take connections, which stay open for as long as the bench runs.
pub(crate) async fn black_hole() -> Outcome<SocketAddr> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    tokio::spawn(async move {
        let mut held = Vec::new();
        while let Ok((stream, _)) = listener.accept().await {
            held.push(stream);
        }
    });
    Ok(address)
}
