//! The server, and whoever calls it.

use std::path::Path;
use std::process::Command;
use std::sync::Arc;

use serde_json::json;

use super::contract::Contract;
use super::process::Process;
use super::{Client, Request};

/// A running server, as [`Process`] describes it.
pub(crate) struct Server {
    process: Process,
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
        let process = Process::start(flags);
        let contract = Arc::new(Contract::fetch(&process.origin).await);
        Self { process, contract }
    }

    /// `kill -9`, then the same server again on the same store.
    pub(crate) fn killed_and_restarted(self) -> Self {
        Self { process: self.process.again(), contract: self.contract }
    }

    /// Sends SIGTERM. The server finishes what it has accepted.
    pub(crate) fn is_asked_to_stop(&self) {
        let status = Command::new("kill").args(["-s", "TERM", &self.pid().to_string()]).status().unwrap();
        assert!(status.success());
    }

    /// Waits until it has ended by itself and in good order, then the same server again on the same store.
    pub(crate) fn restarted_once_ended(mut self) -> Self {
        assert!(self.process.child.wait().unwrap().success());
        self.killed_and_restarted()
    }

    /// `kill -9`, and waits until it is gone.
    pub(crate) fn kill(&mut self) {
        self.process.kill();
    }

    /// Its process.
    pub(crate) fn pid(&self) -> u32 {
        self.process.child.id()
    }

    /// Where it answers, as `127.0.0.1:port`.
    pub(crate) fn address(&self) -> &str {
        self.process.origin.split_once("://").unwrap().1
    }

    /// The directory of its store.
    pub(crate) fn data(&self) -> &Path {
        self.process.data.path()
    }

    /// What it publishes of itself.
    pub(crate) fn contract(&self) -> &Contract {
        &self.contract
    }

    /// Somebody without a token.
    pub(crate) fn anybody(&self) -> Client {
        Client::new(&self.process.origin, None, Arc::clone(&self.contract))
    }

    /// Somebody with this token.
    pub(crate) fn with_token(&self, token: &str) -> Client {
        Client::new(&self.process.origin, Some(token.to_owned()), Arc::clone(&self.contract))
    }

    /// A new player who has registered, with their token.
    pub(crate) async fn player(&self, id: &str) -> Client {
        let reply = self.anybody().send(Request::post("/api/player").json(&json!({"id": id}))).await;
        let token = reply.expect(201)["token"].as_str().expect("a new player gets a token").to_owned();
        self.with_token(&token)
    }
}
