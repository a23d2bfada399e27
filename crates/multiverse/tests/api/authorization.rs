//! Who may do what: every route, asked by everybody, of public, private and deleted universes.

use std::collections::BTreeSet;

use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{Client, Request, Server, put_delta};

/// A route, what it is asked with, and how it answers who is asked for.
struct Route {
    name: &'static str,
    body: fn(u64) -> Value,
    /// Whether it is asked with a delta in place of JSON.
    is_delta: bool,
    /// Its status for those who may.
    done: u16,
    rights: Rights,
}

/// Statuses for anonymous, another player, a reader, an editor and the owner; 0 stands for the route's own.
struct Rights {
    public: [u16; 5],
    private: [u16; 5],
    deleted: [u16; 5],
}

const HIDDEN: [u16; 5] = [404; 5];
const READ: Rights = Rights { public: [0; 5], private: [404, 404, 0, 0, 0], deleted: HIDDEN };
const FORK: Rights = Rights { public: [401, 0, 0, 0, 0], private: [404, 404, 0, 0, 0], deleted: HIDDEN };
const SAVE: Rights =
    Rights { public: [401, 403, 403, 0, 0], private: [404, 404, 403, 0, 0], deleted: HIDDEN };
const OWN: Rights =
    Rights { public: [401, 403, 403, 403, 0], private: [404, 404, 403, 403, 0], deleted: HIDDEN };
const RESTORE: Rights = Rights { deleted: [404, 404, 404, 404, 0], ..OWN };

const fn route(name: &'static str, rights: Rights, done: u16, body: fn(u64) -> Value) -> Route {
    Route { name, body, is_delta: false, done, rights }
}

const fn read(name: &'static str) -> Route {
    route(name, READ, 200, nothing)
}

fn nothing(_: u64) -> Value {
    Value::Null
}

/// Every route on a universe.
const UNIVERSE_ROUTES: &[Route] = &[
    read("GET /api/universe/{id}"),
    read("GET /api/universe/{id}/snapshot/latest"),
    read("GET /api/universe/{id}/snapshot/{tick}"),
    read("GET /api/universe/{id}/snapshots"),
    read("GET /api/universe/{id}/timeline"),
    read("GET /api/universe/{id}/decay-preview"),
    read("GET /api/universe/{id}/forks"),
    read("GET /api/universe/{id}/lineage"),
    read("GET /api/universe/{id}/tree"),
    route("GET /api/universe/{id}/arrivals", SAVE, 200, nothing),
    route(
        "POST /api/universe/{id}/fork",
        FORK,
        201,
        |_| json!({"snapshotTick": 7, "name": "f", "ownerId": null}),
    ),
    route("POST /api/universe/{id}/snapshot", SAVE, 201, |n| json!({"snapshot": n, "tick": 1000 + n})),
    route("PUT /api/universe/{id}/snapshot/{tick}", SAVE, 201, |n| json!({"put": n})),
    Route { is_delta: true, ..route("PUT /api/universe/{id}/snapshot/{tick}", SAVE, 201, nothing) },
    route("PATCH /api/universe/{id}", OWN, 200, |n| json!({"description": n.to_string()})),
    route("GET /api/universe/{id}/access", OWN, 200, nothing),
    route("PUT /api/universe/{id}/access/{playerId}", OWN, 200, |_| json!({"role": "reader"})),
    route("DELETE /api/universe/{id}/access/{playerId}", OWN, 200, nothing),
    route("POST /api/universe/{id}/cleanup", OWN, 200, |_| json!({"currentTick": 7})),
    route("POST /api/universe/{id}/restore", RESTORE, 200, |_| json!({})),
    route("DELETE /api/universe/{id}", OWN, 200, nothing),
];

/// Every route on the player `owner`: anonymous, another, the player, and a caller whom an open server trusts.
const PLAYER_ROUTES: &[(&str, [u16; 4])] = &[
    ("GET /api/player/{id}", [200, 200, 200, 200]),
    ("GET /api/player/{id}/universes", [200, 200, 200, 200]),
    ("POST /api/player/{id}/token", [401, 403, 201, 201]),
    ("DELETE /api/player/{id}/token", [401, 403, 200, 200]),
    ("POST /api/player", [409, 403, 200, 200]),
    ("POST /api/universe", [401, 403, 201, 201]),
];

