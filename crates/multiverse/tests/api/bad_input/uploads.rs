//! What is wrong with uploads alone.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE};
use serde_json::{Value, json};

use super::world::{Case, MALFORMED, MAX_BODY, NOT_FOUND, RULE, TOO_LARGE, UNSUPPORTED, World};
use crate::support::{Request, gzip, gzip_base64};

const PATH: &str = "/api/universe/universe:mine/snapshot";

fn json_upload(body: &Value) -> Request {
    Request::post(PATH).json(body)
}

fn packed(packed: impl Into<Value>) -> Request {
    let packed: Value = packed.into();
    json_upload(&json!({"tick": 30, "compressedSnapshot": packed}))
        .header("x-snapshot-compressed", "gzip-base64")
}

fn raw(body: impl Into<Vec<u8>>) -> Request {
    Request::put(format!("{PATH}/30")).bytes(body)
}

#[tokio::test]
async fn a_packed_snapshot_that_does_not_unpack_is_malformed() {
    let world = World::start().await;
    let good = gzip_base64(b"{\"a\":1}");
    let bytes = gzip(b"{\"a\":1}");
    let high = STANDARD.encode([&bytes[..], &[0xfb, 0xff, 0xfe]].concat());
    let damaged: Vec<(&str, Value)> = vec![
        ("nothing", json!("")),
        ("null", Value::Null),
        ("a number", json!(1)),
        ("an array", json!([good])),
        ("an object", json!({"a": good})),
        ("a space in it", json!(format!("{} {}", &good[..8], &good[8..]))),
        ("a line break in it", json!(format!("{}\n{}", &good[..8], &good[8..]))),
        ("a line break after it", json!(format!("{good}\r\n"))),
        ("another padding", json!(format!("{good}="))),
        ("too much padding", json!(format!("{}====", good.trim_end_matches('=')))),
        ("a NUL in it", json!(format!("{}\0{}", &good[..8], &good[8..]))),
        ("é in it", json!(format!("é{good}"))),
        ("a data URL", json!(format!("data:application/gzip;base64,{good}"))),
        ("the URL's alphabet", json!(URL_SAFE.encode([&bytes[..], &[0xfb, 0xff, 0xfe]].concat()))),
        ("garbage after the end", json!(high)),
        ("zeros after the end", json!(STANDARD.encode([&bytes[..], &[0; 9]].concat()))),
        ("cut off", json!(STANDARD.encode(&bytes[..bytes.len() - 1]))),
        ("cut in the header", json!(STANDARD.encode(&bytes[..5]))),
        ("zstd", json!(STANDARD.encode(zstd::encode_all(&b"{}"[..], 3).unwrap()))),
        ("not packed", json!(STANDARD.encode(b"{}"))),
        ("packed twice", json!(gzip_base64(&bytes))),
        ("not JSON", json!(gzip_base64(b"{\"a\":"))),
        ("nothing in it", json!(gzip_base64(b""))),
        ("not UTF-8", json!(gzip_base64(b"\"\xff\""))),
        ("a byte order mark", json!(gzip_base64(b"\xef\xbb\xbf{}"))),
        ("two values", json!(gzip_base64(b"{}{}"))),
        ("a member before its end", json!(format!("{good}\",\"tick\":\"1"))),
    ];
    let mut cases: Vec<_> =
        damaged.into_iter().map(|(what, text)| Case::new(what, packed(text), MALFORMED)).collect();
    let deep = gzip_base64(&b"[".repeat(100_000));
    cases.push(Case::new("too deep", packed(deep), RULE));
    let large = gzip_base64(&vec![b' '; MAX_BODY + 1]);
    cases.push(Case::new("too large", packed(large), TOO_LARGE));
    world.refuses(cases).await;
}

