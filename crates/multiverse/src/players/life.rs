//! A village that lives, saved by itself.

use std::time::{Duration, Instant};

use anyhow::{Context, anyhow, bail};
use multiverse_client::storage::SaveRecord;
use multiverse_client::{AutoSave, SaveLoadService, SaveOptions, SyncPhase, SyncStatus, Traveller, World};
use multiverse_model::{Label, UniverseId};
use multiverse_sim::{DAYS_PER_YEAR, TICKS_PER_DAY, TICKS_PER_HOUR, Village, VillageEvent};

use super::player::Manner;

/// How often the player's machine looks whether a save is due. A canon event is saved at its own tick all the same.
const BEAT: u64 = TICKS_PER_HOUR;

/// When the player looks in on the first day of a year: not at midnight, when much happens that is saved by itself.
const LOOKS_IN: u64 = 8 * TICKS_PER_HOUR;

/// A universe whose village lives.
///
/// It saves as a game does: canon events and milestones as they happen, and by the clock. Now and then it waits for the
/// server, so that a village which lives a day in milliseconds has no queue that grows. When something happens depends
/// on the village's own clock alone: at whatever speed it lives, and however often it was interrupted, the same universe
/// has the same saves.
pub(crate) struct Life {
    pub(super) village: Village,
    auto_save: AutoSave,
    service: SaveLoadService,
    ahead: u64,
    patience: Option<Duration>,
    /// The tick of the last save.
    saved_at: Option<u64>,
    /// Lets people travel, if they do.
    pub(super) traveller: Option<Traveller>,
}

/// A save that is on the player's machine.
#[derive(Debug)]
pub(crate) struct Kept {
    /// The save.
    pub record: SaveRecord,
    /// How long it took to be there, once the world was written.
    pub took: Duration,
    /// When it was there.
    pub at: Instant,
}

impl Life {
    pub(super) fn new(
        village: Village,
        auto_save: AutoSave,
        service: SaveLoadService,
        saved_at: Option<u64>,
        manner: &Manner,
    ) -> Self {
        let (ahead, patience) = (manner.ahead, manner.patience);
        Self { village, auto_save, service, ahead, patience, saved_at, traveller: None }
    }

    /// The same, whose people travel.
    pub(super) fn with_traveller(self, traveller: Option<Traveller>) -> Self {
        Self { traveller, ..self }
    }

    /// The universe: not the one that it began with, once histories diverged.
    pub(crate) fn universe(&self) -> &UniverseId {
        self.auto_save.universe()
    }

    /// The village.
    pub(crate) fn village(&self) -> &Village {
        &self.village
    }

    /// The universe's clock.
    pub(crate) fn tick(&self) -> u64 {
        self.village.tick().get()
    }

    /// Lives to the next midnight. Tells of each save once it is on this machine.
    ///
    /// # Errors
    /// A save failed here, or the server will not take it.
    pub(crate) async fn live_day(&mut self, mut tell: impl FnMut(Kept)) -> anyhow::Result<()> {
        let midnight = (self.tick() / TICKS_PER_DAY + 1) * TICKS_PER_DAY;
        if self.tick() == 0 {
            // The founding.
            self.save_what_is_due(&mut tell).await?;
        }
        while self.tick() < midnight {
            self.look_in(&mut tell).await?;
            let beat = (self.tick() / BEAT + 1) * BEAT;
            self.village.run_until(beat - self.tick(), VillageEvent::is_canonical);
            self.save_what_is_due(&mut tell).await?;
        }
        Ok(())
    }

    /// What the player does themselves: each new year they save under a name, unless this very moment is saved already.
    async fn look_in(&mut self, tell: &mut impl FnMut(Kept)) -> anyhow::Result<()> {
        let (day, hour) = (self.tick() / TICKS_PER_DAY, self.tick() % TICKS_PER_DAY);
        let is_new_year = hour == LOOKS_IN && day.is_multiple_of(DAYS_PER_YEAR) && day > 0;
        if !is_new_year || self.saved_at == Some(self.tick()) {
            return Ok(());
        }
        let label = Label::new(format!("New year {}", day / DAYS_PER_YEAR + 1))?;
        let universe = self.auto_save.universe().clone();
        let save = self.service.save(&universe, &self.village, SaveOptions::default().labelled(label));
        let began = Instant::now();
        let saved = save.await.with_context(|| format!("cannot save {universe}"))?;
        self.kept(began, saved.record, tell);
        self.keep_pace().await
    }

    /// Makes sure that the village as it is now is on the server.
    ///
    /// # Errors
    /// As of [`live_day`](Self::live_day).
    pub(super) async fn save_now(&mut self, tell: &mut impl FnMut(Kept)) -> anyhow::Result<()> {
        if self.saved_at != Some(self.tick()) {
            let began = Instant::now();
            let saved = self.auto_save.save_now(&self.village).await;
            let saved = saved.with_context(|| format!("cannot save {}", self.village.name()))?;
            self.kept(began, saved.record, tell);
        }
        self.upload().await
    }

    pub(super) async fn save_what_is_due(&mut self, tell: &mut impl FnMut(Kept)) -> anyhow::Result<()> {
        for event in self.village.drain_events().filter_map(|event| event.canon()) {
            self.auto_save.on_canon_event(event);
        }
        // The world is written here, and saved where it is awaited.
        let save = self.auto_save.end_tick(&self.village);
        let began = Instant::now();
        let saved = save.await.with_context(|| format!("cannot save {}", self.village.name()))?;
        if saved.is_empty() {
            return Ok(());
        }
        for saved in saved {
            self.kept(began, saved.record, tell);
        }
        self.keep_pace().await
    }

    fn kept(&mut self, began: Instant, record: SaveRecord, tell: &mut impl FnMut(Kept)) {
        self.saved_at = Some(record.tick.get());
        let at = Instant::now();
        tell(Kept { record, took: at - began, at });
    }

    /// Waits for the server if it is behind.
    async fn keep_pace(&self) -> anyhow::Result<()> {
        let status = self.service.status().borrow().universes.get(self.universe()).map(|known| known.pending);
        if status.is_some_and(|pending| pending < self.ahead) { Ok(()) } else { self.upload().await }
    }

    /// Waits until the server has all saves of the universe.
    ///
    /// # Errors
    /// The server will not take them, or takes too long.
    pub(crate) async fn upload(&self) -> anyhow::Result<()> {
        let universe = self.universe();
        let mut status = self.service.status();
        let settled = status.wait_for(|status| is_settled(status, universe));
        let status = match self.patience {
            None => settled.await,
            Some(patience) => tokio::time::timeout(patience, settled).await.map_err(|_| {
                anyhow!("the server has not taken a save of {universe} for {} s", patience.as_secs())
            })?,
        };
        let status = status.context("the player's game has ended")?;
        match status.universes.get(universe).map(|universe| &universe.state) {
            Some(SyncPhase::Held { detail, .. }) => bail!("the server does not take {universe}: {detail}"),
            _ => Ok(()),
        }
    }
}

/// Whether all saves of a universe are on the server, or wait for somebody to do something.
fn is_settled(status: &SyncStatus, universe: &UniverseId) -> bool {
    status.universes.get(universe).is_none_or(|universe| match universe.state {
        SyncPhase::Synced => universe.pending == 0,
        SyncPhase::Held { .. } | SyncPhase::Diverged(_) => true,
        SyncPhase::Pending | SyncPhase::Uploading { .. } | SyncPhase::Offline { .. } => false,
    })
}
