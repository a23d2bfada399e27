//! What the server tells of a universe's family.

use futures::{StreamExt, TryStreamExt};
use multiverse_client::{ClientError, MultiverseClient};
use multiverse_model::wire::{Ancestor, Relative};
use multiverse_model::{Universe, UniverseId};

use crate::terminal;

/// The most relatives that are drawn; more do not fit into anybody's head.
const MOST: usize = 10_000;

/// A universe, those it descends from, and those that descend from the same.
#[derive(Debug)]
pub(in crate::client) struct Family {
    /// The universe that was asked for.
    pub(in crate::client) asked: UniverseId,
    /// Those it descends from and itself, root first. One that was deleted has a place here and none among the relatives.
    pub(in crate::client) lineage: Vec<Ancestor>,
    /// All that may be seen, itself included, oldest first.
    pub(in crate::client) relatives: Vec<Relative>,
    /// Whether there are more.
    pub(in crate::client) has_more: bool,
}

impl Family {
    /// Asks for the family of a universe.
    pub(in crate::client) async fn of(
        client: &MultiverseClient,
        id: &UniverseId,
    ) -> Result<Self, ClientError> {
        let asked = client.universe(id).await?;
        let lineage = client.lineage(id).await?;
        let mut relatives: Vec<Relative> = client.whole_tree(id).take(MOST + 1).try_collect().await?;
        let has_more = relatives.len() > MOST;
        relatives.truncate(MOST);
        if relatives.iter().all(|relative| relative.universe_id != asked.id) {
            relatives.push(relative(asked.clone()));
        }
        Ok(Self { asked: asked.id, lineage, relatives, has_more })
    }

    /// Says so if it is not all of the family.
    pub(in crate::client) fn warn_if_cut(&self) {
        if self.has_more {
            terminal::warn_all([format!(
                "the family has more than {MOST} universes; the youngest are left out"
            )]);
        }
    }
}

fn relative(universe: Universe) -> Relative {
    Relative {
        universe_id: universe.id,
        name: universe.name,
        owner_id: universe.owner_id,
        fork_of: universe.fork_of,
        head_tick: universe.head.map(|head| head.tick),
        snapshot_count: universe.snapshot_count,
        canonical_event_count: universe.canonical_event_count,
        created_at: universe.created_at,
        last_snapshot_at: universe.last_snapshot_at,
    }
}
