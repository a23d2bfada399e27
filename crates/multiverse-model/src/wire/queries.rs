//! Queries of lists.

use serde::{Deserialize, Serialize};

use crate::{
    EventId, EventType, Limit, PassageState, PlayerId, SnapshotType, Tick, TransitState, UniverseId,
};

macro_rules! query {
    ($(#[$meta:meta])* pub struct $name:ident { $($body:tt)* }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(rename_all = "camelCase", default)]
        pub struct $name { $($body)* }
    };
}

query! {
    /// `GET /universes`
    pub struct ListUniverses {
        /// Only public ones.
        #[serde(skip_serializing_if = "is_false")]
        pub public_only: bool,
        /// Only this player's.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub owner_id: Option<PlayerId>,
        /// Only direct forks of this universe.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub fork_of: Option<UniverseId>,
        /// Only with this text in name or description, in any case of letters.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub q: Option<String>,
        /// The caller's own deleted ones, and no others.
        #[serde(skip_serializing_if = "is_false")]
        pub deleted: bool,
        /// In which order.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub sort: Option<UniverseSort>,
        /// At most so many in one answer.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub limit: Option<Limit>,
        /// Where the page starts: the `nextCursor` of the one before.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub cursor: Option<String>,
    }
}

/// An order of universes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum UniverseSort {
    /// The newest save first.
    #[default]
    LastSnapshotAt,
    /// The newest universe first.
    CreatedAt,
    /// By name.
    Name,
}

query! {
    /// `GET /player/{id}/universes`
    pub struct ListPlayerUniverses {
        /// Whether to answer the universes themselves beside their ids.
        #[serde(skip_serializing_if = "is_false")]
        pub include_metadata: bool,
        /// At most so many in one answer.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub limit: Option<Limit>,
        /// Where the page starts: the `nextCursor` of the one before.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub cursor: Option<String>,
    }
}

query! {
    /// `GET /universe/{id}/snapshots`
    pub struct ListSnapshots {
        /// Only of this type.
        #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
        pub kind: Option<SnapshotType>,
        /// Only from this tick on.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub from: Option<Tick>,
        /// Only up to this tick.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub to: Option<Tick>,
        /// At most so many in one answer.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub limit: Option<Limit>,
        /// Where the page starts: the `nextCursor` of the one before.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub cursor: Option<String>,
    }
}

query! {
    /// `GET /universe/{id}/timeline`. `canonicalOnly`, which changes the shape of the answer, is no part of it.
    pub struct ShowTimeline {
        /// Only of this type.
        #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
        pub kind: Option<SnapshotType>,
        /// Only from this tick on.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub from: Option<Tick>,
        /// Only up to this tick.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub to: Option<Tick>,
        /// Whether it begins with the ancestors' entries, each up to its fork point.
        #[serde(skip_serializing_if = "is_false")]
        pub lineage: bool,
        /// Oldest or newest first.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub order: Option<TimelineOrder>,
        /// At most so many in one answer.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub limit: Option<Limit>,
        /// Where the page starts: the `nextCursor` of the one before.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub cursor: Option<String>,
    }
}

/// An order of a timeline.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum TimelineOrder {
    /// Oldest first.
    #[default]
    Asc,
    /// Newest first.
    Desc,
}

query! {
    /// A page of a list that takes nothing else: forks, families.
    pub struct PageQuery {
        /// At most so many in one answer.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub limit: Option<Limit>,
        /// Where the page starts: the `nextCursor` of the one before.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub cursor: Option<String>,
    }
}

query! {
    /// `GET /passages`
    pub struct ListPassages {
        /// Only those from or to this universe.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub universe_id: Option<UniverseId>,
        /// Only those that stand so.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub state: Option<PassageState>,
        /// At most so many in one answer.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub limit: Option<Limit>,
        /// Where the page starts: the `nextCursor` of the one before.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub cursor: Option<String>,
    }
}

query! {
    /// `GET /universe/{id}/arrivals`
    pub struct ListArrivals {
        /// Only trips that stand so; else those whose entity is due.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub state: Option<TransitState>,
        /// At most so many in one answer.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub limit: Option<Limit>,
        /// Where the page starts: the `nextCursor` of the one before.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub cursor: Option<String>,
    }
}

/// `GET /passages/compatibility`
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CompareUniverses {
    /// Where from.
    pub source: UniverseId,
    /// Where to.
    pub target: UniverseId,
}

/// `GET /events`
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct FollowEvents {
    /// Only what is about this universe.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub universe_id: Option<UniverseId>,
    /// Only events of these types; of all if it is empty.
    #[serde(skip_serializing_if = "Vec::is_empty", serialize_with = "with_commas")]
    pub types: Vec<EventType>,
    /// Only what came after this event; else what happens from now on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub since: Option<EventId>,
}

fn with_commas<S: serde::Serializer>(types: &[EventType], serializer: S) -> Result<S::Ok, S::Error> {
    let names: Vec<_> = types.iter().map(|kind| kind.as_str()).collect();
    serializer.serialize_str(&names.join(","))
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands it over so")]
fn is_false(flag: &bool) -> bool {
    !flag
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_says_only_what_was_asked() {
        assert_eq!(serde_json::to_value(ListUniverses::default()).unwrap(), serde_json::json!({}));
        let query = ShowTimeline {
            kind: Some(SnapshotType::Canonical),
            lineage: true,
            order: Some(TimelineOrder::Desc),
            limit: Some(Limit::MAX),
            ..ShowTimeline::default()
        };
        let expected =
            serde_json::json!({"type": "canonical", "lineage": true, "order": "desc", "limit": 1000});
        assert_eq!(serde_json::to_value(query).unwrap(), expected);
    }

    #[test]
    fn types_of_events_stand_in_one_parameter() {
        let types = vec![EventType::SnapshotSaved, EventType::UniverseForked];
        let query = FollowEvents { types, since: Some(EventId(7)), ..FollowEvents::default() };
        let expected = serde_json::json!({"types": "snapshot.saved,universe.forked", "since": 7});
        assert_eq!(serde_json::to_value(query).unwrap(), expected);
        assert_eq!(serde_json::to_value(FollowEvents::default()).unwrap(), serde_json::json!({}));
    }
}
