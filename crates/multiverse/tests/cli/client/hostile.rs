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
struct Impostor {
    _runtime: Runtime,
    address: SocketAddr,
}

impl Impostor {
    fn start(routes: Router) -> Self {
        let runtime = Runtime::new().unwrap();
        let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0")).unwrap();
        let address = listener.local_addr().unwrap();
        runtime.spawn(async move { axum::serve(listener, routes).await });
        Self { _runtime: runtime, address }
    }

    fn visitor(&self) -> Person {
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
