//! The demo's past: hundreds of days in less than a minute.

use std::sync::{Arc, Mutex, PoisonError};

use multiverse_model::UniverseId;

use super::company::Company;
use super::script::{Script, number_of};
use super::trips::Trips;
use crate::players::{DayBar, Kept, Life, Lived, Onlooker, Part, Plan, Player, on_a_thread, perform};
use crate::stopping::Stopping;
use crate::terminal;

/// A universe that lives, and the number of the player whose it is.
pub(super) struct Owned {
    pub owner: usize,
    /// The universe that it began with.
    pub start: UniverseId,
    pub life: Life,
}

/// Lives what of the script was not lived before. Answers the universes as they are then; nothing if the demo is to stop.
pub(super) async fn live(script: Script, company: &Company, stopping: &Stopping) -> Option<Vec<Owned>> {
    let stage = Arc::new(Stage {
        bar: DayBar::new("The past", script.days()),
        lived: Lived::default(),
        lives: Mutex::default(),
        trips: Trips::default(),
        company: company.clone(),
        script,
    });
    let games: Vec<_> = company
        .players
        .iter()
        .cloned()
        .map(|player| {
            let (stage, stopping) = (Arc::clone(&stage), stopping.clone());
            on_a_thread(move || async move {
                tokio::select! {
                    () = perform(&player, &stage.script, &stage.lived, &*stage) => true,
                    () = stopping.wait() => false,
                }
            })
        })
        .collect();
    let mut is_over = true;
    for game in games {
        // A panic in a game was reported where it happened.
        is_over &= game.await.unwrap_or(false);
    }
    stage.bar.remove();
    let lives = std::mem::take(&mut *stage.lives.lock().unwrap_or_else(PoisonError::into_inner));
    is_over.then_some(lives)
}

/// What there is, once the past is lived.
pub(super) async fn told(company: &Company) -> anyhow::Result<String> {
    let Some(player) = company.players.first() else { return Ok(String::new()) };
    let stats = player.client.stats().await?;
    Ok(format!(
        "The past is lived: {} universes of {} players, {} saves, {} of them great moments. All live on.\n",
        stats.universe_count, stats.player_count, stats.total_snapshots, stats.canonical_events
    ))
}

/// What the players' games share.
struct Stage {
    script: Script,
    lived: Lived,
    bar: DayBar,
    lives: Mutex<Vec<Owned>>,
    trips: Trips,
    company: Company,
}

impl Onlooker for Stage {
    async fn before_day(&self) {}

    async fn trips(&self, number: usize, player: &Player, life: &mut Life) -> anyhow::Result<()> {
        let days = |village| self.script.part(village).days;
        self.trips.of_village(number, days, &self.company, player, life).await
    }

    fn saved(&self, _kept: Kept) {}

    fn days(&self, days: u64) {
        self.bar.add(days);
    }

    async fn lived(&self, player: &Player, part: &Part, life: Life) {
        self.over(part);
        let mut lives = self.lives.lock().unwrap_or_else(PoisonError::into_inner);
        lives.push(Owned { owner: player.number, start: part.id.clone(), life });
    }

    fn failed(&self, part: &Part, error: &anyhow::Error) {
        self.over(part);
        terminal::warn_all([format_args!("{} does not live on: {error:#}", part.id)]);
    }
}

impl Stage {
    fn over(&self, part: &Part) {
        if let Some(village) = number_of(&part.id) {
            self.trips.over(village);
        }
    }
}
