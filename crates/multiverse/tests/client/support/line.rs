//! A bad line to a server.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};

use super::Server;

/// Passes on what goes between a client and a server, and breaks.
pub(crate) struct Line {
    url: String,
}

impl Line {
    /// A line whose n-th connection breaks once `breaks[n]` bytes of the server's have passed; further ones hold.
    pub(crate) fn to(server: &Server, breaks: &[usize]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let address = server.url().split_once("://").unwrap().1.to_owned();
        let mut breaks = breaks.to_vec();
        breaks.reverse();
        // It ends with the process of the test.
        std::thread::spawn(move || {
            while let Ok((client, _)) = listener.accept() {
                let Ok(server) = TcpStream::connect(&address) else { return };
                let most = breaks.pop().unwrap_or(usize::MAX);
                pass(client.try_clone().unwrap(), server.try_clone().unwrap(), usize::MAX);
                pass(server, client, most);
            }
        });
        Self { url }
    }

    /// Where it begins.
    pub(crate) fn url(&self) -> &str {
        &self.url
    }
}

/// Passes on at most so many bytes, then closes both.
fn pass(mut from: TcpStream, mut to: TcpStream, most: usize) {
    std::thread::spawn(move || {
        let (mut left, mut buffer) = (most, vec![0; 16 * 1024]);
        while left > 0 {
            let room = buffer.len().min(left);
            match from.read(&mut buffer[..room]) {
                Ok(read @ 1..) if to.write_all(&buffer[..read]).is_ok() => left -= read,
                _ => break,
            }
        }
        let _ = to.shutdown(Shutdown::Both);
        let _ = from.shutdown(Shutdown::Both);
    });
}
