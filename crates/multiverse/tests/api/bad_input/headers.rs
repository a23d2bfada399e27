//! Headers that hold what they should not.

use super::rows::ROWS;
use super::world::{Case, MALFORMED, World};
use crate::support::{Reply, Request};

#[tokio::test]
async fn an_idempotency_key_that_is_none_is_malformed() {
    let world = World::start().await;
    let mut cases = Vec::new();
    for row in ROWS.iter().filter(|row| row.method == "POST") {
        for key in [&b""[..], &[b'k'; 256], &[b'k'; 9000], b"\xff", "schlüssel".as_bytes(), b"a\tb"] {
            let what = format!("{} with {} bytes", row.name(), key.len());
            cases.push(Case::new(what, row.request(row.path()).header("idempotency-key", key), MALFORMED));
        }
        let twice = row.request(row.path()).header("idempotency-key", "a").header("idempotency-key", "a");
        cases.push(Case::new(format!("{} with two keys", row.name()), twice, MALFORMED));
    }
    world.refuses(cases).await;
}

#[tokio::test]
async fn a_request_id_that_no_log_should_show_is_replaced() {
    let world = World::start().await;
    let kept = world.ada.send(Request::get("/api/stats").header("x-request-id", "a-b_c:1")).await;
    assert_eq!(kept.header("x-request-id"), Some("a-b_c:1"));
    for id in [&b""[..], &[b'k'; 256], b"a b", b"\xff", b"a\tb", "é".as_bytes()] {
        for path in ["/api/stats", "/livez", "/nothing"] {
            let reply = world.ada.send(Request::get(path).header("x-request-id", id)).await;
            let given = reply.header("x-request-id").unwrap();
            assert!(!given.is_empty() && given.bytes().all(|b| b.is_ascii_graphic()), "{given}");
            assert_ne!(given.as_bytes(), id);
        }
    }
}

#[tokio::test]
async fn an_accept_encoding_that_makes_no_sense_gets_the_plain_answer() {
    let world = World::start().await;
    let path = "/api/universe/universe:mine/snapshot/latest";
    for wish in
        [&b"\xff"[..], b"gzip;q=", b"gzip;q=2", b";;;", b"*;q=0", b"gzip gzip", &[b','; 9000], b"x;q=1"]
    {
        for row in ROWS.iter().filter(|row| row.method == "GET") {
            let reply = world.ada.send(row.request(row.path()).header("accept-encoding", wish)).await;
            assert_eq!((reply.status, reply.header("content-encoding")), (row.good, None), "{}", row.name());
        }
        world.ada.send(Request::get(path).header("accept-encoding", wish)).await.expect(200);
    }
}

#[tokio::test]
async fn a_range_that_makes_no_sense_gets_the_whole_document() {
    let world = World::start().await;
    let raw = |range: &[u8]| {
        Request::get("/api/universe/universe:mine/snapshot/latest")
            .header("accept", "application/vnd.multiverse.snapshot")
            .header("range", range)
    };
    let whole = br#"{"people":["tom","eva"]}"#;
    let shown = |reply: &Reply| (reply.status, reply.body.to_vec());
    for range in
        [&b""[..], b"bytes", b"bytes=-", b"bytes=5-2", b"bytes=a-b", b"bytes=0-1,3-4", b"\xff", b"items=0-1"]
    {
        assert_eq!(shown(&world.ada.send(raw(range)).await), (200, whole.to_vec()), "{range:?}");
    }
    let many = format!("bytes={}", vec!["0-1"; 2000].join(","));
    assert_eq!(shown(&world.ada.send(raw(many.as_bytes())).await), (200, whole.to_vec()));
    for range in [&b"bytes=24-"[..], b"bytes=-0", b"bytes=99999999999999999999-"] {
        world.ada.send(raw(range)).await.refused(416, "range-not-satisfiable");
    }
    assert_eq!(shown(&world.ada.send(raw(b"bytes=23-99999999999999999999")).await), (206, b"}".to_vec()));
}

#[tokio::test]
async fn conditions_that_make_no_sense_do_not_hold() {
    let world = World::start().await;
    let patch = |tag: &[u8]| {
        Request::patch("/api/universe/universe:mine")
            .text("application/json", "{\"name\":\"x\"}")
            .header("if-match", tag)
    };
    let unmet = (412, "precondition-failed");
    let mut cases: Vec<Case> = [&b""[..], b"x", b"W/\"1-0\"", b"\"\"", b"\"1-0", b",,,", &[b'"'; 9000]]
        .map(|tag| Case::new(format!("{:?}", &tag[..tag.len().min(20)]), patch(tag), unmet))
        .into();
    cases.push(Case::new("not ASCII", patch(b"\"\xff\""), MALFORMED));
    world.refuses(cases).await;
    for tag in [&b""[..], b"\xff", b"x", b"\"\"", b",,,"] {
        let request = Request::get("/api/universe/universe:mine").header("if-none-match", tag);
        world.ada.send(request).await.expect(200);
    }
}

#[tokio::test]
async fn a_method_that_a_route_has_not_is_refused_and_changes_nothing() {
    let world = World::start().await;
    let mut cases = Vec::new();
    for row in ROWS {
        let known = |method: &str| {
            let same =
                |other: &&super::rows::Row| other.template == row.template || other.path() == row.path();
            ROWS.iter()
                .filter(same)
                .any(|other| other.method == method || (other.method == "GET" && method == "HEAD"))
        };
        for method in ["GET", "POST", "PUT", "PATCH", "DELETE", "TRACE", "OPTIONS", "PROPFIND"] {
            // A tick is a variable of the same shape as `latest`.
            if !known(method) && !row.template.ends_with("/latest") {
                let request = Request::new(method.parse().unwrap(), row.path());
                cases.push(Case::new(
                    format!("{method} {}", row.template),
                    request,
                    (405, "method-not-allowed"),
                ));
            }
        }
    }
    world.refuses(cases).await;
}
