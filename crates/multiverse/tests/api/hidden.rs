//! Private means private: what is hidden answers as what was never there.

use std::collections::BTreeMap;

use serde_json::json;

use crate::support::{Client, Reply, Request, Server, named_delta, put_delta};

/// As long as each other, so that even the length of an answer is alike.
const HIDDEN: &str = "universe:hidden";
const ABSENT: &str = "universe:absent";

fn requests(id: &str) -> Vec<Request> {
    let at = |rest: &str| format!("/api/universe/{id}{rest}");
    let save = json!({"snapshot": {"a": 1}, "tick": 7});
    let mut requests: Vec<Request> = [
        "",
        "/access",
        "/snapshot/latest",
        "/snapshot/7",
        "/snapshot/8",
        "/snapshot/8?at=nearest",
        "/snapshots",
        "/timeline?lineage=true",
        "/decay-preview",
        "/decay-preview?currentTick=9007199254740991",
        "/forks",
        "/lineage",
        "/tree",
        "/arrivals",
        "/arrivals?state=arrived",
    ]
    .iter()
    .map(|rest| Request::get(at(rest)))
    .collect();
    requests.extend([
        Request::get(at("")).header("if-none-match", "*"),
        Request::get(at("/snapshot/7")).header("accept", "application/vnd.multiverse.snapshot"),
        Request::get(at("/snapshot/7")).header("if-none-match", "*").header("range", "bytes=9999-"),
        Request::get(format!("/api/universes?forkOf={id}")),
        Request::get(format!("/api/passages?universeId={id}")),
        Request::get(format!("/api/passages/compatibility?source={id}&target=universe:own")),
        Request::get(format!("/api/passages/compatibility?source=universe:own&target={id}")),
        Request::post("/api/passage").json(&passage(id, "universe:own")),
        Request::post("/api/passage").json(&passage("universe:own", id)),
        Request::patch(at("")).json(&json!({"name": "mine"})),
        Request::patch(at("")).json(&json!({"name": "mine"})).header("if-match", "\"x\""),
        Request::patch(at("")).json(&json!({"name": 1})),
        Request::delete(at("")),
        Request::post(at("/restore")),
        Request::put(at("/access/other")).json(&json!({"role": "reader"})),
        Request::put(at("/access/nobody")).json(&json!({"role": "reader"})),
        Request::delete(at("/access/other")),
        Request::post(at("/snapshot")).json(&save),
        Request::post(at("/snapshot")).json(&save).header("content-encoding", "nonsense"),
        Request::post(at("/snapshot")).text("text/plain", "no JSON"),
        Request::put(at("/snapshot/7")).text("application/json", "{\"a\":1}"),
        Request::put(at("/snapshot/7?onConflict=fork")).text("application/json", "no JSON"),
        put_delta(at("/snapshot/8"), b"{\"a\":1}", b"{\"a\":2}"),
        put_delta(at("/snapshot/8"), b"nobody has it", b"{\"a\":2}"),
        named_delta(at("/snapshot/8"), b"{\"a\":1}", b"{\"a\":2}", b"no delta".to_vec()),
        Request::post(at("/cleanup")).json(&json!({"currentTick": 9_007_199_254_740_991_u64})),
        Request::post(at("/fork")).json(&json!({"snapshotTick": 7, "name": "f"})),
        Request::post(at("/fork")).json(&json!({"snapshotTick": 9, "name": "f", "id": ABSENT})),
    ]);
    requests
}

fn passage(source: &str, target: &str) -> serde_json::Value {
    json!({"sourceUniverseId": source, "targetUniverseId": target, "type": "gate"})
}

/// All that an answer shows, but for what differs between any two answers.
fn shown(reply: &Reply, id: &str) -> (u16, BTreeMap<String, String>, String) {
    let headers = reply.headers.iter().filter(|(name, _)| !["date", "x-request-id"].contains(&name.as_str()));
    let headers =
        headers.map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned())).collect();
    (reply.status, headers, String::from_utf8_lossy(&reply.body).replace(id, "universe:?"))
}

async fn compare(asker: &Client, who: &str) {
    for (hidden, absent) in requests(HIDDEN).into_iter().zip(requests(ABSENT)) {
        let told = format!("{who}: {hidden:?}");
        let (hidden, absent) = (asker.send(hidden).await, asker.send(absent).await);
        assert_eq!(shown(&hidden, HIDDEN), shown(&absent, ABSENT), "{told}");
        assert!(hidden.status >= 400, "{told}");
    }
}

async fn hides(server: &Server) -> Client {
    let owner = server.player("owner").await;
    owner.creates(HIDDEN).await;
    owner.saves(HIDDEN, 7, &json!({"a": 1})).await;
    owner
}

#[tokio::test]
async fn a_private_universe_answers_strangers_as_one_that_never_was() {
    let server = Server::start().await;
    hides(&server).await;
    compare(&server.anybody(), "anonymous").await;
    let other = server.player("other").await;
    other.creates("universe:own").await;
    compare(&other, "another player").await;
}

#[tokio::test]
async fn a_deleted_universe_answers_everybody_else_as_one_that_never_was() {
    let server = Server::start().await;
    let owner = hides(&server).await;
    let other = server.player("other").await;
    other.creates("universe:own").await;
    owner.put(format!("/api/universe/{HIDDEN}/access/other"), json!({"role": "editor"})).await.expect(200);
    owner.patch(format!("/api/universe/{HIDDEN}"), json!({"isPublic": true})).await.expect(200);
    owner.delete(format!("/api/universe/{HIDDEN}")).await.expect(200);
    compare(&server.anybody(), "anonymous").await;
    compare(&other, "a former editor").await;
}

#[tokio::test]
async fn nothing_lists_or_names_what_is_hidden() {
    let server = Server::start().await;
    let owner = hides(&server).await;
    let other = server.player("other").await;
    owner.put(format!("/api/universe/{HIDDEN}/access/other"), json!({"role": "reader"})).await.expect(200);
    other.forks(HIDDEN, 7, "universe:fork").await;
    other.patch("/api/universe/universe:fork", json!({"isPublic": true})).await.expect(200);
    owner.delete(format!("/api/universe/{HIDDEN}/access/other")).await.expect(200);
    for asker in [server.anybody(), other] {
        for path in [
            "/api/universes",
            "/api/universes?q=hidden",
            "/api/universes?ownerId=owner",
            "/api/universes?deleted=true&ownerId=owner",
            "/api/player/owner",
            "/api/player/owner/universes?includeMetadata=true",
            "/api/universe/universe:fork",
            "/api/universe/universe:fork/lineage",
            "/api/universe/universe:fork/tree",
            "/api/universe/universe:fork/timeline?lineage=true",
            "/api/universe/universe:fork/snapshot/7",
        ] {
            let reply = asker.get(path).await;
            reply.expect(200);
            let text = String::from_utf8_lossy(&reply.body).into_owned();
            assert!(!text.contains("hidden"), "{path}: {text}");
        }
        let missing = asker.get("/api/universe/universe:fork/snapshot/3").await;
        missing.refused(404, "no-snapshot");
    }
}

#[tokio::test]
async fn saving_what_another_saved_in_private_does_not_show() {
    let server = Server::start().await;
    let owner = hides(&server).await;
    let other = server.player("other").await;
    let universe = other.creates("universe:mine").await;
    let known = other.saves(&universe, 1, &json!({"a": 1})).await;
    assert_eq!(
        known["storedSize"],
        owner.get(format!("/api/universe/{HIDDEN}/snapshots")).await.expect(200)["snapshots"][0]["storedSize"]
    );
}
