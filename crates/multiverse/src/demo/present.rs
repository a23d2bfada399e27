//! The demo's present: villages that live on slowly, and are forked now and then.

use std::collections::VecDeque;
use std::time::Duration;

use multiverse_client::NewUniverse;
use multiverse_client::storage::SaveRecord;
use multiverse_model::{Checksum, UniverseId, UniverseName};

use super::company::Company;
use super::past::Owned;
use super::script::{self, PLAYERS};
use super::ways::WAYS;
use crate::players::{Kept, Life, Origin, Start, mix, on_a_thread};
use crate::stopping::Stopping;
use crate::terminal;

/// So many universes live at most; then nobody forks any more.
const MOST: usize = 16;

/// On one of so many days of a village somebody leaves it.
const LEFT_OF: u64 = 3;

/// Nobody leaves a village of no more than so many people.
const FEWEST: u64 = 12;

/// One of so many great moments is forked.
const FORKED_OF: u64 = 6;

/// Lets the villages live, a day of one every so often, until the demo is to stop.
pub(super) async fn live(company: &Company, lives: Vec<Owned>, every: Duration, stopping: &Stopping) {
    let players = company.players.clone();
    let stopping = stopping.clone();
    let game = on_a_thread(move || async move {
        let mut present = Present { company: Company { players }, lives: lives.into() };
        tokio::select! {
            () = present.go_on(every) => {}
            () = stopping.wait() => {}
        }
    });
    // A panic in it was reported where it happened.
    let _ = game.await;
}

struct Present {
    company: Company,
    /// The next to have its day first.
    lives: VecDeque<Owned>,
}

impl Present {
    async fn go_on(&mut self, every: Duration) {
        self.find_forks().await;
        loop {
            tokio::time::sleep(every).await;
            self.live_day().await;
        }
    }

    /// Goes on with the universes that the players forked the last time.
    async fn find_forks(&mut self) {
        for (owner, player) in self.company.players.clone().into_iter().enumerate() {
            let starts = player.starts().await.unwrap_or_else(|error| {
                terminal::warn_all([format_args!("{error:#}")]);
                Vec::new()
            });
            for start in starts {
                self.begin(owner, &start).await;
            }
        }
    }

    /// One village has its day.
    async fn live_day(&mut self) {
        let Some(mut owned) = self.lives.pop_front() else { return };
        let mut great: Vec<SaveRecord> = Vec::new();
        let tell = |kept: Kept| great.extend(Some(kept.record).filter(|record| record.canon_event.is_some()));
        let lived = self.live(&mut owned, tell).await;
        // Whoever forks it now gets it from the server.
        let lived = match lived {
            Ok(()) => owned.life.upload().await,
            failed => failed,
        };
        for record in &great {
            let title = record.canon_event.as_ref().map_or("", |event| event.title.as_str());
            say(&format!("{}, day {}: {title}\n", record.universe_id, record.day));
        }
        if let Err(error) = lived {
            terminal::warn_all([format_args!("{} does not live on: {error:#}", owned.life.universe())]);
            return;
        }
        let fork = great.iter().find_map(|record| self.fork(&owned, record).transpose()).transpose();
        self.lives.push_back(owned);
        match fork {
            Ok(None) => {}
            Ok(Some((owner, start))) => self.begin(owner, &start).await,
            Err(error) => terminal::warn_all([format_args!("{error:#}")]),
        }
    }

    /// People arrive, now and then somebody leaves, and the day goes by.
    async fn live(&self, owned: &mut Owned, mut tell: impl FnMut(Kept)) -> anyhow::Result<()> {
        if let Some(village) = script::number_of(&owned.start).filter(|_| owned.life.travels()) {
            owned.life.take_in(|_| true, &mut tell).await?;
            let dice = mix(number_of(&owned.start), owned.life.tick());
            if dice.is_multiple_of(LEFT_OF) {
                self.emigrate(village, mix(dice, 2), &mut owned.life, &mut tell).await?;
            }
        }
        owned.life.live_day(tell).await
    }

    /// Whoever would like to most leaves, by one of the passages.
    async fn emigrate(
        &self,
        village: usize,
        dice: u64,
        life: &mut Life,
        tell: &mut impl FnMut(Kept),
    ) -> anyhow::Result<()> {
        let ways = WAYS.iter().filter_map(|way| Some((way, way.direction_from(village)?)));
        let ways: Vec<_> = ways.collect();
        let way = usize::try_from(dice % ways.len().max(1) as u64).ok().and_then(|chosen| ways.get(chosen));
        let person = life.village().emigrants(1).first().copied();
        let (Some((way, direction)), Some(person)) = (way, person) else { return Ok(()) };
        if life.village().census().people <= FEWEST {
            return Ok(());
        }
        let passage = match way.open(&self.company).await {
            Ok(passage) => passage,
            Err(error) => {
                terminal::warn_all([format_args!(
                    "a passage cannot be opened, and everybody stays: {error:#}"
                )]);
                return Ok(());
            }
        };
        life.before_a_trip(tell).await?;
        life.depart(&passage, *direction, person, tell).await.map(drop)
    }

    /// Whether somebody else wonders what could have become of it after this great moment, who, and how.
    fn fork(&self, owned: &Owned, record: &SaveRecord) -> anyhow::Result<Option<(usize, Start)>> {
        let dice = mix(number_of(&record.universe_id), record.tick.get());
        if self.lives.len() + 1 >= MOST || !dice.is_multiple_of(FORKED_OF) {
            return Ok(None);
        }
        let others = PLAYERS.len() - 1;
        let owner = (owned.owner + 1 + usize::try_from(mix(dice, 0) % others as u64)?) % PLAYERS.len();
        let (village, player) = (owned.life.village().name(), PLAYERS[owner]);
        let id = format!("{}-{}-day{}", root_of(&record.universe_id), player.0, record.day).parse()?;
        let name = format!("{village}, as {} would have it", player.1);
        let start = Start {
            id,
            universe: NewUniverse::named(UniverseName::new(name)?).public(),
            origin: Origin::Forked {
                source: record.universe_id.clone(),
                tick: record.tick,
                seed: mix(dice, 1),
            },
        };
        Ok(Some((owner, start)))
    }

    /// Begins a universe, or goes on with it, unless it lives already.
    async fn begin(&mut self, owner: usize, start: &Start) {
        if self.lives.iter().any(|owned| owned.start == start.id) {
            return;
        }
        let Some(player) = self.company.players.get(owner) else { return };
        match player.begin(start).await {
            Ok(life) => {
                if let Origin::Forked { source, tick, .. } = &start.origin {
                    let who = PLAYERS[owner].1;
                    say(&format!("{who} forks {source} at tick {tick}: {}\n", start.id));
                }
                self.lives.push_back(Owned { owner, start: start.id.clone(), life });
            }
            Err(error) => terminal::warn_all([format_args!("{} does not live: {error:#}", start.id)]),
        }
    }
}

/// The id of the universe that a fork of the demo descends from, by how their ids are made.
fn root_of(id: &UniverseId) -> &str {
    id.as_str().split_once('-').map_or(id.as_str(), |(root, _)| root)
}

/// A number that follows from an id.
fn number_of(id: &UniverseId) -> u64 {
    let digest = Checksum::of(id.as_str().as_bytes()).hex().to_string();
    u64::from_str_radix(&digest[..16], 16).unwrap_or_default()
}

/// Tells people. When stdout is gone, nobody listens.
fn say(text: &str) {
    let _ = terminal::print(text);
}
