//! The real binary, in a directory of its own, with an environment of its own.

use std::path::Path;
use std::process::{Command, ExitStatus, Stdio};

use tempfile::TempDir;

/// A directory in which the command runs; it is removed in the end.
pub(crate) struct Workplace(TempDir);

impl Workplace {
    /// An empty one.
    pub(crate) fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    /// One with a `multiverse.toml`.
    pub(crate) fn with_file(text: &str) -> Self {
        let workplace = Self::new();
        workplace.write("multiverse.toml", text);
        workplace
    }

    /// Writes a file.
    pub(crate) fn write(&self, name: &str, text: &str) {
        std::fs::write(self.path().join(name), text).unwrap();
    }

    /// Where it is.
    pub(crate) fn path(&self) -> &Path {
        self.0.path()
    }

    /// The command, with no environment but `variables`.
    pub(crate) fn command(&self, args: &[&str], variables: &[(&str, &str)]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_multiverse"));
        command
            .args(args)
            .current_dir(self.path())
            .env_clear()
            .env("MULTIVERSE_CACHE_DIR", "cache")
            .envs(variables.iter().copied());
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    /// Runs the command to its end.
    pub(crate) fn run(&self, args: &[&str], variables: &[(&str, &str)]) -> Output {
        Output::of(self.command(args, variables).output().unwrap())
    }

    /// Runs the command with a stdout that nobody reads any more.
    pub(crate) fn run_with_closed_stdout(&self, args: &[&str]) -> Output {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        Output::of(self.command(args, &[]).stdout(writer).output().unwrap())
    }
}

/// What the command said.
pub(crate) struct Output {
    /// How it ended.
    pub(crate) status: ExitStatus,
    /// What it said to whoever asked.
    pub(crate) stdout: String,
    /// What it said beside that.
    pub(crate) stderr: String,
}

impl Output {
    /// What a process said.
    pub(crate) fn of(output: std::process::Output) -> Self {
        let text = |bytes| String::from_utf8(bytes).unwrap();
        Self { status: output.status, stdout: text(output.stdout), stderr: text(output.stderr) }
    }

    /// Itself, once it is clear that all went well.
    pub(crate) fn succeeds(self) -> Self {
        assert!(self.status.success(), "{:?}: {}", self.status, self.stderr);
        self
    }

    /// What it said on stderr, once it is clear that it failed as expected.
    pub(crate) fn fails_with(self, code: i32) -> String {
        assert_eq!(self.status.code(), Some(code), "{}", self.stderr);
        self.stderr
    }
}
