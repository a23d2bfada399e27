//! The server, and players with the client that users have.

use std::time::Duration;

use multiverse_client::{ClientBuilder, MultiverseClient, RetryPolicy};
use multiverse_model::Checksum;
use multiverse_model::wire::RegisterPlayer;

use super::player_id;
use super::process::Process;

/// A running server.
pub(crate) struct Server(Process);

impl Server {
    /// One that gives its players tokens, on an empty store.
    pub(crate) fn start() -> Self {
        Self::start_with(&[])
    }

    /// One with more flags.
    pub(crate) fn start_with(flags: &[&str]) -> Self {
        Self(Process::start(flags))
    }

    /// `kill -9`, and waits until it is gone.
    pub(crate) fn kill(&mut self) {
        self.0.kill();
    }

    /// Stops its process, which the system still takes connections for.
    pub(crate) fn stands_still(&self) {
        let pid = self.0.child.id().to_string();
        let status = std::process::Command::new("kill").args(["-s", "STOP", &pid]).status().unwrap();
        assert!(status.success());
    }

    /// Kills it and overwrites what its database has stored of a small content.
    pub(crate) fn damages(&mut self, content: &Checksum) {
        let sql = "UPDATE contents SET bytes = zeroblob(length(bytes)) WHERE checksum = ?1";
        assert_eq!(self.killed_database().execute(sql, [&content.digest()[..]]).unwrap(), 1);
    }

    /// Kills it and removes its first events, as time does.
    pub(crate) fn forgets_events_up_to(&mut self, event: i64) {
        self.killed_database().execute("DELETE FROM events WHERE id <= ?1", [event]).unwrap();
    }

    fn killed_database(&mut self) -> rusqlite::Connection {
        self.kill();
        rusqlite::Connection::open(self.0.data.path().join("catalog.sqlite")).unwrap()
    }

    /// The same server again on the same store.
    pub(crate) fn again(self) -> Self {
        Self(self.0.again())
    }

    /// Where it answers.
    pub(crate) fn url(&self) -> &str {
        &self.0.origin
    }

    /// A client to be made, which does not pause for long.
    pub(crate) fn builder(&self) -> ClientBuilder {
        builder_at(self.url())
    }

    /// Somebody without a token.
    pub(crate) fn anybody(&self) -> MultiverseClient {
        self.builder().build().unwrap()
    }

    /// A new player's token.
    pub(crate) async fn token(&self, id: &str) -> String {
        let player = RegisterPlayer { id: Some(player_id(id)), display_name: None };
        let registered = self.anybody().register(player).await.unwrap();
        registered.token.unwrap().reveal().to_owned()
    }

    /// A new player who has registered.
    pub(crate) async fn player(&self, id: &str) -> MultiverseClient {
        self.with_token(&self.token(id).await)
    }

    /// Somebody with this token.
    pub(crate) fn with_token(&self, token: &str) -> MultiverseClient {
        self.anybody().with_token(token).unwrap()
    }
}

/// A client of whatever answers at `url` to be made, which does not pause for long.
pub(crate) fn builder_at(url: &str) -> ClientBuilder {
    let policy = RetryPolicy { first_pause: Duration::from_millis(1), ..RetryPolicy::default() };
    MultiverseClient::builder(url).retry(policy)
}
