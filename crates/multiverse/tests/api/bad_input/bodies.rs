//! Bodies that are not what their route takes, whatever their members.

use super::rows::{ROWS, Row};
use super::world::{Case, MALFORMED, RULE, TOO_LARGE, UNSUPPORTED, World};
use crate::support::{Request, gzip};

fn with(row: &Row, body: impl Into<Vec<u8>>) -> Request {
    Request::new(row.method.parse().unwrap(), row.path()).text("application/json", body)
}

/// Every row that takes JSON, with each of these bodies.
fn cases(bodies: impl Fn(&Row) -> Vec<(&'static str, Vec<u8>)>, expected: (u16, &'static str)) -> Vec<Case> {
    let mut cases = Vec::new();
    for row in ROWS.iter().filter(|row| row.takes_json()) {
        for (what, body) in bodies(row) {
            cases.push(Case::new(format!("{}: {what}", row.name()), with(row, body), expected));
        }
    }
    cases
}

#[tokio::test]
async fn what_is_not_a_json_object_is_malformed() {
    let world = World::start().await;
    let bodies = |row: &Row| {
        let good = row.body.as_bytes();
        let after = |tail: &[u8]| [good, tail].concat();
        let first = row.members[0].0;
        let nothing: &[(&str, &[u8])] = &[("nothing", b""), ("white space", b" \n")];
        let nothing = nothing.iter().filter(|_| !row.may_be_empty).map(|(what, body)| (*what, body.to_vec()));
        let wrong = vec![
            ("a bracket", b"{".to_vec()),
            ("cut off", good[..good.len() - 1].to_vec()),
            ("a letter after the end", after(b"x")),
            ("a second value", after(b"{}")),
            ("a NUL after the end", after(b"\0")),
            ("a comma before the end", [&good[..good.len() - 1], b",}"].concat()),
            ("a byte order mark", [b"\xef\xbb\xbf", good].concat()),
            ("UTF-16", String::from_utf8_lossy(good).encode_utf16().flat_map(u16::to_le_bytes).collect()),
            ("a comment", after(b"// more")),
            ("single quotes", b"{'a':1}".to_vec()),
            (
                "invalid UTF-8 in a text",
                format!("{{\"{first}\":\"").into_bytes().into_iter().chain(*b"\xff\"}").collect(),
            ),
            ("a lone surrogate in a name", b"{\"\\ud800\":1}".to_vec()),
            ("a raw line break in a text", b"{\"a\":\"\n\"}".to_vec()),
            ("an array", b"[]".to_vec()),
            ("an array of the members", b"[\"universe:x\",\"x\",\"ada\",true,\"\",{},\"open\"]".to_vec()),
            ("null", b"null".to_vec()),
            ("a text", b"\"a\"".to_vec()),
            ("a number", b"1".to_vec()),
            ("NaN", b"{\"a\":NaN}".to_vec()),
            ("a leading zero", b"{\"a\":01}".to_vec()),
        ];
        nothing.chain(wrong).collect()
    };
    world.refuses(cases(bodies, MALFORMED)).await;
}

#[tokio::test]
async fn json_that_nests_too_deeply_is_against_the_rules() {
    let world = World::start().await;
    let bodies = |_: &Row| {
        vec![
            ("100,000 brackets", b"[".repeat(100_000)),
            ("100,000 brackets in a member", [&b"{\"a\":"[..], &b"[".repeat(100_000)].concat()),
            ("100,000 objects", b"{\"a\":".repeat(100_000)),
        ]
    };
    world.refuses(cases(bodies, RULE)).await;
}

#[tokio::test]
async fn a_body_beyond_the_limit_is_too_large() {
    let world = World::start().await;
    let bodies = |row: &Row| vec![("one byte too many", vec![b' '; row.limit() + 1])];
    world.refuses(cases(bodies, TOO_LARGE)).await;
    let packed = ROWS.iter().filter(|row| row.takes_json()).map(|row| {
        let request = with(row, gzip(&vec![b' '; row.limit() + 1])).header("content-encoding", "gzip");
        Case::new(format!("{}: one byte too many when unpacked", row.name()), request, TOO_LARGE)
    });
    world.refuses(packed.collect()).await;
}

