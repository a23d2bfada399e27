//! What is wrong with deltas alone.

use super::world::{Case, MALFORMED, MAX_BODY, Refusal, TOO_LARGE, UNSUPPORTED, World};
use crate::support::{Request, WORLDLINE, checksum, delta, gzip, named_delta, put_delta};

const PATH: &str = "/api/universe/universe:mine/snapshot/30";
const BASE: &[u8] = br#"{"people":["tom","eva"]}"#;
const NEW: &[u8] = br#"{"people":["tom","ida"]}"#;
const BAD_DELTA: Refusal = (422, "bad-delta");
const BASE_GONE: Refusal = (412, "base-gone");

/// Bytes that are said to be the delta from `BASE` to `NEW`.
fn named(delta: impl Into<Vec<u8>>) -> Request {
    named_delta(PATH, BASE, NEW, delta.into())
}

/// A header with these lengths, and then `rest`.
fn headed(base_len: u64, len: u64, rest: &[u8]) -> Vec<u8> {
    let mut bytes = b"WLD\x01\x00".to_vec();
    for mut length in [base_len, len] {
        while length >= 0x80 {
            bytes.push(u8::try_from(length & 0x7f).unwrap() | 0x80);
            length >>= 7;
        }
        bytes.push(u8::try_from(length).unwrap());
    }
    [&bytes, rest].concat()
}

#[tokio::test]
async fn a_delta_without_its_headers_is_malformed() {
    let world = World::start().await;
    let good = delta(BASE, NEW);
    let (base, digest) = (checksum(BASE), checksum(NEW));
    let bare = || Request::put(PATH).text(WORLDLINE, good.clone());
    let mut cases = vec![
        Case::new("no header", bare(), MALFORMED),
        Case::new("no base", bare().header("snapshot-digest", &digest), MALFORMED),
        Case::new("no digest", bare().header("snapshot-base", &base), MALFORMED),
        Case::new("two bases", put_delta(PATH, BASE, NEW).header("snapshot-base", &base), MALFORMED),
        Case::new("two digests", put_delta(PATH, BASE, NEW).header("snapshot-digest", &digest), MALFORMED),
        Case::new(
            "a base with a document",
            Request::put(PATH).text("application/json", "{}").header("snapshot-base", &base),
            MALFORMED,
        ),
        Case::new(
            "a base with bytes of no type",
            Request::put(PATH).bytes(good.clone()).header("snapshot-base", &base),
            MALFORMED,
        ),
    ];
    let upper = base.to_uppercase();
    let quoted = format!("\"{base}\"");
    let list = format!("{base}, {base}");
    for bad in [
        &b""[..],
        b"x",
        b"sha256:",
        b"\xff",
        b"*",
        &base.as_bytes()[7..],
        &base.as_bytes()[..70],
        upper.as_bytes(),
        quoted.as_bytes(),
        list.as_bytes(),
        &[b'0'; 5000],
    ] {
        let shown = String::from_utf8_lossy(&bad[..bad.len().min(80)]).into_owned();
        let request = bare().header("snapshot-digest", &digest).header("snapshot-base", bad);
        cases.push(Case::new(format!("base {shown}"), request, MALFORMED));
        let request = bare().header("snapshot-digest", bad).header("snapshot-base", &base);
        cases.push(Case::new(format!("digest {shown}"), request, MALFORMED));
    }
    let types: [&[u8]; 9] =
        [b"", b"x", b"/", b"a/", b"/b", b"a/b/c", b"\xff/\xff", &[b'a'; 5000], WORLDLINE.as_bytes()];
    for bad in types {
        let shown = String::from_utf8_lossy(&bad[..bad.len().min(40)]).into_owned();
        let request = put_delta(PATH, BASE, NEW).header("snapshot-content-type", bad);
        cases.push(Case::new(format!("Snapshot-Content-Type: {shown}"), request, MALFORMED));
    }
    let twice = put_delta(PATH, BASE, NEW).header("snapshot-content-type", "a/b");
    cases.push(Case::new("two types", twice.header("snapshot-content-type", "a/b"), MALFORMED));
    world.refuses(cases).await;
}

