//! Bytes that no client sends: what HTTP itself forbids.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpStream};

use super::world::World;
use crate::support::Server;

/// Whether a client that has sent all ends its side, or leaves it to the server to end the connection.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Then {
    End,
    Stay,
}

/// Sends these bytes on a connection of their own, and reads until the server has closed it. A server that closes
/// early is no failure.
pub(super) async fn exchange(address: &str, bytes: Vec<u8>, then: Then) -> Vec<u8> {
    let address = address.to_owned();
    let exchanged = tokio::task::spawn_blocking(move || {
        let mut stream = TcpStream::connect(address).unwrap();
        let mut sender = stream.try_clone().unwrap();
        let sending = std::thread::spawn(move || {
            let sent = sender.write_all(&bytes);
            // An error says that the server has closed, and then nothing is left to be ended.
            if then == Then::End {
                let _ = sent.and_then(|()| sender.shutdown(Shutdown::Write));
            }
        });
        let answer = read_to_close(&mut stream);
        sending.join().unwrap();
        answer
    });
    exchanged.await.unwrap()
}

/// All that comes until the connection ends, in whichever way.
fn read_to_close(stream: &mut TcpStream) -> Vec<u8> {
    let (mut answer, mut chunk) = (Vec::new(), [0; 4096]);
    while let Ok(count @ 1..) = stream.read(&mut chunk) {
        answer.extend_from_slice(&chunk[..count]);
    }
    answer
}

/// The statuses of all answers on a connection, in order.
fn statuses(answer: &[u8]) -> Vec<u16> {
    let text = String::from_utf8_lossy(answer);
    text.split("HTTP/1.1 ").skip(1).filter_map(|rest| rest.get(..3)?.parse().ok()).collect()
}

const SAVE: &str =
    "POST /api/universe/universe:mine/snapshot HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n";
const BODY: &str = r#"{"snapshot":{"smuggled":true},"tick":77}"#;

fn save(token: &str, more: &str) -> Vec<u8> {
    format!("{SAVE}Authorization: Bearer {token}\r\n{more}").into_bytes()
}

#[tokio::test]
async fn what_http_forbids_is_refused_and_stores_nothing() {
    let world = World::start().await;
    let token = world.ada.token().unwrap();
    let length = BODY.len();
    let long = "x".repeat(2 << 20);
    let many: String = (0..5000).map(|number| format!("x-{number}: 1\r\n")).collect();
    let cases: Vec<(&str, String)> = vec![
        ("two lengths", format!("Content-Length: {length}\r\nContent-Length: {}\r\n\r\n{BODY}", length + 1)),
        ("a negative length", format!("Content-Length: -1\r\n\r\n{BODY}")),
        ("a signed length", format!("Content-Length: +{length}\r\n\r\n{BODY}")),
        ("a length in hex", format!("Content-Length: 0x10\r\n\r\n{BODY}")),
        ("a length beyond all", format!("Content-Length: 99999999999999999999999\r\n\r\n{BODY}")),
        ("a list of lengths", format!("Content-Length: {length}, 3\r\n\r\n{BODY}")),
        ("an unknown transfer", format!("Transfer-Encoding: x\r\n\r\n{BODY}")),
        ("chunked not last", format!("Transfer-Encoding: chunked, gzip\r\n\r\n{BODY}")),
        (
            "a chunk's size in no digits",
            format!("Transfer-Encoding: chunked\r\n\r\nzz\r\n{BODY}\r\n0\r\n\r\n"),
        ),
        (
            "a chunk's size that is negative",
            format!("Transfer-Encoding: chunked\r\n\r\n-1\r\n{BODY}\r\n0\r\n\r\n"),
        ),
        (
            "a chunk's size that is beyond all",
            format!("Transfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\n{BODY}\r\n"),
        ),
        (
            "a chunk longer than its size",
            format!("Transfer-Encoding: chunked\r\n\r\n5\r\n{BODY}\r\n0\r\n\r\n"),
        ),
        ("a chunk that breaks off", format!("Transfer-Encoding: chunked\r\n\r\nfff\r\n{BODY}")),
        ("no last chunk", format!("Transfer-Encoding: chunked\r\n\r\n{length:x}\r\n{BODY}\r\n")),
        (
            "a chunk's extension without end",
            format!("Transfer-Encoding: chunked\r\n\r\n5;{long}\r\n{BODY}\r\n0\r\n\r\n"),
        ),
        ("a body shorter than its length", format!("Content-Length: {}\r\n\r\n{BODY}", length + 1)),
        ("no body for its length", format!("Content-Length: {length}\r\n\r\n")),
        ("a header of 2 MiB", format!("X-Long: {long}\r\nContent-Length: {length}\r\n\r\n{BODY}")),
        ("5,000 headers", format!("{many}Content-Length: {length}\r\n\r\n{BODY}")),
        ("a header without a colon", format!("nonsense\r\nContent-Length: {length}\r\n\r\n{BODY}")),
        ("a space before the colon", format!("Content-Length : {length}\r\n\r\n{BODY}")),
        ("a folded header", format!("X-A: 1\r\n 2\r\nContent-Length: {length}\r\n\r\n{BODY}")),
        ("a NUL in a header", format!("X-A: a\0b\r\nContent-Length: {length}\r\n\r\n{BODY}")),
        ("a header's name that is empty", format!(": 1\r\nContent-Length: {length}\r\n\r\n{BODY}")),
        ("the head breaks off", "Content-Le".to_owned()),
    ];
    let before = world.holds();
    for (what, rest) in cases {
        let answer = exchange(world.server.address(), save(token, &rest), Then::End).await;
        let statuses = statuses(&answer);
        assert!(statuses.iter().all(|status| (400..500).contains(status)), "{what}: {statuses:?}");
        assert!(statuses.len() <= 1, "{what} was taken for two requests: {statuses:?}");
        assert_eq!(world.holds(), before, "{what} left something behind");
    }
    world.ada.get("/api/stats").await.expect(200);
}

