//! What the server has of a universe.

use bytes::Bytes;
use futures::TryStreamExt;
use multiverse_client::{Download, MultiverseClient};
use multiverse_model::UniverseId;
use multiverse_model::wire::ShowTimeline;

/// The documents of a universe, oldest first, with their ticks.
pub(crate) type History = Vec<(u64, Bytes)>;

/// Downloads the whole history of a universe, its ancestors' included, and compares each document with its entry.
pub(crate) async fn history(client: &MultiverseClient, universe: &UniverseId) -> History {
    let query = ShowTimeline { lineage: true, ..ShowTimeline::default() };
    let mut entries: Vec<_> = client.whole_timeline(universe, query).try_collect().await.unwrap();
    // A fork's first entry is its source's last.
    entries.dedup_by(|fork, source| {
        fork.tick == source.tick && fork.checksum == source.checksum && fork.universe_id != source.universe_id
    });
    let mut history = Vec::new();
    for entry in entries {
        let found = client.download(universe, Download::tick(entry.tick)).await.unwrap();
        assert_eq!(found.entry.checksum, entry.checksum, "two saves at tick {}", entry.tick);
        history.push((entry.tick.get(), found.bytes));
    }
    history
}