#[tokio::test]
async fn a_snapshot_is_sent_in_one_way() {
    let world = World::start().await;
    let good = gzip_base64(b"{\"a\":1}");
    let both = json!({"tick": 30, "snapshot": {}, "compressedSnapshot": good});
    let neither = json!({"tick": 30});
    let header = |request: Request, value: &[u8]| request.header("x-snapshot-compressed", value);
    let plain = json!({"tick": 30, "snapshot": {}});
    let mut cases = vec![
        Case::new("both", json_upload(&both), MALFORMED),
        Case::new("both with the header", header(json_upload(&both), b"gzip-base64"), MALFORMED),
        Case::new("neither", json_upload(&neither), MALFORMED),
        Case::new("neither with the header", header(json_upload(&neither), b"gzip-base64"), MALFORMED),
        Case::new("plain with the header", header(json_upload(&plain), b"gzip-base64"), MALFORMED),
        Case::new(
            "packed without the header",
            json_upload(&json!({"tick": 30, "compressedSnapshot": good})),
            MALFORMED,
        ),
    ];
    for value in [&b""[..], b"gzip", b"GZIP-BASE64", b"base64", b"true", b"\xff", b"gzip-base64, gzip-base64"]
    {
        let what = String::from_utf8_lossy(value).into_owned();
        cases.push(Case::new(what, header(json_upload(&plain), value), MALFORMED));
    }
    let twice = r#"{"tick":30,"snapshot":1,"snapshot":2}"#;
    cases.push(Case::new("twice", Request::post(PATH).text("application/json", twice), MALFORMED));
    world.refuses(cases).await;
}

#[tokio::test]
async fn what_a_rule_forbids_is_refused_in_every_way_of_upload() {
    let world = World::start().await;
    let event = json!({"type": "death", "title": "t"});
    let save = |more: Value| {
        let mut body = json!({"tick": 30, "snapshot": {}});
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        json_upload(&body)
    };
    let query = |query: &str| Request::put(format!("{PATH}/30?{query}")).bytes("{}");
    let parent = format!("sha256:{}", "0".repeat(64));
    let diverged = (409, "diverged");
    let cases = vec![
        Case::new("canonical without an event", save(json!({"type": "canonical"})), RULE),
        Case::new("an event and auto", save(json!({"type": "auto", "canonEvent": event})), RULE),
        Case::new("raw, canonical without an event", query("type=canonical"), RULE),
        Case::new(
            "raw, an event and manual",
            query("type=manual").header("snapshot-meta", json!({"canonEvent": event}).to_string()),
            RULE,
        ),
        Case::new("another parent", save(json!({"parent": parent})), diverged),
        Case::new(
            "another parent, to be forked",
            save(json!({"parent": parent, "onConflict": "fork"})),
            diverged,
        ),
        Case::new("raw, another parent", raw("{}").header("if-match", format!("\"{parent}\"")), diverged),
        Case::new(
            "a cleanup of the far future",
            Request::post("/api/universe/universe:mine/cleanup")
                .json(&json!({"currentTick": 9_007_199_254_740_991_u64})),
            RULE,
        ),
        Case::new(
            "a fork of no snapshot",
            Request::post("/api/universe/universe:mine/fork").json(&json!({"snapshotTick": 6, "name": "x"})),
            (404, "no-snapshot"),
        ),
        Case::new(
            "a fork onto a taken id",
            Request::post("/api/universe/universe:mine/fork")
                .json(&json!({"snapshotTick": 5, "name": "x", "id": "universe:open"})),
            (409, "taken"),
        ),
        Case::new(
            "a universe onto a deleted one's id",
            Request::post("/api/universe").json(&json!({"name": "x", "id": "universe:gone"})),
            (409, "taken"),
        ),
        Case::new(
            "a save to a deleted universe",
            Request::post("/api/universe/universe:gone/snapshot").json(&json!({"tick": 1, "snapshot": 1})),
            NOT_FOUND,
        ),
    ];
    world.refuses(cases).await;
}