/// What everybody may follow, and what they may follow of a universe.
const STREAMS: (&str, Rights) = ("GET /api/events", READ);

/// What everybody may ask, whoever they are.
const OPEN_ROUTES: &[&str] = &[
    "GET /api/universes",
    "GET /api/stats",
    "GET /api/passages",
    "GET /api/limits",
    "GET /api/openapi.json",
    "GET /livez",
    "GET /healthz",
    "GET /readyz",
    "GET /metrics",
    "GET /docs",
];

/// The universes of the owner, by whom the routes are asked.
struct World {
    owner: Client,
    askers: Vec<(&'static str, Client)>,
}

const SEEN: [&str; 3] = ["public", "private", "deleted"];

async fn world(server: &Server) -> World {
    let [owner, other, reader, editor] = [
        server.player("owner").await,
        server.player("other").await,
        server.player("reader").await,
        server.player("editor").await,
    ];
    server.player("guest").await;
    for seen in SEEN {
        let body = json!({"id": format!("universe:{seen}"), "name": seen, "isPublic": seen != "private"});
        owner.post("/api/universe", body).await.expect(201);
        owner.saves(&format!("universe:{seen}"), 7, &json!({"world": seen})).await;
        for role in ["reader", "editor"] {
            let path = format!("/api/universe/universe:{seen}/access/{role}");
            owner.put(path, json!({"role": role})).await.expect(200);
        }
    }
    owner.delete("/api/universe/universe:deleted").await.expect(200);
    let anonymous = server.anybody();
    let askers = vec![
        ("anonymous", anonymous),
        ("other", other),
        ("reader", reader),
        ("editor", editor),
        ("owner", owner.clone()),
    ];
    World { owner, askers }
}

fn request(name: &str, id: &str, n: u64, body: &Value) -> Request {
    let (method, path) = name.split_once(' ').unwrap();
    let tick = if method == "PUT" { 5000 + n } else { 7 };
    let path = path.replace("{id}", id).replace("{tick}", &tick.to_string()).replace("{playerId}", "guest");
    let request = Request::new(method.parse::<Method>().unwrap(), path);
    if body.is_null() { request } else { request.json(body) }
}

/// A delta against what the world of `seen` was saved as.
fn delta_request(seen: &str, n: u64) -> Request {
    let base = json!({"world": seen}).to_string();
    let new = json!({"world": seen, "delta": n}).to_string();
    put_delta(format!("/api/universe/universe:{seen}/snapshot/{}", 5000 + n), base.as_bytes(), new.as_bytes())
}

impl World {
    /// Asks a route of the universe that is seen so, and puts everything back as it was.
    async fn ask(&self, asker: &Client, route: &Route, seen: &str, n: u64) -> u16 {
        let id = format!("universe:{seen}");
        if route.name.starts_with("DELETE") && route.name.ends_with("{playerId}") && seen != "deleted" {
            let path = format!("/api/universe/{id}/access/guest");
            self.owner.put(path, json!({"role": "reader"})).await.expect(200);
        }
        let request = match route.is_delta {
            true => delta_request(seen, n),
            false => request(route.name, &id, n, &(route.body)(n)),
        };
        let reply = asker.send(request).await;
        if reply.status >= 400 {
            reply.problem();
        } else if route.name == "DELETE /api/universe/{id}" {
            self.owner.post(format!("/api/universe/{id}/restore"), json!({})).await.expect(200);
        } else if route.name.ends_with("/restore") && seen == "deleted" {
            self.owner.delete(format!("/api/universe/{id}")).await.expect(200);
        }
        reply.status
    }
}

#[tokio::test]
async fn every_route_on_a_universe_answers_each_asker_by_their_rights() {
    let server = Server::start().await;
    let world = world(&server).await;
    let (mut n, mut wrong) = (0, Vec::new());
    for route in UNIVERSE_ROUTES {
        for (seen, expected) in
            SEEN.iter().zip([&route.rights.public, &route.rights.private, &route.rights.deleted])
        {
            for ((who, asker), expected) in world.askers.iter().zip(expected) {
                n += 1;
                let status = world.ask(asker, route, seen, n).await;
                let expected = if *expected == 0 { route.done } else { *expected };
                if status != expected {
                    wrong.push(format!("{who} of a {seen} one: {} is {status}, not {expected}", route.name));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[tokio::test]
async fn a_stream_of_a_universe_is_for_those_who_may_read_it() {
    let server = Server::start().await;
    let world = world(&server).await;
    let rights = STREAMS.1;
    for (seen, expected) in SEEN.iter().zip([rights.public, rights.private, rights.deleted]) {
        for ((who, asker), expected) in world.askers.iter().zip(expected) {
            let path = format!("/api/events?universeId=universe:{seen}");
            let opened = asker.tries_to_listen(Request::get(path)).await;
            let status = opened.err().map_or(0, |refused| refused.problem().0);
            assert_eq!(status, expected, "{who} of a {seen} one");
        }
    }
    for (who, asker) in &world.askers {
        assert!(asker.tries_to_listen(Request::get("/api/events")).await.is_ok(), "{who}");
    }
}

#[tokio::test]
async fn an_open_server_trusts_everybody_with_all_but_what_is_deleted() {
    let server = Server::open().await;
    let world = world(&server).await;
    let anybody = server.anybody();
    let mut n = 0;
    for route in UNIVERSE_ROUTES {
        for seen in SEEN {
            n += 1;
            let hidden = seen == "deleted" && !route.name.ends_with("/restore");
            let mut body = (route.body)(n);
            if body.get("ownerId").is_some() {
                body["ownerId"] = json!("owner");
            }
            let route = Route { body: nothing, rights: READ, ..*route };
            let status = if body.is_null() {
                world.ask(&anybody, &route, seen, n).await
            } else {
                let reply = anybody.send(request(route.name, &format!("universe:{seen}"), n, &body)).await;
                if route.name.ends_with("/restore") && seen == "deleted" {
                    world.owner.delete("/api/universe/universe:deleted").await.expect(200);
                }
                reply.status
            };
            assert_eq!(status, if hidden { 404 } else { route.done }, "{} of a {seen} one", route.name);
        }
    }
}

#[tokio::test]
async fn every_route_on_a_player_answers_each_asker_by_their_rights() {
    for (name, expected) in PLAYER_ROUTES {
        let server = Server::start().await;
        let (owner, other) = (server.player("owner").await, server.player("other").await);
        let open = Server::open().await;
        open.player("owner").await;
        let body = match *name {
            "POST /api/player" => json!({"id": "owner"}),
            "POST /api/universe" => json!({"name": "x", "ownerId": "owner"}),
            _ => Value::Null,
        };
        for (asker, expected) in [server.anybody(), other, owner, open.anybody()].iter().zip(expected) {
            let reply = asker.send(request(name, "owner", 0, &body)).await;
            assert_eq!(reply.status, *expected, "{name}");
        }
    }
}

#[tokio::test]
async fn what_is_open_is_open_to_everybody() {
    let server = Server::start().await;
    let ada = server.player("ada").await;
    for name in OPEN_ROUTES {
        for asker in [server.anybody(), ada.clone()] {
            assert_eq!(asker.send(request(name, "", 0, &Value::Null)).await.status, 200, "{name}");
        }
    }
}

#[tokio::test]
async fn every_published_route_stands_in_one_of_the_tables() {
    let server = Server::start().await;
    let rows = UNIVERSE_ROUTES.iter().map(|route| route.name);
    let rows = rows
        .chain([STREAMS.0])
        .chain(PLAYER_ROUTES.iter().map(|row| row.0))
        .chain(OPEN_ROUTES.iter().copied());
    let rows = rows.chain(crate::travel::ROUTES.iter().copied());
    let rows: BTreeSet<String> = rows.map(str::to_owned).collect();
    assert_eq!(server.contract().operations(), rows);
}
