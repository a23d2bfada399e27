//! A server of the real binary: `multiverse serve`, or a command that has one.

use std::io::{BufRead, BufReader, Lines, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, ChildStderr, ChildStdout, Command, ExitStatus};
use std::sync::Arc;

use multiverse_client::MultiverseClient;

use crate::workplace::Workplace;

/// A server that has said that it is ready; it is killed in the end.
pub(crate) struct Server {
    process: Child,
    stdout: BufReader<ChildStdout>,
    stderr: Lines<BufReader<ChildStderr>>,
    start_line: String,
    /// All that was typed.
    args: Vec<String>,
    /// What it runs on, which goes after it.
    workplace: Arc<Workplace>,
}

impl Server {
    /// `multiverse serve` on a port that the system chooses.
    pub(crate) fn start(workplace: Workplace, args: &[&str]) -> Self {
        Self::start_command("serve", workplace, args)
    }

    /// A command with a server on a port that the system chooses.
    pub(crate) fn start_command(command: &str, workplace: impl Into<Arc<Workplace>>, args: &[&str]) -> Self {
        let args = [&[command, "--listen", "127.0.0.1:0"], args].concat();
        Self::run(workplace.into(), args.into_iter().map(str::to_owned).collect())
    }

    /// `kill -9`, then the same command again on the same store.
    pub(crate) fn again(self) -> Self {
        let args = self.args.clone();
        Self::run(self.killed(), args)
    }

    fn run(workplace: Arc<Workplace>, args: Vec<String>) -> Self {
        let typed: Vec<&str> = args.iter().map(String::as_str).collect();
        let mut process = workplace.command(&typed, &[]).spawn().unwrap();
        let mut stdout = BufReader::new(process.stdout.take().unwrap());
        let mut start_line = String::new();
        stdout.read_line(&mut start_line).unwrap();
        let stderr = BufReader::new(process.stderr.take().unwrap()).lines();
        Self { process, stdout, stderr, start_line, args, workplace }
    }

    /// The directory that it runs in.
    pub(crate) fn path(&self) -> &Path {
        self.workplace.path()
    }

    pub(crate) fn start_line(&self) -> &str {
        &self.start_line
    }

    pub(crate) fn address(&self) -> &str {
        let (_, rest) = self.start_line.split_once("http://").unwrap();
        rest.split_once(' ').unwrap().0
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address())
    }

    /// Somebody without a token.
    pub(crate) fn client(&self) -> MultiverseClient {
        MultiverseClient::builder(self.url()).build().unwrap()
    }

    /// Reads on to the first line that says so, and returns it.
    pub(crate) fn says(&mut self, text: &str) -> String {
        loop {
            let mut line = String::new();
            assert!(self.stdout.read_line(&mut line).unwrap() > 0, "it ended without saying {text:?}");
            if line.contains(text) {
                return line;
            }
        }
    }

    /// The next line on stderr; none at its end.
    pub(crate) fn complains(&mut self) -> Option<String> {
        self.stderr.next().transpose().unwrap()
    }

    pub(crate) fn signal(&self, name: &str) {
        signal(&self.process, name);
    }

    /// Sends a request whose body is still missing, and returns once the server waits for it.
    pub(crate) fn begins_a_request(&self) -> TcpStream {
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
    pub(crate) fn is_asked_to_stop(&mut self) {
        self.signal("TERM");
        let line = self.complains().unwrap();
        assert!(line.contains("stopping"), "{line}");
    }

    /// Waits for the end, and returns what else was said on stdout and stderr.
    pub(crate) fn ended(mut self) -> (ExitStatus, String, String) {
        let mut stdout = String::new();
        self.stdout.read_to_string(&mut stdout).unwrap();
        let stderr = self.stderr.by_ref().map(|line| line.unwrap() + "\n").collect();
        (self.process.wait().unwrap(), stdout, stderr)
    }

    /// `kill -9`. Returns what it ran on.
    pub(crate) fn killed(mut self) -> Arc<Workplace> {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
        Arc::clone(&self.workplace)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Sends a process that the test started a signal by its pid.
pub(crate) fn signal(process: &Child, name: &str) {
    let sent = Command::new("kill").args(["-s", name, &process.id().to_string()]).status().unwrap();
    assert!(sent.success());
}
