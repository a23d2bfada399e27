//! The server as a process: one for each store, and an end in good order.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::process::{Command, Stdio};

use serde_json::json;

use crate::support::Server;

#[tokio::test]
async fn a_second_server_on_the_same_store_is_refused_in_one_clear_line() {
    let server = Server::start().await;
    let second = Command::new(env!("CARGO_BIN_EXE_multiverse"))
        .args(["serve", "--listen", "127.0.0.1:0", "--data"])
        .arg(server.data())
        .stdin(Stdio::null())
        .output()
        .unwrap();
    let told = String::from_utf8(second.stderr).unwrap();
    assert_eq!(second.status.code(), Some(1), "{told}");
    assert_eq!(told.lines().count(), 1, "{told}");
    assert!(told.starts_with("error: ") && told.contains(server.data().to_str().unwrap()), "{told}");
    assert!(told.contains("another") || told.contains("in use"), "{told}");
    assert!(second.stdout.is_empty(), "it never says that it is ready");
    server.anybody().get("/readyz").await;
    server.player("ada").await.creates("universe:still-writes").await;
}

/// The head of an upload whose body is still missing; returns once the server waits for it.
fn begins_an_upload(server: &Server, token: &str, body: &[u8]) -> TcpStream {
    let mut connection = TcpStream::connect(server.address()).unwrap();
    let head = format!(
        "PUT /api/universe/universe:v/snapshot/1 HTTP/1.1\r\nHost: here\r\nAuthorization: Bearer {token}\r\n\
         Content-Type: x/y\r\nContent-Length: {}\r\nExpect: 100-continue\r\n\r\n",
        body.len()
    );
    connection.write_all(head.as_bytes()).unwrap();
    let mut answer = [0; 25];
    connection.read_exact(&mut answer).unwrap();
    assert_eq!(answer.as_slice(), b"HTTP/1.1 100 Continue\r\n\r\n");
    connection
}

#[tokio::test]
async fn a_server_that_is_asked_to_stop_finishes_an_upload_in_progress() {
    let server = Server::start_with(&["--shutdown-grace", "1h"]).await;
    let ada = server.player("ada").await;
    ada.creates("universe:v").await;
    let body = vec![7; 300_000];
    let mut connection = begins_an_upload(&server, ada.token().unwrap(), &body);
    connection.write_all(&body[..100_000]).unwrap();
    server.is_asked_to_stop();
    connection.write_all(&body[100_000..]).unwrap();
    let mut answer = String::new();
    connection.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 201 "), "{answer}");
    let server = server.restarted_once_ended();
    let entry =
        server.with_token(ada.token().unwrap()).get("/api/universe/universe:v/snapshots").await.expect(200);
    assert_eq!(entry["snapshots"][0]["fileSize"], 300_000);
}

#[tokio::test]
async fn an_upload_that_breaks_off_leaves_nothing() {
    let server = Server::start().await;
    let ada = server.player("ada").await;
    ada.creates("universe:v").await;
    let mut connection = begins_an_upload(&server, ada.token().unwrap(), &[7; 1000]);
    connection.write_all(&[7; 999]).unwrap();
    drop(connection);
    ada.saves("universe:v", 2, &json!(2)).await;
    let list = ada.get("/api/universe/universe:v/snapshots").await.expect(200);
    assert_eq!(list["snapshots"].as_array().unwrap().len(), 1);
}