#[tokio::test]
async fn a_raw_upload_whose_headers_are_wrong_is_malformed() {
    let world = World::start().await;
    let mut cases = Vec::new();
    let metas: Vec<Vec<u8>> = vec![
        b"".to_vec(),
        b"x".to_vec(),
        b"[]".to_vec(),
        b"null".to_vec(),
        b"{\"canonEvent\":".to_vec(),
        b"{\"canonEvent\":[\"death\",\"t\"]}".to_vec(),
        b"{\"decayPolicy\":[]}".to_vec(),
        b"{\"decayPolicy\":{\"neverDecay\":1}}".to_vec(),
        b"{\"canonEvent\":{\"type\":\"death\",\"title\":\"t\",\"importance\":101}}".to_vec(),
        "{\"canonEvent\":{\"type\":\"death\",\"title\":\"é\"}}".as_bytes().to_vec(),
        b"{\"canonEvent\":{\"type\":\"death\",\"title\":\"\xff\"}}".to_vec(),
        b"{\"canonEvent\":{\"type\":\"death\",\"title\":\"\\u0000\"}}".to_vec(),
        b"[".repeat(9000),
        [&b"{\"a\":"[..], &b"[".repeat(5000)].concat(),
    ];
    for meta in metas {
        let shown: String = String::from_utf8_lossy(&meta).chars().take(50).collect();
        cases.push(Case::new(shown, raw("{}").header("snapshot-meta", meta), MALFORMED));
    }
    let twice = raw("{}").header("snapshot-meta", "{}").header("snapshot-meta", "{}");
    cases.push(Case::new("two Snapshot-Meta", twice, MALFORMED));
    let tag = |digit: &str| format!("\"sha256:{}\"", digit.repeat(64));
    let (good, weak, two) = (tag("0"), format!("W/{}", tag("0")), format!("{}, {}", tag("0"), tag("1")));
    let bare = good.trim_matches('"').to_owned();
    let tags: [&[u8]; 8] =
        [b"", b"*", b"\xff", b"\"x\"", weak.as_bytes(), two.as_bytes(), b"\"sha256:\"", &[b'"'; 5000]];
    for tag in tags {
        let shown = format!("If-Match: {}", String::from_utf8_lossy(&tag[..tag.len().min(40)]));
        cases.push(Case::new(shown, raw("{}").header("if-match", tag), MALFORMED));
    }
    let twice = raw("{}").header("if-match", &good).header("if-match", &good);
    cases.push(Case::new("two If-Match", twice, MALFORMED));
    // Without quotes it names a parent all the same: never is it as if it were not there.
    let request = raw("{}").header("if-match", bare);
    cases.push(Case::new("If-Match without quotes", request, (409, "diverged")));
    let types: [&[u8]; 8] = [b"", b"x", b"/", b"a/", b"/b", b"a/b/c", b"\xff/\xff", &[b'a'; 5000]];
    for media_type in types {
        let shown =
            format!("Content-Type: {}", String::from_utf8_lossy(&media_type[..media_type.len().min(40)]));
        cases.push(Case::new(shown, raw("{}").header("content-type", media_type), MALFORMED));
    }
    let twice = raw("{}").header("content-type", "a/b").header("content-type", "a/c");
    cases.push(Case::new("two Content-Type", twice, MALFORMED));
    world.refuses(cases).await;
}

#[tokio::test]
async fn a_raw_upload_that_claims_to_be_json_and_is_not_is_refused() {
    let world = World::start().await;
    let mut cases = Vec::new();
    let not_json: &[&[u8]] =
        &[b"", b"{", b"{}x", b"\xef\xbb\xbf{}", b"\"\xff\"", b"nul", b"{\"a\":1,}", b"\0", b"[1 2]", b"'a'"];
    for media_type in
        ["application/json", "application/json; charset=utf-8", "APPLICATION/JSON", "application/a+json"]
    {
        for body in not_json {
            let request = raw(*body).header("content-type", media_type);
            cases.push(Case::new(format!("{media_type}: {body:?}"), request, MALFORMED));
        }
        let deep = raw(b"[".repeat(100_000)).header("content-type", media_type);
        cases.push(Case::new(format!("{media_type}: too deep"), deep, RULE));
    }
    cases.push(Case::new("too large", raw(vec![b' '; MAX_BODY + 1]), TOO_LARGE));
    for (encoding, body) in [
        ("gzip", gzip(&vec![b' '; MAX_BODY + 1])),
        ("zstd", zstd::encode_all(&vec![b' '; MAX_BODY + 1][..], 3).unwrap()),
        ("br", super::bodies::brotli(&vec![b' '; MAX_BODY + 1])),
    ] {
        let request = raw(body).header("content-encoding", encoding);
        cases.push(Case::new(format!("{encoding}, too large when unpacked"), request, TOO_LARGE));
    }
    let both = raw(gzip(b"{}")).header("content-encoding", "gzip").header("content-encoding", "gzip");
    cases.push(Case::new("two encodings", both, UNSUPPORTED));
    world.refuses(cases).await;
}
