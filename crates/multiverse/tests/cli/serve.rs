//! `multiverse serve`, from its first line to its last.

use std::io::{Read, Write};
use std::net::TcpStream;

use crate::server::Server;
use crate::workplace::Workplace;

#[test]
fn the_start_line_says_where_and_how_once_the_server_answers() {
    let server = Server::start(Workplace::new(), &[]);
    let expected = format!(
        "Multiverse is ready at http://{} · store ./multiverse-data · auth token\n",
        server.address()
    );
    assert_eq!(server.start_line(), expected);
    let mut connection = TcpStream::connect(server.address()).unwrap();
    connection.write_all(b"GET /livez HTTP/1.1\r\nHost: here\r\nConnection: close\r\n\r\n").unwrap();
    let mut answer = String::new();
    connection.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 200 OK\r\n"), "{answer}");
}

#[test]
fn open_auth_is_warned_of_loudly() {
    let server = Server::start(Workplace::new(), &["--auth", "open"]);
    assert!(server.start_line().ends_with("auth open\n"), "{}", server.start_line());
    server.signal("TERM");
    let (_, stdout, _) = server.ended();
    assert!(stdout.starts_with("WARNING: auth open: "), "{stdout}");
}

#[test]
fn either_signal_stops_the_server_in_good_order() {
    for name in ["INT", "TERM"] {
        let server = Server::start(Workplace::new(), &["--log-format", "json"]);
        server.signal(name);
        let (status, _, stderr) = server.ended();
        assert!(status.success(), "{name}: {status}");
        let line: serde_json::Value = serde_json::from_str(stderr.lines().next().unwrap()).unwrap();
        assert_eq!(line["signal"], format!("SIG{name}"));
    }
}

#[test]
fn a_request_that_was_accepted_before_the_signal_is_answered() {
    let mut server = Server::start(Workplace::new(), &["--shutdown-grace", "1h"]);
    let mut connection = server.begins_a_request();
    server.is_asked_to_stop();
    connection.write_all(b"[]").unwrap();
    let mut answer = String::new();
    connection.read_to_string(&mut answer).unwrap();
    assert!(answer.contains("HTTP/1.1 4"), "{answer}");
    assert!(server.ended().0.success());
}

#[test]
fn a_request_that_takes_longer_than_the_grace_period_is_cut_off() {
    let mut server = Server::start(Workplace::new(), &["--shutdown-grace", "1ms"]);
    let _connection = server.begins_a_request();
    server.is_asked_to_stop();
    let (status, _, stderr) = server.ended();
    assert!(status.success() && stderr.contains("the grace period is over"), "{status}: {stderr}");
}

#[test]
fn a_second_signal_does_not_wait_for_requests_in_progress() {
    let mut server = Server::start(Workplace::new(), &["--shutdown-grace", "1h"]);
    let _connection = server.begins_a_request();
    server.is_asked_to_stop();
    server.signal("TERM");
    assert_eq!(server.ended().0.code(), Some(130));
}

#[test]
fn an_address_that_is_taken_is_one_clear_line() {
    let server = Server::start(Workplace::new(), &[]);
    // In a directory of its own: on the same store, the store's lock would speak first.
    let message = Workplace::new().run(&["serve", "--listen", server.address()], &[]).fails_with(1);
    let expected =
        format!("error: cannot listen on {}; choose another address with --listen: ", server.address());
    assert!(message.starts_with(&expected), "{message}");
    assert_eq!(message.lines().count(), 1, "{message}");
}
