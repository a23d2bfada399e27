//! The table of routes: a good request of each, and what can be wrong with it.

use serde_json::Value;

use super::world::{FORBIDDEN, MAX_BODY, NOT_FOUND, Refusal, UNAUTHENTICATED, World};
use crate::support::Request;

/// What a member of a body or a parameter of a query has to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Id,
    Tick,
    Day,
    Name,
    Label,
    Description,
    Flag,
    Config,
    Policy,
    Role,
    Type,
    Event,
    Decay,
    Checksum,
    Conflict,
    Limit,
    Cursor,
    Entity,
    Place,
    Word,
    Text,
}

/// A route with a good request.
pub(super) struct Row {
    pub method: &'static str,
    pub template: &'static str,
    /// What the good request is answered with.
    pub good: u16,
    /// The good request's JSON body; empty if the route takes none.
    pub body: &'static str,
    pub members: &'static [(&'static str, Kind)],
    pub query: &'static [(&'static str, Kind)],
    /// Whether it may come without its body.
    pub may_be_empty: bool,
    /// The answer for an id that nobody has.
    pub unknown: Refusal,
    /// The answer to another player and to nobody; none if they may.
    pub stranger: Option<Refusal>,
    pub nobody: Option<Refusal>,
}

impl Row {
    /// The good path, but for one variable.
    pub(super) fn path_with(&self, variable: &str, text: &str) -> String {
        let id = match self.template {
            player if player.starts_with("/api/player") => "ada",
            passage if passage.starts_with("/api/passage/") => "passage:mine",
            transit if transit.starts_with("/api/transit/") => "transit:mine",
            gone if gone.ends_with("/restore") => "universe:gone",
            _ => "universe:mine",
        };
        let player = if self.method == "DELETE" { "carl" } else { "dora" };
        let good = [("{id}", id), ("{playerId}", player), ("{tick}", "5")];
        let mut path = self.template.replace(variable, text);
        for (variable, value) in good {
            path = path.replace(variable, value);
        }
        path
    }

    pub(super) fn path(&self) -> String {
        self.path_with("{}", "")
    }

    /// A request to `path` that has the good body.
    pub(super) fn request(&self, path: impl Into<String>) -> Request {
        let request = Request::new(self.method.parse().unwrap(), path);
        match self.body {
            "" => request,
            body => request.text("application/json", body),
        }
    }

    pub(super) fn name(&self) -> String {
        format!("{} {}", self.method, self.template)
    }

    pub(super) fn is_api(&self) -> bool {
        self.template.starts_with("/api/")
    }

    pub(super) fn takes_json(&self) -> bool {
        !self.body.is_empty() && !self.is_raw()
    }

    /// Whether its body is a document, whatever it is.
    pub(super) fn is_raw(&self) -> bool {
        self.method == "PUT" && self.template.ends_with("{tick}")
    }

    pub(super) fn is_upload(&self) -> bool {
        self.is_raw() || (self.method == "POST" && self.template.ends_with("/snapshot"))
    }

    /// The most bytes of its body.
    pub(super) fn limit(&self) -> usize {
        match self.template {
            _ if self.is_upload() => MAX_BODY,
            // An entity, and something around it.
            travel if travel.ends_with("/travel") => (1 << 20) + (64 << 10),
            _ => 1 << 20,
        }
    }

    pub(super) fn variables(&self) -> impl Iterator<Item = &'static str> {
        self.template.split('/').filter(|part| part.starts_with('{'))
    }
}

const PAGE: &[(&str, Kind)] = &[("limit", Kind::Limit), ("cursor", Kind::Cursor)];

const BASE: Row = Row {
    method: "GET",
    template: "",
    good: 200,
    body: "",
    members: &[],
    query: &[],
    may_be_empty: false,
    unknown: NOT_FOUND,
    stranger: None,
    nobody: None,
};
const HIDDEN: Row = Row { stranger: Some(NOT_FOUND), nobody: Some(NOT_FOUND), ..BASE };
const OWN: Row = Row { unknown: FORBIDDEN, stranger: Some(FORBIDDEN), nobody: Some(UNAUTHENTICATED), ..BASE };