#[tokio::test]
async fn bytes_that_are_no_request_end_the_connection() {
    let world = World::start().await;
    let before = world.holds();
    let long = "x".repeat(2 << 20);
    let cases: Vec<Vec<u8>> = vec![
        b"\r\n\r\n\r\n".to_vec(),
        b"\0\0\0\0".to_vec(),
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03".to_vec(),
        b"GET".to_vec(),
        b"GET /api/stats\r\n\r\n".to_vec(),
        b"GET /api/stats HTTP/9.9\r\n\r\n".to_vec(),
        b"GET /api/sta\0ts HTTP/1.1\r\nHost: x\r\n\r\n".to_vec(),
        b"GET /api/sta ts HTTP/1.1\r\nHost: x\r\n\r\n".to_vec(),
        b"GET /api/\xff HTTP/1.1\r\nHost: x\r\n\r\n".to_vec(),
        b"G@T /api/stats HTTP/1.1\r\nHost: x\r\n\r\n".to_vec(),
        format!("GET /{long} HTTP/1.1\r\nHost: x\r\n\r\n").into_bytes(),
        format!("{long} / HTTP/1.1\r\nHost: x\r\n\r\n").into_bytes(),
        [&b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"[..], &[0xff; 64]].concat(),
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\x00\x00\x00\x04\x01\x00\x00\x00\x00".to_vec(),
        (0..=255).cycle().take(100_000).collect(),
    ];
    for bytes in cases {
        let answer = exchange(world.server.address(), bytes.clone(), Then::End).await;
        let shown = String::from_utf8_lossy(&bytes[..bytes.len().min(60)]).into_owned();
        assert!(statuses(&answer).iter().all(|status| (400..500).contains(status)), "{shown:?}");
    }
    assert_eq!(world.holds(), before);
    world.ada.get("/api/stats").await.expect(200);
}

#[tokio::test]
async fn a_second_request_cannot_be_smuggled_in_the_body_of_the_first() {
    let world = World::start().await;
    let token = world.ada.token().unwrap();
    let second = format!("Connection: close\r\nContent-Length: {}\r\n\r\n{BODY}", BODY.len());
    let smuggled = String::from_utf8(save(token, &second)).unwrap();
    // The body ends at its last chunk, or the request is refused; the bytes behind it are then of a closed connection.
    let chunked = format!("0\r\n\r\n{smuggled}");
    let before = world.holds();
    let shapes = [
        format!("Content-Length: {}\r\nTransfer-Encoding: chunked\r\n\r\n{chunked}", chunked.len()),
        format!("Transfer-Encoding: chunked\r\nContent-Length: {}\r\n\r\n{chunked}", chunked.len()),
        format!("Content-Length: {}\r\nTransfer-Encoding : chunked\r\n\r\n{chunked}", chunked.len()),
        format!("Content-Length: {}\r\nTransfer-Encoding: xchunked\r\n\r\n{chunked}", chunked.len()),
        format!("Content-Length: {}\r\nTransfer-Encoding:\u{b}chunked\r\n\r\n{chunked}", chunked.len()),
        format!("Content-Length: 0\r\nContent-Length: {}\r\n\r\n{smuggled}", smuggled.len()),
    ];
    for shape in shapes {
        let answer = exchange(world.server.address(), save(token, &shape), Then::Stay).await;
        let statuses = statuses(&answer);
        assert!(!statuses.contains(&201), "{shape}: {statuses:?}");
        assert_eq!(world.holds(), before, "{shape}");
    }
}

#[tokio::test]
async fn a_client_that_never_finishes_its_head_loses_its_connection() {
    let server = Server::start_with(&["--header-timeout-seconds", "1"]).await;
    for begun in ["", "GET", "GET /api/stats HTTP/1.1\r\n", "GET /api/stats HTTP/1.1\r\nHost: x\r\nX-A: "] {
        let (address, begun) = (server.address().to_owned(), begun.as_bytes().to_vec());
        let ended = tokio::task::spawn_blocking(move || {
            let mut stream = TcpStream::connect(address).unwrap();
            stream.write_all(&begun).unwrap();
            // The sending side stays open: it is the server that ends the connection.
            read_to_close(&mut stream)
        });
        let answer = ended.await.unwrap();
        assert!(
            statuses(&answer).iter().all(|status| *status == 408),
            "{}",
            String::from_utf8_lossy(&answer)
        );
    }
    server.anybody().get("/api/stats").await.expect(200);
}

#[tokio::test]
async fn a_body_that_is_never_finished_is_given_up() {
    let flags = ["--request-timeout-seconds", "1"];
    let server = Server::start_with(&flags).await;
    let ada = server.player("ada").await;
    ada.creates("universe:mine").await;
    let before = crate::ledger::Ledger::open(server.data()).read();
    let request = save(ada.token().unwrap(), "Content-Length: 1000\r\n\r\n{\"snapshot\":");
    let address = server.address().to_owned();
    let ended = tokio::task::spawn_blocking(move || {
        let mut stream = TcpStream::connect(address).unwrap();
        stream.write_all(&request).unwrap();
        read_to_close(&mut stream)
    });
    let answer = ended.await.unwrap();
    assert_eq!(statuses(&answer), [408], "{}", String::from_utf8_lossy(&answer));
    assert_eq!(crate::ledger::Ledger::open(server.data()).read(), before);
}
