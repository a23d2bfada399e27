//! TLS without a proxy.

use std::io::{Read, Write};
use std::net::TcpStream;

use serde_json::json;

use crate::support::Server;

const CERTIFICATE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/api/fixtures/test-only.cert.pem");
const KEY: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/api/fixtures/test-only.key.pem");

#[tokio::test]
async fn the_api_answers_over_tls_and_survives_who_speaks_plainly() {
    let server = Server::start_with(&["--tls-cert", CERTIFICATE, "--tls-key", KEY]).await;
    let ada = server.player("ada").await;
    let village = ada.creates("universe:v").await;
    for plain in [b"GET /livez HTTP/1.1\r\nHost: here\r\n\r\n".as_slice(), b"\x16\x03\x01\x00\x05hello", b""]
    {
        let mut connection = TcpStream::connect(server.address()).unwrap();
        connection.write_all(plain).unwrap();
        connection.shutdown(std::net::Shutdown::Write).unwrap();
        let mut answer = Vec::new();
        // It may be an alert, or a connection that is reset: but no answer in the clear.
        let _ = connection.read_to_end(&mut answer);
        assert!(!answer.starts_with(b"HTTP/"), "{answer:?}");
    }
    ada.saves(&village, 1, &json!({"a": 1})).await;
    let read = ada.get("/api/universe/universe:v/snapshot/latest").await.expect(200);
    assert_eq!(read["snapshot"], json!({"a": 1}));
}
