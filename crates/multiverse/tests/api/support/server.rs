//! The server: the real binary on a port that the system chooses.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;

use serde_json::json;
use tempfile::TempDir;

use super::contract::Contract;
use super::{Client, Request};

/// A running server. It is killed, by its own pid, when this is dropped; its directory is removed in the end.
pub(crate) struct Server {
    child: Child,
    origin: String,
    data: Arc<TempDir>,
    args: Vec<String>,
    contract: Arc<Contract>,
}

impl Server {
    /// One that gives its players tokens, on an empty store.
    pub(crate) async fn start() -> Self {
        Self::start_with(&[]).await
    }

    /// One that trusts whoever connects.
    pub(crate) async fn open() -> Self {
        Self::start_with(&["--auth", "open"]).await
    }

    /// One with more flags.
    pub(crate) async fn start_with(flags: &[&str]) -> Self {
        let args = flags.iter().map(|flag| (*flag).to_owned()).collect();
        Self::run(args, Arc::new(tempfile::tempdir().unwrap()), None).await
    }

    async fn run(args: Vec<String>, data: Arc<TempDir>, contract: Option<Arc<Contract>>) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_multiverse"))
            .args(["serve", "--listen", "127.0.0.1:0", "--data"])
            .arg(data.path())
            .args(&args)
            .current_dir(data.path())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let origin = read_origin(&mut child);
        let contract = match contract {
            Some(contract) => contract,
            None => Arc::new(Contract::fetch(&origin).await),
        };
        Self { child, origin, data, args, contract }
    }

    /// `kill -9`, then the same server again on the same store.
    pub(crate) async fn killed_and_restarted(mut self) -> Self {
        self.kill();
        self.again().await
    }

    async fn again(self) -> Self {
        let (args, data) = (self.args.clone(), Arc::clone(&self.data));
        let contract = Arc::clone(&self.contract);
        drop(self);
        Self::run(args, data, Some(contract)).await
    }

    /// Sends SIGTERM. The server finishes what it has accepted.
    pub(crate) fn is_asked_to_stop(&self) {
        let status = Command::new("kill").args(["-s", "TERM", &self.pid().to_string()]).status().unwrap();
        assert!(status.success());
    }

    /// Waits until it has ended by itself and in good order, then the same server again on the same store.
    pub(crate) async fn restarted_once_ended(mut self) -> Self {
        assert!(self.child.wait().unwrap().success());
        self.again().await
    }

    /// `kill -9`, and waits until it is gone.
    pub(crate) fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Its process.
    pub(crate) fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Where it answers, as `127.0.0.1:port`.
    pub(crate) fn address(&self) -> &str {
        self.origin.split_once("://").unwrap().1
    }

    /// The directory of its store.
    pub(crate) fn data(&self) -> &Path {
        self.data.path()
    }

    /// What it publishes of itself.
    pub(crate) fn contract(&self) -> &Contract {
        &self.contract
    }

    /// Somebody without a token.
    pub(crate) fn anybody(&self) -> Client {
        Client::new(&self.origin, None, Arc::clone(&self.contract))
    }

    /// Somebody with this token.
    pub(crate) fn with_token(&self, token: &str) -> Client {
        Client::new(&self.origin, Some(token.to_owned()), Arc::clone(&self.contract))
    }

    /// A new player who has registered, with their token.
    pub(crate) async fn player(&self, id: &str) -> Client {
        let reply = self.anybody().send(Request::post("/api/player").json(&json!({"id": id}))).await;
        let token = reply.expect(201)["token"].as_str().expect("a new player gets a token").to_owned();
        self.with_token(&token)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself; then there is nothing to kill.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Reads where it is from the start line, as `http://127.0.0.1:port`: a bound listener already accepts, so nothing has to be waited for.
fn read_origin(child: &mut Child) -> String {
    let mut lines = BufReader::new(child.stdout.take().unwrap());
    let mut line = String::new();
    lines.read_line(&mut line).unwrap();
    let origin = line.split_whitespace().find(|word| word.contains("://"));
    let origin = origin.unwrap_or_else(|| panic!("no start line but {line:?}")).to_owned();
    // Read on in the background, so that a full pipe never stops the server.
    std::thread::spawn(move || std::io::copy(&mut lines, &mut std::io::sink()));
    origin
}