/// In an order in which every good request succeeds.
#[rustfmt::skip]
pub(super) const ROWS: &[Row] = &[
    Row { template: "/livez", ..BASE },
    Row { template: "/healthz", ..BASE },
    Row { template: "/readyz", ..BASE },
    Row { template: "/metrics", ..BASE },
    Row { template: "/docs", ..BASE },
    Row { template: "/api/limits", ..BASE },
    Row { template: "/api/openapi.json", ..BASE },
    Row { template: "/api/stats", ..BASE },
    Row { method: "POST", template: "/api/player", body: r#"{"id":"ada","displayName":"Ada"}"#,
        members: &[("id", Kind::Id), ("displayName", Kind::Name)], nobody: Some((409, "taken")), stranger: Some(FORBIDDEN), ..BASE },
    Row { template: "/api/player/{id}", ..BASE },
    Row { template: "/api/player/{id}/universes",
        query: &[("includeMetadata", Kind::Flag), ("limit", Kind::Limit), ("cursor", Kind::Cursor)], ..BASE },
    Row { method: "POST", template: "/api/player/{id}/token", good: 201, ..OWN },
    Row { method: "DELETE", template: "/api/player/{id}/token", ..OWN },
    Row { template: "/api/universes", query: &[("publicOnly", Kind::Flag), ("ownerId", Kind::Id), ("forkOf", Kind::Id),
        ("q", Kind::Text), ("deleted", Kind::Flag), ("sort", Kind::Word), ("limit", Kind::Limit), ("cursor", Kind::Cursor)], ..BASE },
    Row { method: "POST", template: "/api/universe", good: 201,
        body: r#"{"id":"universe:new","name":"New","ownerId":"ada","isPublic":false,"description":"d","config":{"a":1},"visitorPolicy":"open"}"#,
        members: &[("id", Kind::Id), ("name", Kind::Name), ("ownerId", Kind::Id), ("isPublic", Kind::Flag),
            ("description", Kind::Description), ("config", Kind::Config), ("visitorPolicy", Kind::Policy)],
        nobody: Some(UNAUTHENTICATED), stranger: Some(FORBIDDEN), ..BASE },
    Row { template: "/api/universe/{id}", ..HIDDEN },
    Row { method: "PATCH", template: "/api/universe/{id}", body: r#"{"name":"Mine"}"#,
        members: &[("name", Kind::Name), ("description", Kind::Description), ("isPublic", Kind::Flag), ("config", Kind::Config),
            ("visitorPolicy", Kind::Policy)], ..HIDDEN },
    Row { template: "/api/universe/{id}/access", ..HIDDEN },
    Row { method: "PUT", template: "/api/universe/{id}/access/{playerId}", body: r#"{"role":"reader"}"#,
        members: &[("role", Kind::Role)], ..HIDDEN },
    Row { method: "DELETE", template: "/api/universe/{id}/access/{playerId}", ..HIDDEN },
    Row { method: "POST", template: "/api/universe/{id}/snapshot", good: 201, body: r#"{"snapshot":{"a":1},"tick":20}"#,
        members: &[("tick", Kind::Tick), ("day", Kind::Day), ("type", Kind::Type), ("canonEvent", Kind::Event),
            ("label", Kind::Label), ("decayPolicy", Kind::Decay), ("parent", Kind::Checksum), ("onConflict", Kind::Conflict)], ..HIDDEN },
    Row { method: "PUT", template: "/api/universe/{id}/snapshot/{tick}", good: 201, body: r#"{"a":2}"#,
        query: &[("day", Kind::Day), ("type", Kind::Word), ("label", Kind::Label), ("onConflict", Kind::Word)], ..HIDDEN },
    Row { template: "/api/universe/{id}/snapshot/latest", ..HIDDEN },
    Row { template: "/api/universe/{id}/snapshot/{tick}", query: &[("at", Kind::Word)], ..HIDDEN },
    Row { template: "/api/universe/{id}/snapshots", query: &[("type", Kind::Word), ("from", Kind::Tick), ("to", Kind::Tick),
        ("limit", Kind::Limit), ("cursor", Kind::Cursor)], ..HIDDEN },
    Row { template: "/api/universe/{id}/timeline", query: &[("canonicalOnly", Kind::Flag), ("lineage", Kind::Flag),
        ("order", Kind::Word), ("type", Kind::Word), ("from", Kind::Tick), ("to", Kind::Tick), ("limit", Kind::Limit),
        ("cursor", Kind::Cursor)], ..HIDDEN },
    Row { template: "/api/universe/{id}/decay-preview", query: &[("currentTick", Kind::Tick)], ..HIDDEN },
    Row { method: "POST", template: "/api/universe/{id}/cleanup", body: r#"{"currentTick":5}"#,
        members: &[("currentTick", Kind::Tick)], ..HIDDEN },
    Row { method: "POST", template: "/api/universe/{id}/fork", good: 201,
        body: r#"{"snapshotTick":5,"name":"Fork","id":"universe:fork","ownerId":"ada"}"#,
        members: &[("snapshotTick", Kind::Tick), ("name", Kind::Name), ("ownerId", Kind::Id), ("id", Kind::Id),
            ("isPublic", Kind::Flag), ("config", Kind::Config), ("nearest", Kind::Flag)], ..HIDDEN },
    Row { template: "/api/universe/{id}/forks", query: PAGE, ..HIDDEN },
    Row { template: "/api/universe/{id}/lineage", ..HIDDEN },
    Row { template: "/api/universe/{id}/tree", query: PAGE, ..HIDDEN },
    Row { method: "POST", template: "/api/passage", good: 201,
        body: r#"{"sourceUniverseId":"universe:mine","targetUniverseId":"universe:open","type":"gate","createdBy":"ada"}"#,
        members: &[("sourceUniverseId", Kind::Id), ("targetUniverseId", Kind::Id), ("type", Kind::Type), ("createdBy", Kind::Id),
            ("sourcePosition", Kind::Place), ("targetPosition", Kind::Place)], ..HIDDEN },
    Row { template: "/api/passages", query: &[("universeId", Kind::Id), ("state", Kind::Word), ("limit", Kind::Limit),
        ("cursor", Kind::Cursor)], ..BASE },
    Row { template: "/api/passage/{id}", ..HIDDEN },
    Row { method: "POST", template: "/api/passage/{id}/consent", ..HIDDEN },
    Row { method: "POST", template: "/api/passage/{id}/maintain", ..HIDDEN },
    Row { method: "POST", template: "/api/passage/{id}/seal", ..HIDDEN },
    Row { method: "POST", template: "/api/passage/{id}/unseal", ..HIDDEN },
    Row { method: "POST", template: "/api/passage/{id}/travel", good: 201, body: r#"{"entityId":"eva","entity":{"hp":1}}"#,
        members: &[("entityId", Kind::Entity), ("direction", Kind::Type), ("tick", Kind::Tick), ("leaveBehind", Kind::Flag)], ..HIDDEN },
    Row { template: "/api/universe/{id}/arrivals", query: &[("state", Kind::Word), ("limit", Kind::Limit),
        ("cursor", Kind::Cursor)], ..HIDDEN },
    Row { template: "/api/transit/{id}", ..HIDDEN },
    Row { method: "POST", template: "/api/transit/{id}/reject", body: r#"{"reason":"full"}"#, members: &[("reason", Kind::Label)],
        may_be_empty: true, ..HIDDEN },
    Row { method: "POST", template: "/api/transit/{id}/arrive", body: r#"{"universeId":"universe:mine"}"#,
        members: &[("universeId", Kind::Id), ("tick", Kind::Tick)], may_be_empty: true, ..HIDDEN },
    Row { method: "DELETE", template: "/api/passage/{id}", ..HIDDEN },
    Row { method: "POST", template: "/api/universe/{id}/restore", ..HIDDEN },
    Row { method: "DELETE", template: "/api/universe/{id}", ..HIDDEN },
];

