//! Documents come back byte for byte, whatever stands in them.

use serde_json::json;

use crate::support::{Client, Request, Server, checksum, gzip_base64};

const RAW: &str = "application/vnd.multiverse.snapshot";

/// JSON that a parser and a writer would not leave as it is.
const ODD: &[&str] = &[
    r#"{"a":1,"a":2,"a":{"a":3,"a":4}}"#,
    "1e400",
    "-0",
    "[-0, -0.0, 0e0, 1E+2, 1e-400, 1.0, 1.00]",
    r#""\ud800 \udc00\ud800 lone""#,
    "1234567890123456789012345",
    "[0.1234567890123456789012345, 12345678901234567890123456789e10]",
    r#"{"z":1,"a":2,"m":{"b":1,"a":0}}"#,
    "{ \"a\" :\t1 ,\r\n\n\"b\":[ ]\r}",
    "\"Grüße aus Eschbach 😀 – \u{feff}日本\"",
    r#""\u0041\/\u00e9\b\f""#,
    "null",
    "true",
    "\"\"",
    "[]",
    "{}",
    r#"{"":{"":""},"__proto__":null,"snapshot":1,"entry":2}"#,
    "\"\u{7f}\u{2028}\u{2029}\"",
];

/// A document at a tick, by each way of upload, into the universe that `at` names for it.
fn uploads(at: fn(&str) -> String, tick: usize, text: &str) -> [Request; 3] {
    let path = |way| format!("/api/universe/{}/snapshot", at(way));
    let packed = gzip_base64(text.as_bytes());
    [
        Request::post(path("post"))
            .text("application/json", format!("{{\"tick\":{tick},\"snapshot\":{text}, \"day\":1}}")),
        Request::post(path("packed"))
            .header("x-snapshot-compressed", "gzip-base64")
            .text("application/json", format!("{{\"compressedSnapshot\":\"{packed}\",\"tick\":{tick}}}")),
        Request::put(format!("{}/{tick}", path("put"))).text("application/json", text),
    ]
}

fn each_its_own(way: &str) -> String {
    format!("universe:{way}")
}

fn one_for_all(_: &str) -> String {
    "universe:v".to_owned()
}

async fn holds(client: &Client, path: &str, text: &str) {
    let raw = client.send(Request::get(path).header("accept", RAW)).await;
    assert_eq!(raw.body, text.as_bytes(), "{path}");
    assert_eq!(raw.header("etag"), Some(format!("\"{}\"", checksum(text.as_bytes())).as_str()));
    let wrapped = client.get(path).await;
    assert_eq!(wrapped.header("content-type"), Some("application/json"));
    let body = String::from_utf8(wrapped.body.to_vec()).unwrap();
    let rest = body.strip_prefix("{\"snapshot\":").and_then(|rest| rest.strip_prefix(text));
    assert!(
        rest.is_some_and(|rest| rest.starts_with(",\"entry\":{") && rest.ends_with("}}")),
        "{path}: {body}"
    );
}

#[tokio::test]
async fn odd_json_comes_back_as_it_was_by_every_way_there_and_back_also_after_a_crash() {
    let server = Server::start().await;
    let ada = server.player("ada").await;
    for way in ["post", "packed", "put"] {
        ada.creates(&format!("universe:{way}")).await;
    }
    for (tick, text) in ODD.iter().enumerate() {
        for upload in uploads(each_its_own, tick, text) {
            let entry = ada.send(upload).await.expect(201)["entry"].clone();
            assert_eq!(entry["checksum"], checksum(text.as_bytes()), "{text}");
            assert_eq!(entry["fileSize"], text.len(), "{text}");
            assert_eq!(entry["contentType"], "application/json");
        }
    }
    holds_all(&ada).await;
    let token = ada.token().unwrap().to_owned();
    let server = server.killed_and_restarted();
    holds_all(&server.with_token(&token)).await;
}

async fn holds_all(client: &Client) {
    for (tick, text) in ODD.iter().enumerate() {
        for way in ["post", "packed", "put"] {
            holds(client, &format!("/api/universe/universe:{way}/snapshot/{tick}"), text).await;
        }
    }
}

