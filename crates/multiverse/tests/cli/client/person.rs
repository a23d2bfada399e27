//! Somebody at a terminal.

use std::io::Write;
use std::path::PathBuf;
use std::process::Stdio;

use serde_json::Value;

use crate::server::Server;
use crate::workplace::{Output, Workplace};

/// A server that says nothing but errors: nobody reads what it says.
pub(super) fn server(flags: &[&str]) -> Server {
    Server::start(Workplace::new(), &[&["--log", "off"], flags].concat())
}

/// What was said, as if it were said at once, however slow the machine is.
pub(super) fn ageless(said: &str) -> String {
    let mut text = said.to_owned();
    for unit in ["second", "seconds", "minute", "minutes"] {
        while let Some((before, after)) = text.split_once(&format!(" {unit} ago")) {
            let start = before.trim_end_matches(|c: char| c.is_ascii_digit());
            text = format!("{start}just now{after}");
        }
    }
    text
}

/// Somebody with a directory and logins of their own, for whom a server is the one to talk to.
pub(super) struct Person {
    pub(super) workplace: Workplace,
    pub(super) server: String,
}

impl Person {
    /// Nobody yet.
    pub(super) fn at(server: &Server) -> Self {
        Self::at_address(&format!("http://{}", server.address()))
    }

    /// Nobody yet, at whatever is there.
    pub(super) fn at_address(server: &str) -> Self {
        Self { workplace: Workplace::new(), server: server.to_owned() }
    }

    /// A new player.
    pub(super) fn player(server: &Server, id: &str) -> Self {
        let person = Self::at(server);
        person.does(&["login", "--player", id]);
        person
    }

    /// Runs a command.
    pub(super) fn runs(&self, args: &[&str]) -> Output {
        self.runs_with(args, &[])
    }

    /// Runs a command with more variables.
    pub(super) fn runs_with(&self, args: &[&str], variables: &[(&str, &str)]) -> Output {
        self.workplace.run(args, &self.environment(variables))
    }

    /// Runs a command with something on stdin.
    pub(super) fn runs_with_input(&self, args: &[&str], input: &[u8]) -> Output {
        let mut command = self.workplace.command(args, &self.environment(&[]));
        let mut process = command.stdin(Stdio::piped()).spawn().unwrap();
        // A command that fails before it reads leaves a pipe that nobody reads.
        let _ = process.stdin.take().unwrap().write_all(input);
        Output::of(process.wait_with_output().unwrap())
    }

    /// Runs a command that succeeds, and answers what it said.
    pub(super) fn does(&self, args: &[&str]) -> String {
        self.runs(args).succeeds().stdout
    }

    /// Runs a command with `--json`, and answers the document.
    pub(super) fn asks(&self, args: &[&str]) -> Value {
        let said = self.does(&[args, &["--json"]].concat());
        serde_json::from_str(&said).unwrap_or_else(|error| panic!("{error}: {said}"))
    }

    /// Saves a text to a universe.
    pub(super) fn saves(&self, universe: &str, tick: u64, text: &str, more: &[&str]) -> Value {
        self.workplace.write("world.json", text);
        let tick = tick.to_string();
        self.asks(&[&["save", "world.json", "-u", universe, "-t", &tick], more].concat())
    }

    /// The file with the logins.
    pub(super) fn credentials(&self) -> PathBuf {
        self.workplace.path().join("config/credentials.toml")
    }

    /// The token that is kept; there must be one.
    pub(super) fn token(&self) -> String {
        let text = std::fs::read_to_string(self.credentials()).unwrap();
        let (_, rest) = text.split_once("token = \"").expect("a token is kept");
        rest.split_once('"').unwrap().0.to_owned()
    }

    fn environment<'e>(&'e self, variables: &[(&'e str, &'e str)]) -> Vec<(&'e str, &'e str)> {
        let own = [
            ("MULTIVERSE_SERVER", &*self.server),
            ("MULTIVERSE_CONFIG_DIR", "config"),
            ("LC_ALL", "C.UTF-8"),
        ];
        own.into_iter().chain(variables.iter().copied()).collect()
    }
}
