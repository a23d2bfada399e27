//! The server, a process of its own.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use crate::Outcome;

/// Clock ticks of `/proc` in a second, on every Linux there is.
const TICKS: f64 = 100.0;

/// A server with room for the streams; it ends with this.
pub(crate) struct Server {
    child: Child,
    address: String,
}

impl Server {
    pub(crate) fn start(data: &Path, streams: usize) -> Outcome<Self> {
        let room = (streams + 100).to_string();
        let mut child = Command::new(env!("CARGO_BIN_EXE_multiverse"))
            .args(["serve", "--listen", "127.0.0.1:0", "--auth", "open", "--log", "error"])
            .args(["--max-streams", &room, "--max-connections", &(2 * streams + 100).to_string(), "--data"])
            .arg(data)
            .stdout(Stdio::piped())
            .spawn()?;
        let mut lines = BufReader::new(child.stdout.take().ok_or("no stdout")?);
        let mut line = String::new();
        lines.read_line(&mut line)?;
        let address = line.split_once("://").and_then(|(_, rest)| rest.split_whitespace().next());
        let address = address.ok_or("no start line")?.to_owned();
        std::thread::spawn(move || std::io::copy(&mut lines, &mut std::io::sink()));
        Ok(Self { child, address })
    }

    pub(crate) fn address(&self) -> &str {
        &self.address
    }

    /// Makes the universe of a number.
    pub(crate) fn creates(&self, n: usize) -> Outcome {
        let body = format!(r#"{{"id":"u{n}","name":"a world","ownerId":"ada","isPublic":true}}"#);
        self.ask("POST /api/universe", &body, 201)
    }

    /// Has something happen in it.
    pub(crate) fn changes(&self, n: usize) -> Outcome {
        self.ask(&format!("PATCH /api/universe/u{n}"), r#"{"description":"changed"}"#, 200)
    }

    fn ask(&self, what: &str, body: &str, status: u16) -> Outcome {
        let mut connection = TcpStream::connect(&self.address)?;
        let length = body.len();
        write!(
            connection,
            "{what} HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-type: application/json\r\n\
            content-length: {length}\r\n\r\n{body}"
        )?;
        let mut answer = String::new();
        connection.read_to_string(&mut answer)?;
        let expected = format!("HTTP/1.1 {status} ");
        if answer.starts_with(&expected) { Ok(()) } else { Err(answer.into()) }
    }

    /// Bytes that it holds in memory.
    pub(crate) fn memory(&self) -> Outcome<u64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id()))?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).ok_or("no VmRSS")?;
        Ok(line.trim().trim_end_matches(" kB").parse::<u64>()? * 1024)
    }

    /// Time that it has spent computing.
    pub(crate) fn cpu(&self) -> Outcome<Duration> {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.child.id()))?;
        // Behind the name in brackets, which may have spaces: user and system time are the 12th and 13th.
        let fields: Vec<&str> = stat.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
        let ticks = fields[11].parse::<f64>()? + fields[12].parse::<f64>()?;
        Ok(Duration::from_secs_f64(ticks / TICKS))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
