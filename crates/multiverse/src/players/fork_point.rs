//! Where a universe is forked.

use anyhow::{Context, anyhow};
use multiverse_client::MultiverseClient;
use multiverse_model::wire::{ShowTimeline, TimelineOrder};
use multiverse_model::{Limit, SnapshotEntry, Tick, UniverseId};

/// The first canonical save of a universe at or after a tick; if there is none, the last before.
pub(crate) async fn first_canonical(
    client: &MultiverseClient,
    universe: &UniverseId,
    from: Tick,
) -> anyhow::Result<SnapshotEntry> {
    let after = ShowTimeline { from: Some(from), ..ShowTimeline::default() };
    let before = ShowTimeline { to: Some(from), order: Some(TimelineOrder::Desc), ..ShowTimeline::default() };
    for query in [after, before] {
        let query = ShowTimeline { limit: Limit::try_from(1).ok(), ..query };
        let found = client.canonical_timeline(universe, query).await;
        let found = found.with_context(|| format!("cannot read the timeline of {universe}"))?;
        if let Some(entry) = found.canonical_events.into_iter().next() {
            return Ok(entry);
        }
    }
    Err(anyhow!("{universe} has no canon event to fork it at"))
}