#[tokio::test]
async fn a_delta_that_does_not_make_the_named_document_is_bad() {
    let world = World::start().await;
    let good = delta(BASE, NEW);
    let mut changed: Vec<(String, Vec<u8>)> = [(3, 0), (3, 2), (3, 99), (4, 0x0f), (4, 0xf1)]
        .map(|(at, to): (usize, u8)| {
            let mut delta = good.clone();
            delta[at] = to;
            (format!("{to} at {at}"), delta)
        })
        .into();
    changed.extend([
        ("nothing".to_owned(), vec![]),
        ("the document".to_owned(), NEW.to_vec()),
        ("gzip that is not announced".to_owned(), gzip(&good)),
        ("another delta".to_owned(), delta(BASE, b"{}")),
        ("a delta against another base".to_owned(), delta(br#"{"people":["tom"]}"#, NEW)),
        ("a delta against one of the same length".to_owned(), delta(&[b' '; BASE.len()], NEW)),
        ("no bytes for its length".to_owned(), headed(BASE.len() as u64, 1 << 20, b"")),
        ("another length of the base".to_owned(), headed(u64::MAX, 1, b"")),
        (
            "a length without an end".to_owned(),
            b"WLD\x01\x00\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff".to_vec(),
        ),
        ("noise".to_owned(), headed(BASE.len() as u64, NEW.len() as u64, &[0x5a; 3000])),
    ]);
    changed.extend((0..good.len()).map(|length| (format!("cut at {length}"), good[..length].to_vec())));
    let mut cases: Vec<_> =
        changed.into_iter().map(|(what, delta)| Case::new(what, named(delta), BAD_DELTA)).collect();
    // As far as the client can see, the delta is right and only the digest is wrong.
    cases.push(Case::new("another digest", named_delta(PATH, BASE, BASE, good.clone()), BAD_DELTA));
    cases.push(Case::new(
        "another base",
        named_delta(PATH, br#"{"people":["tom"]}"#, NEW, good.clone()),
        BAD_DELTA,
    ));
    cases.push(Case::new("an unknown base", named_delta(PATH, b"unknown", NEW, good), BASE_GONE));
    world.refuses(cases).await;
}

#[tokio::test]
async fn a_delta_or_a_document_beyond_its_limit_is_too_large() {
    let world = World::start().await;
    let base = BASE.len() as u64;
    let mut cases = vec![
        Case::new("the body", named(vec![0; MAX_BODY + 1]), TOO_LARGE),
        Case::new(
            "the unpacked body",
            named(gzip(&vec![0; MAX_BODY + 1])).header("content-encoding", "gzip"),
            TOO_LARGE,
        ),
    ];
    for length in [MAX_BODY as u64 + 1, u64::from(u32::MAX), u64::MAX] {
        cases.push(Case::new(format!("{length}"), named(headed(base, length, b"")), TOO_LARGE));
        // Told before anybody looks for the base.
        let unknown = named_delta(PATH, b"unknown", NEW, headed(base, length, b""));
        cases.push(Case::new(format!("{length} on an unknown base"), unknown, TOO_LARGE));
    }
    cases.push(Case::new("just not", named(headed(base, MAX_BODY as u64, b"")), BAD_DELTA));
    world.refuses(cases).await;
}

#[tokio::test]
async fn a_delta_that_does_not_unpack_is_refused_as_every_body_is() {
    let world = World::start().await;
    let good = delta(BASE, NEW);
    let mut cases = vec![
        Case::new("an unknown encoding", named(good.clone()).header("content-encoding", "x"), UNSUPPORTED),
        Case::new("no gzip", named(good.clone()).header("content-encoding", "gzip"), MALFORMED),
    ];
    for (what, encoding, body) in super::bodies::damaged(&good) {
        cases.push(Case::new(what, named(body).header("content-encoding", encoding), MALFORMED));
    }
    world.refuses(cases).await;
}
