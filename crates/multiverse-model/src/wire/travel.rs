//! Bodies about passages and travel.

use serde::{Deserialize, Serialize};

use super::requests::object;
use crate::{
    Branch, Direction, EntityId, Label, Passage, PassageType, PlayerId, Position, RawJson, Tick, Transit,
    UniverseId,
};

/// `POST /passage`
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CreatePassage {
    /// The universe to make it from; the caller may edit it.
    pub source_universe_id: UniverseId,
    /// The universe that it is to lead to; the caller may read it.
    pub target_universe_id: UniverseId,
    /// The kind of passage.
    #[serde(rename = "type")]
    pub kind: PassageType,
    /// Who makes it; with a token it may be left out, and must be the token's player. On an open server it is the
    /// source's owner if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub created_by: Option<PlayerId>,
    /// Where it opens in the source.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "object")]
    pub source_position: Option<Position>,
    /// Where it opens in the target.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "object")]
    pub target_position: Option<Position>,
}

/// `POST /passage/{id}/travel`
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TravelRequest {
    /// The game's id of the entity: 1 to 200 characters. Choose ids that no other world uses, since the entity keeps
    /// it wherever it goes.
    pub entity_id: EntityId,
    /// The entity: any JSON value. Its text is kept exactly as it stands here.
    pub entity: RawJson,
    /// Which way it goes; `forward` if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub direction: Option<Direction>,
    /// The clock of the universe that it leaves. With it the server knows which snapshots it is still in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tick: Option<Tick>,
    /// Whether to leave behind the items that cannot cross, rather than to be refused.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub leave_behind: Option<bool>,
}

/// `POST /transit/{id}/arrive`
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ArriveRequest {
    /// The universe that takes the entity in. If it is due in the other one, because it was rejected or its time ran
    /// out, nothing happens. Without it, it is taken in wherever it is due: look at `state` in the answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub universe_id: Option<UniverseId>,
    /// The clock of that universe. With it the server knows which snapshots the entity is in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tick: Option<Tick>,
}

/// `POST /transit/{id}/reject`
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RejectRequest {
    /// Why, for people at the source.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Label>,
}

/// An item that cannot cross, in the `items` of the problem `/problems/cannot-cross`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RefusedItem {
    /// The item, with all that is in it.
    pub item: RawJson,
    /// Where it is in the entity: a JSON pointer; empty for the entity itself.
    pub path: String,
    /// Why it cannot cross, for people.
    pub reason: String,
}

answer! {
    /// `POST /passage`
    pub struct PassageCreated {
        /// Always true.
        pub success: bool,
        /// The passage; `pending` if it waits for consent.
        pub passage: Passage,
    }
}

answer! {
    /// `GET /passage/{id}` and what changes one.
    pub struct PassageAnswer {
        /// The passage.
        pub passage: Passage,
    }
}

answer! {
    /// `GET /passages`
    pub struct PassageList {
        /// The passages that the caller may see, newest first.
        pub passages: Vec<Passage>,
        /// Where the next page starts; null at the end.
        #[serde(default)]
        pub next_cursor: Option<String>,
    }
}

answer! {
    /// `POST /passage/{id}/travel`
    pub struct TravelAnswer {
        /// Always true.
        pub success: bool,
        /// The trip.
        pub transit: Transit,
        /// Items that could not cross, each with all that is in it: they are the source's again.
        pub left_behind: Vec<RawJson>,
    }
}

answer! {
    /// `GET /transit/{id}` and what changes one.
    pub struct TransitAnswer {
        /// The trip.
        pub transit: Transit,
    }
}

answer! {
    /// `GET /universe/{id}/arrivals`
    pub struct Arrivals {
        /// Trips whose entity is due in the universe or, by `?state=`, was taken in by it; longest under way first.
        pub arrivals: Vec<Transit>,
        /// Where the next page starts; null at the end.
        #[serde(default)]
        pub next_cursor: Option<String>,
    }
}

answer! {
    /// `GET /entity/{id}/journey`
    pub struct Journey {
        /// The game's id of the entity.
        pub entity_id: EntityId,
        /// Its trips that the caller may see, in order, without the entity.
        pub steps: Vec<Transit>,
        /// Forks that it came into because it was in the universe that was forked, as far as the universes of these
        /// steps go: it is in each of them too, and may have gone on from there.
        #[serde(default)]
        pub branches: Vec<Branch>,
        /// Where the next page starts; null at the end.
        #[serde(default)]
        pub next_cursor: Option<String>,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entity_is_the_text_that_came() {
        let body = r#"{"entityId":"tom","entity" : { "hp": 1.50, "hp": 2 } , "leaveBehind":true}"#;
        let request: TravelRequest = serde_json::from_str(body).unwrap();
        assert_eq!(request.entity.as_str(), r#"{ "hp": 1.50, "hp": 2 }"#);
        assert_eq!(request.leave_behind, Some(true));
    }

    #[test]
    fn an_entity_may_be_null_and_may_not_be_missing() {
        let null = r#"{"entityId":"tom","entity":null}"#;
        assert_eq!(serde_json::from_str::<TravelRequest>(null).unwrap().entity.as_str(), "null");
        assert!(serde_json::from_str::<TravelRequest>(r#"{"entityId":"tom"}"#).is_err());
        assert!(serde_json::from_str::<TravelRequest>(r#"{"entityId":"","entity":1}"#).is_err());
    }

    #[test]
    fn a_place_is_an_object() {
        let create = |place: &str| {
            let body = format!(
                r#"{{"sourceUniverseId":"a","targetUniverseId":"b","type":"gate","sourcePosition":{place}}}"#
            );
            serde_json::from_str::<CreatePassage>(&body)
        };
        let place = create(r#"{"x":1,"y":-2.5}"#).unwrap().source_position;
        assert_eq!(place, Some(Position { x: 1.0, y: -2.5, z: None }));
        assert!(create("null").unwrap().source_position.is_none());
        for bad in ["[1,2]", "1", "{\"x\":1}", "{\"x\":1e400,\"y\":0}"] {
            assert!(create(bad).is_err(), "{bad}");
        }
    }
}
