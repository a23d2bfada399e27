//! Timelines from the server, a page of each at a time.

use std::collections::HashMap;

use futures::TryStreamExt;
use multiverse_client::{Items, MultiverseClient};
use multiverse_model::wire::{ShowTimeline, TimelineOrder};
use multiverse_model::{Limit, SnapshotEntry, SnapshotType, Tick, UniverseId};

use super::cursor::Timelines;
use super::strand::Strand;
use crate::client::trouble::Trouble;

/// The longest page: enough that few are asked for, and few enough that many lines' pages fit into memory.
const PAGE: usize = 200;

/// What is wanted of timelines.
#[derive(Debug, Clone, Copy)]
pub(super) struct Wanted {
    pub(super) canon_only: bool,
    pub(super) to: Option<Tick>,
    /// At most so many entries in all; none for all.
    pub(super) number: Option<usize>,
}

/// The timelines of lines.
pub(super) struct Pages {
    client: MultiverseClient,
    wanted: Wanted,
    /// The universe of each line, and whether it begins with the entries of those before it.
    universes: Vec<(UniverseId, bool)>,
    open: HashMap<usize, Items<SnapshotEntry>>,
}

impl Pages {
    pub(super) fn new(client: MultiverseClient, wanted: Wanted, strands: &[Strand]) -> Self {
        let universe = |strand: &Strand| (strand.tip.universe_id.clone(), strand.generations.len() > 1);
        Self { client, wanted, universes: strands.iter().map(universe).collect(), open: HashMap::new() }
    }

    fn entries(&self, strand: usize) -> Items<SnapshotEntry> {
        let Wanted { canon_only, to, number } = self.wanted;
        let (universe, lineage) = &self.universes[strand];
        // Two more than are shown, since a line looks ahead.
        let page = number.map_or(PAGE, |number| number.saturating_add(2).min(PAGE));
        let query = ShowTimeline {
            kind: canon_only.then_some(SnapshotType::Canonical),
            to,
            lineage: *lineage,
            order: Some(TimelineOrder::Desc),
            limit: Limit::try_from(page).ok(),
            ..ShowTimeline::default()
        };
        self.client.whole_timeline(universe, query)
    }
}

impl Timelines for Pages {
    async fn next(&mut self, strand: usize) -> Result<Option<SnapshotEntry>, Trouble> {
        if !self.open.contains_key(&strand) {
            let entries = self.entries(strand);
            self.open.insert(strand, entries);
        }
        let Some(entries) = self.open.get_mut(&strand) else { return Ok(None) };
        Ok(entries.try_next().await?)
    }
}
