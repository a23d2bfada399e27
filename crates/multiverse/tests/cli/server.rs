//! A server: the real binary on a port that the system chooses, as `multiverse serve` or another command that has one.

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
    /// The command and its arguments.
    args: Vec<String>,
    /// What it runs on, which goes after it.
    workplace: Arc<Workplace>,
}

impl Server {
    /// One on the store in a directory; ready when this returns.
    pub(crate) fn start(workplace: Workplace, args: &[&str]) -> Self {
        Self::start_command(Arc::new(workplace), &[&["serve"], args].concat())
    }

    /// A command that has a server; ready when this returns.
    pub(crate) fn start_command(workplace: Arc<Workplace>, args: &[&str]) -> Self {
        let command = [args, &["--listen", "127.0.0.1:0"]].concat();
        let mut process = workplace.command(&command, &[]).spawn().unwrap();
        let mut stdout = BufReader::new(process.stdout.take().unwrap());
        let mut start_line = String::new();
        stdout.read_line(&mut start_line).unwrap();
        let stderr = BufReader::new(process.stderr.take().unwrap()).lines();
        let args = args.iter().map(|&arg| arg.to_owned()).collect();
        Self { process, stdout, stderr, start_line, args, workplace }
    }

    /// `kill -9`. Answers what it ran on.
    pub(crate) fn killed(self) -> Arc<Workplace> {
        Arc::clone(&self.workplace)
    }

    /// `kill -9`, then the same server again on the same store.
    pub(crate) fn again(self) -> Self {
        let args = self.args.clone();
        Self::start_command(self.killed(), &args.iter().map(String::as_str).collect::<Vec<_>>())
    }

    /// The directory that it runs in.
    pub(crate) fn path(&self) -> &Path {
        self.workplace.path()
    }

    /// What it said when it was ready.
    pub(crate) fn start_line(&self) -> &str {
        &self.start_line
    }

    /// Where it answers, as `127.0.0.1:port`.
    pub(crate) fn address(&self) -> &str {
        let (_, rest) = self.start_line.split_once("http://").unwrap();
        rest.split_once(' ').unwrap().0
    }

    /// The same as the command line takes it.
    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address())
    }

    /// Somebody without a token.
    pub(crate) fn client(&self) -> MultiverseClient {
        MultiverseClient::builder(self.url()).build().unwrap()
    }

    /// Reads on to the first line on stdout that says so, and returns it.
    pub(crate) fn says(&mut self, text: &str) -> String {
        loop {
            let mut line = String::new();
            let read = self.stdout.read_line(&mut line).unwrap();
            assert!(read > 0, "it ended without saying {text:?}");
            if line.contains(text) {
                return line;
            }
        }
    }

    /// The next line on stderr; none at its end.
    pub(crate) fn complains(&mut self) -> Option<String> {
        self.stderr.next().transpose().unwrap()
    }

    /// Sends it a signal.
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
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Sends a process that the test started a signal, by its pid.
pub(crate) fn signal(process: &Child, name: &str) {
    let sent = Command::new("kill").args(["-s", name, &process.id().to_string()]).status().unwrap();
    assert!(sent.success());
}
