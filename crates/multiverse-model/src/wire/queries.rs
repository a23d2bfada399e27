//! Queries of lists.

use serde::{Deserialize, Serialize};

use crate::{Limit, PlayerId, SnapshotType, Tick, UniverseId};

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
}
