//! The real binary on a port that the system chooses.

use std::net::SocketAddr;
use std::path::Path;

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
    pub(crate) fn after_kill_and_restart(self) -> Self {
        self.after_kill_while(|_| {})
    }

    /// The same, and while it is down something happens to its directory.
    pub(crate) fn after_kill_while(mut self, it_is_down: impl FnOnce(&Path)) -> Self {
        self.0.kill();
        it_is_down(self.0.data.path());
        Self(self.0.again())
    }
}