/// A row of every route that the document has a method of, and of nothing else.
#[tokio::test]
async fn every_route_of_the_document_has_a_row() {
    let world = World::start().await;
    let document = world.server.anybody().get("/api/openapi.json").await.expect(200);
    let paths = document["paths"].as_object().unwrap();
    let methods =
        |path: &Value| path.as_object().unwrap().keys().map(|m| m.to_uppercase()).collect::<Vec<_>>();
    let routes =
        paths.iter().flat_map(|(path, known)| methods(known).into_iter().map(move |m| format!("{m} {path}")));
    let mut documented: Vec<_> =
        routes.filter(|route| !OTHERS.iter().any(|part| route.contains(part))).collect();
    let mut rows: Vec<_> = ROWS.iter().map(Row::name).collect();
    documented.sort();
    rows.sort();
    assert_eq!(documented, rows, "add a row with a good request to ROWS");
}

/// Routes that are tested elsewhere: an event stream has no end to wait for, a comparison cannot do without its query, and
/// an entity's id may be nearly any text.
const OTHERS: &[&str] = &["GET /api/events", "/api/passages/compatibility", "/api/entity/"];

#[tokio::test]
async fn every_row_has_a_query_parameter_for_each_that_is_documented() {
    let world = World::start().await;
    let document = world.server.anybody().get("/api/openapi.json").await.expect(200);
    for row in ROWS {
        let operation = &document["paths"][row.template][row.method.to_lowercase()];
        let parameters = operation["parameters"].as_array().cloned().unwrap_or_default();
        let query = parameters.iter().filter(|parameter| parameter["in"] == "query");
        let mut documented: Vec<_> = query.map(|parameter| parameter["name"].as_str().unwrap()).collect();
        let mut known: Vec<_> = row.query.iter().map(|(name, _)| *name).collect();
        documented.sort_unstable();
        known.sort_unstable();
        assert_eq!(documented, known, "{}", row.name());
    }
}

#[tokio::test]
async fn the_good_request_of_every_row_is_answered() {
    let world = World::start().await;
    for row in ROWS {
        let reply = world.ada.send(row.request(row.path())).await;
        assert_eq!(reply.status, row.good, "{}: {}", row.name(), String::from_utf8_lossy(&reply.body));
    }
}
