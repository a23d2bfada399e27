//! What a server has, entry by entry.

use std::collections::BTreeMap;

use futures::TryStreamExt;
use multiverse_client::MultiverseClient;
use multiverse_model::wire::{ListUniverses, ShowTimeline};
use multiverse_model::{SnapshotEntry, Universe, UniverseId};

/// The universes that anybody may see, by id.
pub(crate) async fn universes(client: &MultiverseClient) -> BTreeMap<UniverseId, Universe> {
    let all: Vec<Universe> = client.all_universes(ListUniverses::default()).try_collect().await.unwrap();
    all.into_iter().map(|universe| (universe.id.clone(), universe)).collect()
}

/// A universe's own entries, oldest first.
pub(crate) async fn entries(client: &MultiverseClient, universe: &UniverseId) -> Vec<SnapshotEntry> {
    client.whole_timeline(universe, ShowTimeline::default()).try_collect().await.unwrap()
}

/// What of all entries of all universes does not depend on when and where they were saved.
pub(crate) async fn worlds(client: &MultiverseClient) -> Vec<String> {
    let mut worlds = Vec::new();
    for id in universes(client).await.into_keys() {
        for entry in entries(client, &id).await {
            let event = entry.canon_event.map(|event| (event.kind, event.title, event.description));
            let (tick, kind, checksum) = (entry.tick, entry.kind, entry.checksum);
            worlds.push(format!("{id} {tick} {kind:?} {checksum} {:?} {event:?}", entry.label));
        }
    }
    worlds
}
