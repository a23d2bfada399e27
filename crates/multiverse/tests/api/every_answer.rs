//! What every answer has, whatever was asked: ids, problems, headers for browsers.

use reqwest::Method;
use serde_json::json;

use crate::support::{Request, Server, is_shaped};

const PATHS: [&str; 8] = [
    "/livez",
    "/metrics",
    "/docs",
    "/api/stats",
    "/api/universes",
    "/api/universe/none",
    "/nowhere",
    "/api/nowhere",
];

#[tokio::test]
async fn every_answer_has_a_request_id_and_the_clients_own_is_kept() {
    let server = Server::start().await;
    let anybody = server.anybody();
    let mut made = std::collections::BTreeSet::new();
    for path in PATHS {
        let own = anybody.send(Request::get(path).header("x-request-id", "mine-42/x")).await;
        assert_eq!(own.header("x-request-id"), Some("mine-42/x"), "{path}");
        for bad in [String::new(), "a b".to_owned(), "é".to_owned(), "x".repeat(300)] {
            let reply = anybody.send(Request::get(path).header("x-request-id", bad)).await;
            let id = reply.header("x-request-id").unwrap().to_owned();
            assert!(!id.is_empty() && id.len() < 100, "{path}: {id}");
            assert!(made.insert(id), "{path}: an id came twice");
        }
    }
}

#[tokio::test]
async fn every_refusal_is_a_problem_with_a_sentence_for_earlier_clients() {
    let server = Server::start().await;
    let ada = server.player("ada").await;
    ada.creates_public("universe:v").await;
    for (request, status) in [
        (Request::get("/api/universe/none"), 404),
        (Request::get("/api/universe/%20"), 400),
        (Request::get("/api/universe/%FF"), 400),
        (Request::get("/api/universes?limit=0"), 400),
        (Request::post("/api/universe").text("application/json", "{"), 400),
        (Request::post("/api/universe").text("text/plain", "{}"), 415),
        (Request::post("/api/universe/universe:v/restore"), 401),
        (Request::delete("/api/universe/universe:v"), 401),
        (Request::get("/api/universe/universe:v/snapshot/latest"), 404),
    ] {
        let reply = server.anybody().send(request).await;
        assert_eq!(reply.status, status);
        let problem = reply.json();
        is_shaped(&problem, "type:string title:string status:int detail:string error:string nearest?:array");
        let sentence = problem["error"].as_str().unwrap();
        assert!(sentence.ends_with(['.', '?']) && sentence.starts_with(char::is_uppercase), "{sentence}");
        assert_eq!(reply.header("content-type"), Some("application/problem+json"));
    }
}

#[tokio::test]
async fn unknown_routes_and_methods_are_problems_too() {
    let server = Server::start().await;
    let ada = server.player("ada").await;
    for path in [
        "/nowhere",
        "/api",
        "/api/",
        "/api/nowhere",
        "/api/multiverse/nowhere",
        "/api/universe",
        "/api/universe/a/b/c/d",
        "/api/universe/",
    ] {
        let reply = ada.send(Request::get(path)).await;
        if path == "/api/universe" {
            reply.refused(405, "method-not-allowed");
        } else {
            reply.refused(404, "not-found");
        }
    }
    for (method, path, allowed) in [
        (Method::PUT, "/api/player", "POST"),
        (Method::DELETE, "/api/stats", "GET"),
        (Method::POST, "/api/universe/universe:v", "PATCH"),
        (Method::PATCH, "/api/multiverse/universe/universe:v/snapshot/1", "PUT"),
        (Method::POST, "/livez", "GET"),
        (Method::OPTIONS, "/api/stats", "GET"),
    ] {
        let reply = ada.send(Request::new(method.clone(), path)).await;
        reply.refused(405, "method-not-allowed");
        let allow = reply.header("allow").unwrap_or_default();
        assert!(allow.contains(allowed), "{method} {path}: {allow}");
    }
}

#[tokio::test]
async fn without_configured_origins_no_web_page_may_call() {
    let server = Server::start().await;
    let get = Request::get("/api/stats").header("origin", "https://game.example");
    let reply = server.anybody().send(get).await;
    reply.expect(200);
    assert!(reply.headers.keys().all(|name| !name.as_str().starts_with("access-control-")));
    let preflight = Request::new(Method::OPTIONS, "/api/universe")
        .header("origin", "https://game.example")
        .header("access-control-request-method", "POST");
    let reply = server.anybody().send(preflight).await;
    assert!(reply.headers.keys().all(|name| !name.as_str().starts_with("access-control-")));
}

#[tokio::test]
async fn pages_of_configured_origins_may_call_with_everything_that_clients_send() {
    let listed = ["--cors-origin", "https://game.example", "--cors-origin", "http://localhost:5173"];
    let any = ["--auth", "open", "--cors-origin", "*"];
    let asked =
        "authorization, content-type, idempotency-key, snapshot-meta, if-match, x-snapshot-compressed";
    for (flags, origin, allowed) in [
        (&listed[..], "https://game.example", Some("https://game.example")),
        (&listed, "http://localhost:5173", Some("http://localhost:5173")),
        (&listed, "https://evil.example", None),
        (&any, "https://evil.example", Some("*")),
    ] {
        let server = Server::start_with(flags).await;
        for method in ["GET", "POST", "PUT", "PATCH", "DELETE"] {
            let preflight = Request::new(Method::OPTIONS, "/api/universe/none/snapshot/1")
                .header("origin", origin)
                .header("access-control-request-method", method)
                .header("access-control-request-headers", asked);
            let reply = server.anybody().send(preflight).await;
            assert_eq!(reply.header("access-control-allow-origin"), allowed, "{origin}");
            if allowed.is_some() {
                assert_eq!(reply.status, 200);
                assert!(reply.header("access-control-allow-methods").unwrap().contains(method));
                let headers = reply.header("access-control-allow-headers").unwrap();
                // `*` does not stand for Authorization: browsers want it named.
                assert!(asked.split(", ").all(|name| headers.contains(name)), "{headers}");
            }
        }
        for path in ["/api/stats", "/api/universe/none", "/nowhere"] {
            let reply = server.anybody().send(Request::get(path).header("origin", origin)).await;
            assert_eq!(reply.header("access-control-allow-origin"), allowed, "{path} {origin}");
            let exposed = reply.header("access-control-expose-headers").unwrap_or_default().to_lowercase();
            for name in ["etag", "link", "retry-after", "content-range", "snapshot-meta", "x-request-id"] {
                assert!(allowed.is_none() || exposed.contains(name), "{exposed} lacks {name}");
            }
        }
    }
}

#[tokio::test]
async fn members_that_the_contract_may_grow_by_are_no_error() {
    let server = Server::start().await;
    let ada = server.player("ada").await;
    let body = json!({"id": "universe:v", "name": "x", "later": {"a": [1]}});
    ada.post("/api/universe", body).await.expect(201);
    let save = json!({"snapshot": 1, "tick": 1, "later": true});
    ada.post("/api/universe/universe:v/snapshot", save).await.expect(201);
    ada.get("/api/universe/universe:v?later=1").await.expect(200);
}