#[tokio::test]
async fn a_media_type_that_is_not_json_is_not_taken() {
    let world = World::start().await;
    let mut cases = Vec::new();
    let types: [&[u8]; 9] = [
        b"text/plain",
        b"text/json",
        b"application/x-www-form-urlencoded",
        b"multipart/form-data; boundary=x",
        b"json",
        b"",
        b"application/jsonp",
        b"\xff\xfe",
        b"application/xml; note=application/json",
    ];
    for row in ROWS.iter().filter(|row| row.takes_json()) {
        for media_type in types {
            let request = Request::new(row.method.parse().unwrap(), row.path()).bytes(row.body);
            let request = request.header("content-type", media_type);
            let what = format!("{}: {}", row.name(), String::from_utf8_lossy(media_type));
            cases.push(Case::new(what, request, UNSUPPORTED));
        }
        let twice = with(row, row.body).header("content-type", "text/plain");
        cases.push(Case::new(format!("{}: two media types", row.name()), twice, UNSUPPORTED));
    }
    world.refuses(cases).await;
}

#[tokio::test]
async fn an_encoding_that_is_unknown_is_not_taken() {
    let world = World::start().await;
    let mut cases = Vec::new();
    for row in ROWS.iter().filter(|row| !row.body.is_empty()) {
        for encoding in
            [&b"deflate"[..], b"compress", b"gzip, gzip", b"gzip, zstd", b"x", b"gzip;q=1", b"\xff"]
        {
            let request = with(row, row.body).header("content-encoding", encoding);
            let what = format!("{}: {}", row.name(), String::from_utf8_lossy(encoding));
            cases.push(Case::new(what, request, UNSUPPORTED));
        }
    }
    world.refuses(cases).await;
}

#[tokio::test]
async fn a_body_that_does_not_unpack_is_malformed() {
    let world = World::start().await;
    let mut cases = Vec::new();
    for row in ROWS.iter().filter(|row| !row.body.is_empty()) {
        for (what, encoding, body) in damaged(row.body.as_bytes()) {
            let request = with(row, body).header("content-encoding", encoding);
            cases.push(Case::new(format!("{}: {what}", row.name()), request, MALFORMED));
        }
    }
    world.refuses(cases).await;
}

/// A body packed and then damaged in every way.
pub(super) fn damaged(good: &[u8]) -> Vec<(String, &'static str, Vec<u8>)> {
    let packed = [("gzip", gzip(good)), ("zstd", zstd::encode_all(good, 3).unwrap()), ("br", brotli(good))];
    let mut all = Vec::new();
    for (encoding, bytes) in packed {
        let mut flipped = bytes.clone();
        flipped[bytes.len() / 2] ^= 0x55;
        let damages = [
            ("nothing", Vec::new()),
            ("as it is, unpacked", good.to_vec()),
            ("cut off by a byte", bytes[..bytes.len() - 1].to_vec()),
            ("cut in half", bytes[..bytes.len() / 2].to_vec()),
            ("its first byte", bytes[..1].to_vec()),
            ("a byte after the end", [&bytes[..], b"x"].concat()),
            ("zeros after the end", [&bytes[..], &[0; 64]].concat()),
            ("a damaged stream after the end", [&bytes[..], &bytes[..bytes.len() / 2]].concat()),
        ];
        all.extend(damages.map(|(what, body)| (format!("{encoding}, {what}"), encoding, body)));
        // Brotli has no checksum: a flipped bit may give another text.
        if encoding == "gzip" {
            all.push(("gzip, a byte flipped".to_owned(), encoding, flipped));
        }
    }
    let gzip = gzip(good);
    all.push(("gzip called zstd".to_owned(), "zstd", gzip.clone()));
    all.push(("gzip called br".to_owned(), "br", gzip));
    all
}

pub(super) fn brotli(text: &[u8]) -> Vec<u8> {
    let mut packed = Vec::new();
    brotli::BrotliCompress(&mut &text[..], &mut packed, &brotli::enc::BrotliEncoderParams::default())
        .unwrap();
    packed
}
