//! Entity tags, preconditions, ranges.

use serde_json::json;

use crate::support::{Client, Reply, Request, Server};

const UNIVERSE: &str = "/api/universe/universe:v";
const RAW: &str = "application/vnd.multiverse.snapshot";
const TEXT: &[u8] = b"0123456789";

async fn shown_if(client: &Client, known: &str) -> Reply {
    client.send(Request::get(UNIVERSE).header("if-none-match", known)).await
}

#[tokio::test]
async fn a_universe_is_sent_again_only_if_it_changed() {
    let server = Server::start().await;
    let ada = server.player("ada").await;
    ada.creates_public("universe:v").await;
    let first = ada.get(UNIVERSE).await;
    let tag = first.header("etag").unwrap().to_owned();
    assert!(tag.starts_with('"') && tag.ends_with('"'), "{tag}");
    for known in [tag.clone(), format!("\"x\", {tag}"), format!("W/{tag}"), "*".to_owned()] {
        let reply = shown_if(&ada, &known).await;
        assert_eq!((reply.status, reply.body.len()), (304, 0), "{known}");
        assert_eq!(reply.header("etag"), Some(tag.as_str()));
    }
    shown_if(&ada, "\"x\"").await.expect(200);
    ada.patch(UNIVERSE, json!({"description": "new"})).await.expect(200);
    let second = shown_if(&ada, &tag).await;
    second.expect(200);
    ada.saves("universe:v", 1, &json!(1)).await;
    shown_if(&ada, second.header("etag").unwrap()).await.expect(200);
}

#[tokio::test]
async fn a_patch_can_insist_on_what_was_read() {
    let server = Server::start().await;
    let ada = server.player("ada").await;
    ada.creates("universe:v").await;
    let patch =
        |tag: &str, name: &str| Request::patch(UNIVERSE).json(&json!({"name": name})).header("if-match", tag);
    let tag = ada.get(UNIVERSE).await.header("etag").unwrap().to_owned();
    ada.send(patch(&tag, "first")).await.expect(200);
    ada.send(patch(&tag, "second")).await.refused(412, "precondition-failed");
    ada.send(patch("\"x\"", "second")).await.refused(412, "precondition-failed");
    assert_eq!(ada.get(UNIVERSE).await.expect(200)["universe"]["name"], "first");
    ada.send(patch("*", "third")).await.expect(200);
    let tag = ada.get(UNIVERSE).await.header("etag").unwrap().to_owned();
    ada.send(patch(&format!("W/{tag}"), "weak")).await.refused(412, "precondition-failed");
    ada.send(patch(&format!("\"x\", {tag}"), "fourth")).await.expect(200);
}

async fn saved_bytes(server: &Server) -> (Client, String) {
    let ada = server.player("ada").await;
    ada.creates_public("universe:v").await;
    let request = Request::put(format!("{UNIVERSE}/snapshot/1")).text("text/plain; charset=x", TEXT);
    let entry = ada.send(request).await.expect(201)["entry"].clone();
    (ada, format!("\"{}\"", entry["checksum"].as_str().unwrap()))
}

fn raw() -> Request {
    Request::get(format!("{UNIVERSE}/snapshot/latest")).header("accept", RAW)
}

#[tokio::test]
async fn the_raw_bytes_come_with_their_type_and_tag() {
    let server = Server::start().await;
    let (ada, tag) = saved_bytes(&server).await;
    for path in ["snapshot/latest", "snapshot/1", "snapshot/5?at=nearest"] {
        let reply = ada.send(Request::get(format!("{UNIVERSE}/{path}")).header("accept", RAW)).await;
        assert_eq!((reply.status, reply.body.as_ref()), (200, TEXT));
        assert_eq!(reply.header("content-type"), Some("text/plain; charset=x"));
        assert_eq!(reply.header("etag"), Some(tag.as_str()));
        assert_eq!(reply.header("accept-ranges"), Some("bytes"));
        assert_eq!(reply.header("content-length"), Some("10"));
        assert_eq!(reply.header("x-content-type-options"), Some("nosniff"));
    }
    for known in [tag.as_str(), "*", &format!("\"x\", W/{tag}")] {
        let reply = ada.send(raw().header("if-none-match", known)).await;
        assert_eq!((reply.status, reply.body.len()), (304, 0), "{known}");
        assert_eq!(reply.header("etag"), Some(tag.as_str()));
    }
}

#[tokio::test]
async fn ranges_of_the_raw_bytes_are_answered() {
    let server = Server::start().await;
    let (ada, tag) = saved_bytes(&server).await;
    for (range, status, body, shown) in [
        ("bytes=0-3", 206, "0123", Some("bytes 0-3/10")),
        ("bytes=4-", 206, "456789", Some("bytes 4-9/10")),
        ("bytes=-3", 206, "789", Some("bytes 7-9/10")),
        ("bytes=-99", 206, "0123456789", Some("bytes 0-9/10")),
        ("bytes=9-99", 206, "9", Some("bytes 9-9/10")),
        ("bytes=0-1,3-4", 200, "0123456789", None),
        ("lines=1-2", 200, "0123456789", None),
        ("bytes=5-2", 200, "0123456789", None),
    ] {
        let reply = ada.send(raw().header("range", range)).await;
        assert_eq!((reply.status, reply.body.as_ref()), (status, body.as_bytes()), "{range}");
        assert_eq!(reply.header("content-range"), shown, "{range}");
        assert_eq!(reply.header("etag"), Some(tag.as_str()));
        assert_eq!(reply.header("content-type"), Some("text/plain; charset=x"));
    }
    for range in ["bytes=10-", "bytes=99-100", "bytes=-0"] {
        let reply = ada.send(raw().header("range", range)).await;
        reply.refused(416, "range-not-satisfiable");
        assert_eq!(reply.header("content-range"), Some("bytes */10"), "{range}");
    }
}

#[tokio::test]
async fn a_range_that_insists_on_other_bytes_gets_the_whole() {
    let server = Server::start().await;
    let (ada, tag) = saved_bytes(&server).await;
    let weak = format!("W/{tag}");
    for (insists, status) in
        [(tag.as_str(), 206), ("\"x\"", 200), (&weak, 200), ("Wed, 21 Oct 2015 07:28:00 GMT", 200)]
    {
        let reply = ada.send(raw().header("range", "bytes=0-3").header("if-range", insists)).await;
        assert_eq!(reply.status, status, "{insists}");
    }
}

#[tokio::test]
async fn head_tells_what_get_would_without_the_body() {
    let server = Server::start().await;
    let (ada, tag) = saved_bytes(&server).await;
    for path in ["snapshot/latest", "snapshot/1"] {
        let request = Request::new(reqwest::Method::HEAD, format!("{UNIVERSE}/{path}")).header("accept", RAW);
        let reply = ada.send(request).await;
        assert_eq!((reply.status, reply.body.len()), (200, 0));
        assert_eq!(reply.header("etag"), Some(tag.as_str()));
        assert_eq!(reply.header("content-length"), Some("10"));
        assert_eq!(reply.header("content-type"), Some("text/plain; charset=x"));
    }
    for path in [UNIVERSE, "/api/universes", "/api/stats", "/livez", "/docs", "/api/universe/none"] {
        let get = ada.get(path).await;
        let head = ada.send(Request::new(reqwest::Method::HEAD, path)).await;
        assert_eq!((head.status, head.body.len()), (get.status, 0), "{path}");
        assert_eq!(head.header("content-type"), get.header("content-type"), "{path}");
    }
}
