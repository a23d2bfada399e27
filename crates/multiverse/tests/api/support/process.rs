//! The server's process: the real binary on a port that the system chooses.
//!
//! Shared with the tests of the client, which start it alike and call it otherwise.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;

use tempfile::TempDir;

/// A running server. It is killed, by its own pid, when this is dropped; its directory is removed in the end.
pub(crate) struct Process {
    pub(crate) child: Child,
    /// Where it answers, as `http://127.0.0.1:port`.
    pub(crate) origin: String,
    /// The directory of its store.
    pub(crate) data: Arc<TempDir>,
    args: Vec<String>,
}

impl Process {
    /// One on an empty store, with these flags.
    pub(crate) fn start(flags: &[&str]) -> Self {
        let args = flags.iter().map(|flag| (*flag).to_owned()).collect();
        Self::run(args, Arc::new(tempfile::tempdir().unwrap()))
    }

    /// `kill -9` if it still runs, then the same server again on the same store.
    pub(crate) fn again(self) -> Self {
        let (args, data) = (self.args.clone(), Arc::clone(&self.data));
        drop(self);
        Self::run(args, data)
    }

    fn run(args: Vec<String>, data: Arc<TempDir>) -> Self {
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
        Self { child, origin, data, args }
    }

    /// `kill -9`, and waits until it is gone.
    pub(crate) fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

impl Drop for Process {
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
