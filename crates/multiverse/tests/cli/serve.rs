//! `multiverse serve`, from its first line to its last.

use std::io::{BufRead, BufReader, Lines, Read, Write};
use std::net::TcpStream;
use std::process::{Child, ChildStderr, ChildStdout, Command, ExitStatus};

use crate::workplace::Workplace;

/// A server that has said that it is ready; it is killed in the end.
struct Server {
    process: Child,
    stdout: BufReader<ChildStdout>,
    stderr: Lines<BufReader<ChildStderr>>,
    start_line: String,
    /// What it runs on, which goes after it.
    _workplace: Workplace,
}

impl Server {
    fn start(workplace: Workplace, args: &[&str]) -> Self {
        let args = [&["serve", "--listen", "127.0.0.1:0"], args].concat();
        let mut process = workplace.command(&args, &[]).spawn().unwrap();
        let mut stdout = BufReader::new(process.stdout.take().unwrap());
        let mut start_line = String::new();
        stdout.read_line(&mut start_line).unwrap();
        let stderr = BufReader::new(process.stderr.take().unwrap()).lines();
        Self { process, stdout, stderr, start_line, _workplace: workplace }
    }

    fn address(&self) -> &str {
        let (_, rest) = self.start_line.split_once("http://").unwrap();
        rest.split_once(' ').unwrap().0
    }

    fn signal(&self, name: &str) {
        let sent = Command::new("kill").args(["-s", name, &self.process.id().to_string()]).status().unwrap();
        assert!(sent.success());
    }

    /// Sends a request whose body is still missing, and returns once the server waits for it.
    fn begins_a_request(&self) -> TcpStream {
        let mut connection = TcpStream::connect(self.address()).unwrap();
        let head = "POST /api/player HTTP/1.1\r\nHost: here\r\nContent-Type: application/json\r\n\
                    Content-Length: 2\r\nExpect: 100-continue\r\n\r\n";
        connection.write_all(head.as_bytes()).unwrap();
        let mut answer = [0; 25];
        connection.read_exact(&mut answer).unwrap();
        assert_eq!(answer.as_slice(), b"HTTP/1.1 100 Continue\r\n\r\n");
        connection
    }

    /// Sends a first signal, and returns once the server has seen it.
    fn is_asked_to_stop(&mut self) {
        self.signal("TERM");
        let line = self.stderr.next().unwrap().unwrap();
        assert!(line.contains("stopping"), "{line}");
    }

    /// Waits for the end, and returns what else was said on stdout and stderr.
    fn ended(mut self) -> (ExitStatus, String, String) {
        let mut stdout = String::new();
        self.stdout.read_to_string(&mut stdout).unwrap();
        let stderr = self.stderr.by_ref().map(|line| line.unwrap() + "\n").collect();
        (self.process.wait().unwrap(), stdout, stderr)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

#[test]
fn the_start_line_says_where_and_how_once_the_server_answers() {
    let server = Server::start(Workplace::new(), &[]);
    let expected = format!(
        "Multiverse is ready at http://{} · store ./multiverse-data · auth token\n",
        server.address()
    );
    assert_eq!(server.start_line, expected);
    let mut connection = TcpStream::connect(server.address()).unwrap();
    connection.write_all(b"GET /livez HTTP/1.1\r\nHost: here\r\nConnection: close\r\n\r\n").unwrap();
    let mut answer = String::new();
    connection.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 200 OK\r\n"), "{answer}");
}

#[test]
fn open_auth_is_warned_of_loudly() {
    let server = Server::start(Workplace::new(), &["--auth", "open"]);
    assert!(server.start_line.ends_with("auth open\n"), "{}", server.start_line);
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
