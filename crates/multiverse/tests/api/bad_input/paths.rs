//! Ids and ticks in paths.

use super::broken_wire::{Then, exchange};
use super::rows::{ROWS, Row};
use super::world::{Case, MALFORMED, NOT_FOUND, World};

const BAD_TICKS: &[&str] = &[
    "-1",
    "+1",
    "%2B1",
    "1.5",
    "1.0",
    "1e3",
    "0x10",
    "9007199254740992",
    "18446744073709551616",
    "99999999999999999999999999999999999999999999999999999999999999999999999999",
    "%201",
    "1%20",
    "1%00",
    "1%2F2",
    "%D9%A3",
    "%FF",
    "NaN",
    "null",
    "Latest",
];

fn bad_ids() -> Vec<String> {
    let bad = [
        "a%2Fb",
        "..%2F..%2Fetc%2Fpasswd",
        "%2Fetc%2Fpasswd",
        "universe%5Cmine",
        "%00",
        "universe:mine%00",
        "universe:mine%0A",
        "universe:mine%20",
        "universe+mine",
        "universe;mine",
        "universe:mine%3Fx=1",
        "universe:mine%23x",
        "%252e%252e",
        "%25",
        "%",
        "%zz",
        "%FF%FE",
        "%C0%AE%C0%AE",
        "%C3%A9",
        "%ED%A0%80",
        "'%20OR%201=1--",
        "*",
        "$%7Bjndi%7D",
    ];
    let long = [129, 200, 5000].map(|length| "x".repeat(length));
    bad.iter().map(|id| (*id).to_owned()).chain(long).collect()
}

#[tokio::test]
async fn a_path_with_what_is_no_id_or_no_tick_is_refused() {
    let world = World::start().await;
    let mut cases = Vec::new();
    for row in ROWS {
        for variable in row.variables() {
            let bad = match variable {
                "{tick}" => BAD_TICKS.iter().map(|tick| (*tick).to_owned()).collect(),
                _ => bad_ids(),
            };
            for text in bad {
                let path = row.path_with(variable, &text);
                let shown: String = path.chars().take(120).collect();
                cases.push(Case::new(format!("{} {shown}", row.method), row.request(path), MALFORMED));
            }
        }
    }
    world.refuses(cases).await;
}

#[tokio::test]
async fn an_id_that_nobody_has_is_not_found() {
    let world = World::start().await;
    let longest = "x".repeat(128);
    let mut cases = Vec::new();
    for row in ROWS {
        for variable in row.variables().filter(|variable| *variable != "{tick}") {
            // One of only dots is an id like any other, and never a path.
            for id in ["unknown", "%75nknown", "...", &longest, "UNIVERSE:MINE", "universe:mine."] {
                let request = row.request(row.path_with(variable, id));
                cases.push(Case::new(format!("{} with {id}", row.name()), request, row.unknown));
            }
        }
    }
    world.refuses(cases).await;
}

#[tokio::test]
async fn a_path_of_no_route_is_not_found() {
    let world = World::start().await;
    let paths = [
        "/api",
        "/api/",
        "/api/universe/",
        "/api/universe/universe:mine/",
        "/api/universe/universe:mine/nothing",
        "/api/universe/universe:mine/snapshot/5/6",
        "/api/universe/universe%3Amine/access/carl/more",
        "/api/api/universes",
        "/api/multiverse/multiverse/universes",
        "/api//universes",
        "//api/universes",
        "/API/universes",
    ];
    let cases = paths.map(|path| Case::new(path, crate::support::Request::get(path), NOT_FOUND));
    world.refuses(cases.into()).await;
}

#[tokio::test]
async fn dots_in_a_path_lead_nowhere() {
    let world = World::start().await;
    let before = world.holds();
    let token = world.ada.token().unwrap().to_owned();
    for id in ["..", ".", "%2e%2e", "%2E", ".%2e"] {
        for row in ROWS.iter().filter(|row| row.variables().any(|variable| variable == "{id}")) {
            let head = head(row, &row.path_with("{id}", id), &token);
            let answer = exchange(world.server.address(), head, Then::Stay).await;
            let answer = String::from_utf8_lossy(&answer);
            let (status, _) = row.unknown;
            assert!(answer.starts_with(&format!("HTTP/1.1 {status} ")), "{} {id}: {answer}", row.name());
            assert!(answer.contains("application/problem+json"), "{answer}");
        }
    }
    assert_eq!(world.holds(), before);
}

/// A whole request as text, since clients tidy up paths before they send them.
fn head(row: &Row, path: &str, token: &str) -> Vec<u8> {
    let (method, body) = (row.method, row.body);
    format!(
        "{method} {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer {token}\r\n\
         Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    )
    .into_bytes()
}
