//! Finding an entry of a timeline, and what to call it.

use futures::TryStreamExt;
use multiverse_client::MultiverseClient;
use multiverse_model::wire::{ShowTimeline, TimelineOrder};
use multiverse_model::{Limit, SnapshotEntry, SnapshotType, Tick, UniverseId};

use super::look::Look;
use super::trouble::Trouble;
use crate::failure::Exit;

/// The entry that answers for a tick of a universe: its own or its ancestors'. With `nearest` the last one before, if
/// there is none at it.
pub(super) async fn find(
    client: &MultiverseClient,
    universe: &UniverseId,
    tick: Tick,
    nearest: bool,
) -> Result<SnapshotEntry, Trouble> {
    let at = ShowTimeline { to: Some(tick), ..ShowTimeline::default() };
    let before = first(client, universe, at, TimelineOrder::Desc).await?;
    match before {
        Some(entry) if nearest || entry.tick == tick => Ok(entry),
        before => {
            let from = ShowTimeline { from: Some(tick), ..ShowTimeline::default() };
            let after = first(client, universe, from, TimelineOrder::Asc).await?;
            Err(missing(universe, tick, before, after))
        }
    }
}

async fn first(
    client: &MultiverseClient,
    universe: &UniverseId,
    query: ShowTimeline,
    order: TimelineOrder,
) -> Result<Option<SnapshotEntry>, Trouble> {
    let one = Limit::try_from(1).ok();
    let query = ShowTimeline { lineage: true, order: Some(order), limit: one, ..query };
    Ok(client.whole_timeline(universe, query).try_next().await?)
}

fn missing(
    universe: &UniverseId,
    tick: Tick,
    before: Option<SnapshotEntry>,
    after: Option<SnapshotEntry>,
) -> Trouble {
    let nearest = match (before, after) {
        (None, None) => "save one first".to_owned(),
        (Some(one), None) | (None, Some(one)) => format!("the nearest is at tick {}", one.tick),
        (Some(before), Some(after)) => {
            format!("the nearest are at ticks {} and {}", before.tick, after.tick)
        }
    };
    Trouble::told(Exit::NotFound, format!("universe {universe} has no snapshot at tick {tick}; {nearest}"))
}

/// The mark of an entry.
pub(super) fn mark(entry: &SnapshotEntry, look: &Look) -> &'static str {
    if entry.kind == SnapshotType::Canonical { look.star() } else { look.dot(entry.has_snapshot) }
}
