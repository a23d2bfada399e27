//! Living a plan.

use anyhow::{Context, bail};
use multiverse_model::Tick;

use super::fork_point::first_canonical;
use super::life::{Kept, Life};
use super::lived::Lived;
use super::plan::{Beginning, Part, Plan, tick_of_day};
use super::player::Player;
use super::start::{Origin, Start};

/// Who looks on while a plan is lived, and may slow it down.
pub(crate) trait Onlooker {
    /// A day is about to begin; whoever wants it to wait takes their time.
    async fn before_day(&self);

    /// What people of a universe, by its number, do before a day and after the last one: leave, and arrive. It is told again
    /// where a player goes on.
    async fn trips(&self, _number: usize, _player: &Player, _life: &mut Life) -> anyhow::Result<()> {
        Ok(())
    }

    /// A save is on the player's machine.
    fn saved(&self, kept: Kept);

    /// So many of the days that were planned are over.
    fn days(&self, days: u64);

    /// A universe of a player's was lived to its end.
    async fn lived(&self, player: &Player, part: &Part, life: Life);

    /// A universe could not be lived to its end.
    fn failed(&self, part: &Part, error: &anyhow::Error);
}

/// Lets a player live their universes of a plan, one after the other in the plan's order, and tells `lived` of each.
///
/// What forks another waits for that, so all players of a plan must be at it at the same time.
pub(crate) async fn perform(player: &Player, plan: &impl Plan, lived: &Lived, onlooker: &impl Onlooker) {
    for at in 0..plan.len() {
        if plan.owner(at) != player.number {
            continue;
        }
        let part = plan.part(at);
        let mut count = Count { days: part.days_to_live() };
        let life = live(player, at, &part, lived, onlooker, &mut count).await;
        onlooker.days(count.rest());
        lived.tell(at, life.is_ok());
        match life {
            Ok(life) => onlooker.lived(player, &part, life).await,
            Err(error) => onlooker.failed(&part, &error),
        }
    }
}

/// Lives one universe, from its beginning or from where it was, to its end.
async fn live(
    player: &Player,
    number: usize,
    part: &Part,
    lived: &Lived,
    onlooker: &impl Onlooker,
    count: &mut Count,
) -> anyhow::Result<Life> {
    let start = match player.start(&part.id).await? {
        Some(start) => start,
        None => start(player, part, lived).await?,
    };
    let mut life = player.begin(&start).await?;
    // A fork that begins at the very end lives one day all the same.
    let end = tick_of_day(part.days).max(start.tick().get() + 1);
    onlooker.days(count.take((life.tick() - start.tick().get()) / tick_of_day(1)));
    while life.tick() < end {
        onlooker.before_day().await;
        onlooker.trips(number, player, &mut life).await?;
        life.live_day(|kept| onlooker.saved(kept)).await?;
        onlooker.days(count.take(1));
    }
    onlooker.trips(number, player, &mut life).await?;
    life.upload().await?;
    if let (Origin::Forked { .. }, Some(about)) = (&start.origin, &part.universe.description) {
        player.describe(&start.id, about).await?;
    }
    Ok(life)
}

/// How a universe begins that was not begun yet.
async fn start(player: &Player, part: &Part, lived: &Lived) -> anyhow::Result<Start> {
    let origin = match &part.beginning {
        Beginning::Founded(config) => Origin::Founded(config.clone()),
        Beginning::Forked { source, source_id, from_day, seed } => {
            if !lived.wait(*source).await {
                bail!("{source_id}, which it forks, was not lived to its end");
            }
            let from = Tick::new(tick_of_day(*from_day)).context("no universe has so many days")?;
            let point = first_canonical(&player.client, source_id, from).await?;
            Origin::Forked { source: source_id.clone(), tick: point.tick, seed: *seed }
        }
    };
    Ok(Start { id: part.id.clone(), universe: part.universe.clone(), origin })
}

/// The days of a part that nobody was told of yet, so that those of all parts add up to what was planned.
struct Count {
    days: u64,
}

impl Count {
    /// So many of them, or as many as there are.
    fn take(&mut self, days: u64) -> u64 {
        let taken = days.min(self.days);
        self.days -= taken;
        taken
    }

    fn rest(&mut self) -> u64 {
        std::mem::take(&mut self.days)
    }
}