#[tokio::test]
async fn a_document_that_is_no_json_keeps_its_bytes_and_type_and_has_no_json_form() {
    let server = Server::start().await;
    let ada = server.player("ada").await;
    ada.creates("universe:v").await;
    let bytes: Vec<u8> = (0..=255).cycle().take(3000).collect();
    let path = "/api/universe/universe:v/snapshot/1";
    for (tick, content_type, file) in [
        (1, Some("image/png"), "1.snapshot.bin.gz"),
        (2, Some("application/cbor"), "2.snapshot.cbor.gz"),
        (3, Some("text/plain; charset=utf-16"), "3.snapshot.txt.gz"),
        (4, None, "4.snapshot.bin.gz"),
    ] {
        let path = path.replace("/1", &format!("/{tick}"));
        let mut request = Request::put(&path).bytes(bytes.clone());
        if let Some(content_type) = content_type {
            request = request.header("content-type", content_type);
        }
        let entry = ada.send(request).await.expect(201)["entry"].clone();
        let kept = content_type.unwrap_or("application/octet-stream");
        assert_eq!((&entry["contentType"], &entry["filename"]), (&json!(kept), &json!(file)));
        let raw = ada.send(Request::get(&path).header("accept", RAW)).await;
        assert_eq!((raw.body.as_ref(), raw.header("content-type")), (bytes.as_slice(), Some(kept)));
        let refused = ada.get(&path).await;
        refused.refused(406, "not-acceptable");
        assert!(refused.json()["detail"].as_str().unwrap().contains(RAW), "it names the raw form");
    }
}

#[tokio::test]
async fn an_empty_document_is_a_document() {
    let server = Server::start().await;
    let ada = server.player("ada").await;
    ada.creates("universe:v").await;
    let path = "/api/universe/universe:v/snapshot/1";
    let put = Request::put(path).text("application/octet-stream", "");
    let entry = ada.send(put).await.expect(201)["entry"].clone();
    assert_eq!((&entry["fileSize"], &entry["checksum"]), (&json!(0), &json!(checksum(b""))));
    let raw = ada.send(Request::get(path).header("accept", RAW)).await;
    assert_eq!((raw.status, raw.body.len()), (200, 0));
    let none = Request::get(path).header("accept", RAW).header("range", "bytes=0-");
    ada.send(none).await.refused(416, "range-not-satisfiable");
    ada.send(Request::put(path).text("application/json", "")).await.refused(400, "malformed");
}

#[tokio::test]
async fn what_calls_itself_json_must_be_json() {
    let server = Server::start().await;
    let ada = server.player("ada").await;
    ada.creates("universe:v").await;
    for bad in ["", "{", "nul", "{\"a\":1,}", "[1] [2]", "'x'", "\u{feff}{}", "NaN", "01", "\"\u{1}\""] {
        for request in uploads(one_for_all, 1, bad) {
            ada.send(request).await.refused(400, "malformed");
        }
    }
    let latin =
        Request::put("/api/universe/universe:v/snapshot/1").text("application/json", b"\"\xe9\"".as_slice());
    ada.send(latin).await.refused(400, "malformed");
    let deep = format!("{}{}", "[".repeat(513), "]".repeat(513));
    for request in uploads(one_for_all, 1, &deep) {
        ada.send(request).await.refused(422, "rule");
    }
    let deepest = format!("{}{}", "[".repeat(512), "]".repeat(512));
    for request in uploads(one_for_all, 1, &deepest) {
        assert!(ada.send(request).await.status < 300);
    }
    assert_eq!(ada.get("/api/universe/universe:v").await.expect(200)["universe"]["snapshotCount"], 1);
}

#[tokio::test]
async fn a_large_document_survives_a_crash() {
    let server = Server::start().await;
    let ada = server.player("ada").await;
    ada.creates("universe:v").await;
    let mut state = 1_u64;
    let noise: Vec<u8> = std::iter::repeat_with(|| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 56) as u8
    })
    .take(3 << 20)
    .collect();
    let path = "/api/universe/universe:v/snapshot/1";
    ada.send(Request::put(path).text("x/y", noise.clone())).await.expect(201);
    let token = ada.token().unwrap().to_owned();
    let server = server.killed_and_restarted();
    let raw = server.with_token(&token).send(Request::get(path).header("accept", RAW)).await;
    assert!(raw.body == noise, "{} bytes", raw.body.len());
}
