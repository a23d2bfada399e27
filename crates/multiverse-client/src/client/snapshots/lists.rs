//! Timelines.

use multiverse_model::wire::{CanonicalList, ListSnapshots, ShowTimeline, SnapshotList};
use multiverse_model::{Limit, SnapshotEntry, UniverseId};

use crate::client::error::ClientError;
use crate::client::methods::{client_lists, client_methods};
use crate::client::page::{self, Items};
use crate::client::transport::Request;

client_methods! {
    /// A page of a universe's own entries, oldest first.
    pub async fn snapshots(&self, universe: &UniverseId, query: ListSnapshots) -> Result<SnapshotList, ClientError> {
        self.json(Request::get(&["api", "universe", universe.as_str(), "snapshots"]).query(&query)).await
    }

    /// A page of a universe's timeline.
    pub async fn timeline(&self, universe: &UniverseId, query: ShowTimeline) -> Result<SnapshotList, ClientError> {
        self.json(Request::get(&["api", "universe", universe.as_str(), "timeline"]).query(&query)).await
    }

    /// A page of the canonical entries of a universe's timeline.
    pub async fn canonical_timeline(&self, universe: &UniverseId, query: ShowTimeline) -> Result<CanonicalList, ClientError> {
        let request = Request::get(&["api", "universe", universe.as_str(), "timeline"]).query(&query);
        self.json(request.query(&serde_json::json!({"canonicalOnly": true}))).await
    }
}

client_lists! {
    /// All entries of a universe that a query asks for, from its cursor on, oldest first.
    pub fn all_snapshots(&self, universe: &UniverseId, query: ListSnapshots) -> Items<SnapshotEntry> {
        let (client, id) = (self.clone(), universe.clone());
        page::all(query.cursor.clone(), move |cursor| {
            let (client, id) = (client.clone(), id.clone());
            let query = ListSnapshots { limit: query.limit.or(Some(Limit::MAX)), cursor, ..query.clone() };
            async move {
                let page = client.snapshots(&id, query).await?;
                Ok((page.snapshots, page.next_cursor))
            }
        })
    }

    /// All entries of a universe's timeline that a query asks for, from its cursor on.
    pub fn whole_timeline(&self, universe: &UniverseId, query: ShowTimeline) -> Items<SnapshotEntry> {
        let (client, id) = (self.clone(), universe.clone());
        page::all(query.cursor.clone(), move |cursor| {
            let (client, id) = (client.clone(), id.clone());
            let query = ShowTimeline { limit: query.limit.or(Some(Limit::MAX)), cursor, ..query.clone() };
            async move {
                let page = client.timeline(&id, query).await?;
                Ok((page.snapshots, page.next_cursor))
            }
        })
    }
}
