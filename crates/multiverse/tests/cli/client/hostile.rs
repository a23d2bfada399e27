//! A server that means harm, or is none of ours.

use std::net::SocketAddr;

use axum::Router;
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use axum::routing::get;
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::runtime::Runtime;

use super::person::Person;

/// Answers what it is told to, for as long as it lives.
pub(super) struct Impostor {
    _runtime: Runtime,
    address: SocketAddr,
}

impl Impostor {
    /// Starts one.
    pub(super) fn start(routes: Router) -> Self {
        let runtime = Runtime::new().unwrap();
        let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0")).unwrap();
        let address = listener.local_addr().unwrap();
        runtime.spawn(async move { axum::serve(listener, routes).await });
        Self { _runtime: runtime, address }
    }

    /// Somebody who takes it for a Multiverse.
    pub(super) fn visitor(&self) -> Person {
        Person::at_address(&format!("http://{}", self.address))
    }
}

/// Clears the screen, makes what follows red, and turns text around.
const ORDERS: &str = "\u{1b}[2J\u{9b}31m\u{202e}gnp.exe\u{7}";

fn universe(name: &str) -> Value {
    json!({
        "id": "u", "name": name, "ownerId": "ada", "createdAt": 0, "lastSnapshotAt": 1, "snapshotCount": 1,
        "canonicalEventCount": 0, "isPublic": true, "visitorPolicy": "open", "description": "two\nlines\u{202e}",
        "head": {"id": "s", "tick": 1, "checksum": format!("sha256:{}", "0".repeat(64))},
    })
}

fn entry() -> Value {
    json!({
        "id": "s", "universeId": "u", "tick": 1, "day": 0, "timestamp": 0, "type": "canonical",
        "canonEvent": {"type": "birth", "title": "c\u{202e}d", "description": "e\nf\u{202e}"}, "label": "\u{2067}", "fileSize": 1,
        "storedSize": 1, "checksum": format!("sha256:{}", "0".repeat(64)), "filename": ORDERS, "contentType": ORDERS,
        "decayPolicy": {}, "title": ORDERS, "canFork": true, "hasSnapshot": true,
    })
}

fn has_orders(text: &str) -> bool {
    text.chars().any(|c| c != '\n' && (c.is_control() || c == '\u{202e}'))
}

#[test]
fn what_a_terminal_would_obey_never_reaches_it() {
    let answer = |value: Value| {
        get(move || async move { ([(header::CONTENT_TYPE, "application/json")], value.to_string()) })
    };
    let page = json!({"universeId": "u", "snapshots": [entry()], "lastUpdated": 0, "nextCursor": null});
    let ancestor = json!({"universeId": "u", "name": "a\u{202e}b", "forkTick": null});
    let relative = json!({
        "universeId": "u", "name": "a\u{202e}b", "ownerId": "ada", "headTick": 1, "snapshotCount": 1,
        "canonicalEventCount": 1, "createdAt": 0, "lastSnapshotAt": 0,
    });
    let routes = Router::new()
        .route("/api/universes", answer(json!({"universes": [universe("a\u{202e}b")], "nextCursor": null})))
        .route("/api/universe/u/lineage", answer(json!({"lineage": [ancestor]})))
        .route(
            "/api/universe/u/tree",
            answer(json!({"universeId": "u", "universes": [relative], "nextCursor": null})),
        )
        .route("/api/universe/u", answer(json!({"universe": universe("a\u{202e}b")})))
        .route("/api/universe/u/timeline", answer(page))
        .route(
            "/api/universe/u/forks",
            answer(json!({"sourceUniverseId": "u", "forks": [], "nextCursor": null})),
        );
    let impostor = Impostor::start(routes);
    let visitor = impostor.visitor();
    for command in [["ls"].as_slice(), &["show", "u"], &["show", "u@1"], &["log", "u"], &["tree", "u"]] {
        for json in [[].as_slice(), &["--json"]] {
            let said = visitor.does(&[command, json].concat());
            assert!(!has_orders(&said), "{command:?}: {said:?}");
        }
    }
    let shown = visitor.does(&["show", "u"]);
    assert!(shown.contains("u  a�b\n") && shown.contains("★ u@1  �[2J�31m�gnp.exe�\n"), "{shown}");
    let document = visitor.asks(&["show", "u"]);
    assert_eq!(document["entry"]["title"], ORDERS, "programs get what was sent");
}

