//! The real binary on a port that the system chooses.

use std::net::SocketAddr;

use super::process::Process;

/// A running server on an empty store. It is killed, by its own pid, when this is dropped.
pub(crate) struct Server(Process);

impl Server {
    pub(crate) fn start() -> Self {
        Self(Process::start(&[]))
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.0.origin.strip_prefix("http://").unwrap().parse().unwrap()
    }

    /// `kill -9`, then the same server again on the same store, at another address.
    pub(crate) fn after_kill_and_restart(mut self) -> Self {
        self.0.kill();
        Self(self.0.again())
    }
}
