//! The players of a load.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use anyhow::{Context, bail};
use futures::StreamExt;
use multiverse_client::{ClientError, MultiverseClient, Rhythm};
use multiverse_model::ProblemType;
use multiverse_model::wire::RegisterPlayer;
use tempfile::TempDir;
use tokio::task::JoinHandle;

use super::load::Load;
use super::onlooker::lock;
use super::tally::Tally;
use crate::players::{Manner, Plan, Player};

/// How long a player waits for a save to be on the server before they give a universe up.
const PATIENCE: Duration = Duration::from_secs(60);

/// A player lives on when a save is on the server, so that what is measured is an upload and no queue.
const AHEAD: u64 = 1;

/// The players of a load, at machines whose disks are a directory that goes with them.
pub(super) struct Crowd {
    players: Vec<Arc<Player>>,
    tally: Arc<Mutex<Tally>>,
    listeners: Vec<JoinHandle<()>>,
    disks: TempDir,
}

impl Crowd {
    /// Lets the players of the tokens join the server, or new ones if there are no tokens.
    ///
    /// # Errors
    /// The server refuses or has the load's players or universes already.
    pub(super) async fn join(
        anybody: &MultiverseClient,
        load: &Load,
        tokens: &[String],
    ) -> anyhow::Result<Self> {
        let disks = tempfile::Builder::new().prefix("multiverse-simulate-").tempdir();
        let disks = disks.context("cannot make a directory for the players' saves")?;
        let mut crowd = Self { players: Vec::new(), tally: Arc::default(), listeners: Vec::new(), disks };
        for number in 0..load.players() {
            let client = match tokens.get(number) {
                Some(token) => anybody.with_token(token)?,
                None => register(anybody, load, number).await?,
            };
            if number == 0 {
                check_unused(&client, load).await?;
            }
            crowd.add(client, number).await?;
        }
        Ok(crowd)
    }

    async fn add(&mut self, client: MultiverseClient, number: usize) -> anyhow::Result<()> {
        let file = self.disks.path().join(format!("{number}.sqlite"));
        let manner =
            Manner { rhythm: Rhythm::default(), ahead: AHEAD, patience: Some(PATIENCE), travels: false };
        let player = Player::open(number, client, &file, manner).await?;
        let (mut events, tally) = (Box::pin(player.events()), Arc::clone(&self.tally));
        self.listeners.push(tokio::spawn(async move {
            while let Some(event) = events.next().await {
                lock(&tally).note(event);
            }
        }));
        self.players.push(Arc::new(player));
        Ok(())
    }

    /// The players.
    pub(super) fn players(&self) -> impl Iterator<Item = Arc<Player>> + '_ {
        self.players.iter().cloned()
    }

    /// What is counted while they play.
    pub(super) fn tally(&self) -> Arc<Mutex<Tally>> {
        Arc::clone(&self.tally)
    }

    /// Ends all games, and answers what they came to.
    pub(super) async fn leave(self) -> Tally {
        for player in self.players {
            player.close().await;
        }
        for listener in self.listeners {
            // Each ends with its player's last event.
            let _ = listener.await;
        }
        std::mem::take(&mut *lock(&self.tally))
    }
}

/// Registers a player of the load.
async fn register(
    anybody: &MultiverseClient,
    load: &Load,
    number: usize,
) -> anyhow::Result<MultiverseClient> {
    let id = load.player(number);
    let server = anybody.url();
    let new = RegisterPlayer { id: Some(id.clone()), display_name: None };
    let token = match anybody.register(new).await {
        Ok(registered) => registered.token,
        Err(error) if error.kind() == Some(ProblemType::Taken) => None,
        Err(error) => return Err(error).with_context(|| format!("{id} cannot join {server}")),
    };
    match token {
        Some(token) => Ok(anybody.with_token(token.reveal())?),
        None => {
            bail!("{server} has the player {id} of an earlier load; choose another --seed, or give --token")
        }
    }
}

/// Refuses a server on which a load of this seed was before: nothing new would be saved there.
async fn check_unused(client: &MultiverseClient, load: &Load) -> anyhow::Result<()> {
    let first = load.part(0).id;
    match client.universe(&first).await {
        Err(ClientError::NotFound(_)) => Ok(()),
        Ok(_) => bail!("{} has {first} of an earlier load; choose another --seed", client.url()),
        Err(error) => Err(error).context("the server cannot be asked what it has"),
    }
}