#[test]
fn passages_and_trips_are_shown_without_orders() {
    let answer = |value: Value| {
        get(move || async move { ([(header::CONTENT_TYPE, "application/json")], value.to_string()) })
    };
    let passage = json!({
        "id": "p", "sourceUniverseId": "u", "targetUniverseId": "v", "type": "gate", "active": true, "state": "active",
        "createdAt": 0, "createdBy": "ada", "stability": 1e300, "lastMaintenance": i64::MAX, "inTransit": u64::MAX,
        "bidirectional": true,
    });
    let trip = json!({
        "id": "t", "passageId": "p", "entityId": "a\u{202e}b", "entity": {"name": ORDERS}, "fromUniverseId": "u",
        "toUniverseId": "v", "state": "in_transit", "departedAt": i64::MIN, "expiresAt": 0, "reason": "c\u{202e}d",
    });
    let factor = json!({"name": ORDERS, "weight": -7, "value": 1e300});
    let compared = json!({"score": -1, "factors": [factor], "warnings": [ORDERS], "recommended": false});
    let routes = Router::new()
        .route("/api/passages", answer(json!({"passages": [passage], "nextCursor": null})))
        .route("/api/passage/p", answer(json!({"passage": passage})))
        .route("/api/passages/compatibility", answer(compared))
        .route("/api/universe/u/arrivals", answer(json!({"arrivals": [trip], "nextCursor": null})))
        .route("/api/transit/t", answer(json!({"transit": trip})))
        .route("/api/entity/e/journey", answer(json!({"entityId": "e", "steps": [trip], "branches": []})));
    let impostor = Impostor::start(routes);
    let visitor = impostor.visitor();
    let commands = [
        ["passage", "ls"].as_slice(),
        &["passage", "show", "p"],
        &["passage", "check", "u", "v"],
        &["arrivals", "u"],
        &["journey", "e"],
    ];
    for command in commands {
        let said = visitor.does(command);
        assert!(!said.is_empty() && !has_orders(&said), "{command:?}: {said:?}");
        let document = visitor.does(&[command, &["--json"]].concat());
        assert!(!has_orders(&document), "{command:?}: {document:?}");
        assert!(serde_json::from_str::<Value>(&document).is_ok(), "{command:?}: {document:?}");
    }
    let refused = visitor.runs(&["arrive", "t", "-u", "u"]).fails_with(5);
    assert!(!has_orders(&refused), "{refused:?}");
}

#[test]
fn what_is_said_to_be_in_the_way_of_a_traveller_is_shown_without_orders() {
    let problem = || async {
        let item = json!({"item": {"name": ORDERS}, "path": format!("/{ORDERS}"), "reason": ORDERS});
        let body = json!({
            "type": "/problems/cannot-cross", "title": "x", "status": 422, "detail": "x", "error": "x", "items": [item],
            "more": u64::MAX,
        });
        let head = [(header::CONTENT_TYPE, "application/problem+json")];
        (StatusCode::UNPROCESSABLE_ENTITY, head, body.to_string()).into_response()
    };
    let impostor = Impostor::start(Router::new().fallback(problem));
    let visitor = impostor.visitor();
    let travel = ["travel", "p", "tom", "-"];
    let refused = visitor.runs_with_input(&travel, b"{}").fails_with(7);
    assert!(refused.starts_with("note: /") && !has_orders(&refused), "{refused:?}");
    let refused = visitor.runs_with_input(&[&travel[..], &["--json"]].concat(), b"{}");
    assert!(!has_orders(&refused.stdout), "{:?}", refused.stdout);
    let document: Value = serde_json::from_str(&refused.stdout).unwrap();
    assert_eq!(document["refused"][0]["reason"], ORDERS, "programs get what was sent");
}

#[test]
fn what_a_server_says_of_an_error_is_shown_without_orders() {
    let problem = || async {
        let body = json!({
            "type": "/problems/rule", "title": "x", "status": 422, "detail": format!("Do not.{ORDERS}"), "error": "x",
        });
        let head = [(header::CONTENT_TYPE, "application/problem+json")];
        (StatusCode::UNPROCESSABLE_ENTITY, head, body.to_string()).into_response()
    };
    let impostor = Impostor::start(Router::new().fallback(problem));
    let refused = impostor.visitor().runs(&["ls"]).fails_with(7);
    assert!(refused.starts_with("error: do not.") && !has_orders(&refused), "{refused:?}");
}

#[test]
fn what_is_no_multiverse_is_told_as_such() {
    let page = get(|| async { axum::response::Html("<h1>It works!</h1>") });
    let impostor = Impostor::start(Router::new().fallback(page));
    let visitor = impostor.visitor();
    for command in [["ls"].as_slice(), &["show", "u"], &["login"], &["load", "u", "-o", "-"]] {
        let refused = visitor.runs(command).fails_with(1);
        let expected = format!("error: {} gives no answer of Multiverse's: ", visitor.server);
        assert!(refused.starts_with(&expected), "{command:?}: {refused}");
    }
    assert!(
        !visitor.credentials().exists()
            || !std::fs::read_to_string(visitor.credentials()).unwrap().contains("player")
    );
}

#[test]
fn a_token_does_not_follow_a_redirect() {
    let elsewhere = get(|| async { axum::response::Redirect::temporary("http://127.0.0.1:9/") });
    let impostor = Impostor::start(Router::new().fallback(elsewhere));
    let refused = impostor.visitor().runs_with(&["ls"], &[("MULTIVERSE_TOKEN", "mv_secret")]).fails_with(1);
    assert!(refused.contains("it redirects to \"http://127.0.0.1:9/\""), "{refused}");
}
