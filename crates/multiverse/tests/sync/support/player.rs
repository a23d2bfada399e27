//! Players and their machines.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use multiverse_client::storage::{LocalStorage, SqliteStorage};
use multiverse_client::{
    MultiverseClient, OnDivergence, RetryPolicy, SaveLoadService, SaveOptions, Saved, ServiceSettings,
};
use multiverse_model::UniverseId;
use multiverse_model::wire::RegisterPlayer;
use tempfile::TempDir;

use super::{Network, Village};

/// Somebody with a token.
#[derive(Clone)]
pub(crate) struct Player {
    pub client: MultiverseClient,
    token: String,
}

impl Player {
    /// Registers somebody over the network, which must be fair.
    pub(crate) async fn registers(network: &Network, id: &str) -> Self {
        let anybody = client(network);
        let who = RegisterPlayer { id: Some(id.parse().unwrap()), ..RegisterPlayer::default() };
        let token = anybody.register(who).await.unwrap().token.unwrap();
        Self::of(&anybody, token.reveal())
    }

    /// Who has this token.
    pub(crate) fn of(anybody: &MultiverseClient, token: &str) -> Self {
        Self { client: anybody.with_token(token).unwrap(), token: token.to_owned() }
    }

    pub(crate) fn token(&self) -> &str {
        &self.token
    }

    /// The same player with connections that are still to be made, for the weather that is now.
    pub(crate) fn reconnects(&self, network: &Network) -> Self {
        Self::of(&client(network), &self.token)
    }
}

/// A client that does not try again by itself for long: these tests make connections break on purpose.
pub(crate) fn client(network: &Network) -> MultiverseClient {
    let retry = RetryPolicy { attempts: 1, ..RetryPolicy::default() };
    MultiverseClient::builder(network.url()).retry(retry).build().unwrap()
}

/// A machine with saves on its disk.
pub(crate) struct Machine {
    directory: TempDir,
}

impl Machine {
    pub(crate) fn new() -> Self {
        Self { directory: tempfile::tempdir().unwrap() }
    }

    pub(crate) fn path(&self) -> PathBuf {
        self.directory.path().join("saves.sqlite")
    }

    pub(crate) fn storage(&self) -> Arc<dyn LocalStorage> {
        Arc::new(SqliteStorage::open(self.path()).unwrap())
    }

    /// The player's game on this machine.
    pub(crate) async fn runs(&self, player: &Player) -> SaveLoadService {
        self.runs_with(player, OnDivergence::Fork).await
    }

    pub(crate) async fn runs_with(&self, player: &Player, on_divergence: OnDivergence) -> SaveLoadService {
        service(self.storage(), player, on_divergence).await
    }
}

/// A game over a storage. It tries again by itself only after hours: tests say when.
pub(crate) async fn service(
    storage: Arc<dyn LocalStorage>,
    player: &Player,
    on_divergence: OnDivergence,
) -> SaveLoadService {
    let hours = Duration::from_secs(10_000);
    let settings = ServiceSettings {
        on_divergence,
        first_retry: hours,
        longest_retry: hours,
        ..ServiceSettings::default()
    };
    SaveLoadService::open(storage, Some(player.client.clone()), settings).await.unwrap()
}

/// Saves a village at a tick.
pub(crate) async fn saves(service: &SaveLoadService, universe: &UniverseId, tick: u64, name: &str) -> Saved {
    service.save(universe, &Village::at(tick, name), SaveOptions::default()).await.unwrap()
}
