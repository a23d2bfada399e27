//! No token, another's, and what is none.

use super::rows::ROWS;
use super::world::{Case, FORBIDDEN, Refusal, UNAUTHENTICATED, World};
use crate::support::Request;

fn cases(expected: impl Fn(&super::rows::Row) -> Option<Refusal>) -> Vec<Case> {
    let refused = ROWS.iter().filter_map(|row| Some((row, expected(row)?)));
    refused.map(|(row, expected)| Case::new(row.name(), row.request(row.path()), expected)).collect()
}

#[tokio::test]
async fn nobody_and_strangers_are_refused_what_is_not_theirs() {
    let world = World::start().await;
    world.refuses_to(&world.server.anybody(), cases(|row| row.nobody)).await;
    world.refuses_to(&world.bob, cases(|row| row.stranger)).await;
}

#[tokio::test]
async fn a_public_universe_is_read_by_all_and_changed_by_none_of_them() {
    let world = World::start().await;
    let on_open = || {
        let rows = ROWS.iter().filter(|row| row.template.starts_with("/api/universe/{id}"));
        rows.filter(|row| !row.template.ends_with("/restore"))
            .map(|row| (row, row.path().replace("universe:mine", "universe:open")))
    };
    let writes = |row: &super::rows::Row| {
        row.method != "GET" || ["/access", "/arrivals"].iter().any(|end| row.template.ends_with(end))
    };
    let of_nobody = on_open().filter(|(row, _)| writes(row));
    let of_nobody = of_nobody.map(|(row, path)| Case::new(row.name(), row.request(path), UNAUTHENTICATED));
    world.refuses_to(&world.server.anybody(), of_nobody.collect()).await;
    let of_bob = on_open().filter(|(row, _)| writes(row) && !row.template.ends_with("/fork"));
    let of_bob = of_bob.map(|(row, path)| Case::new(row.name(), row.request(path), FORBIDDEN));
    world.refuses_to(&world.bob, of_bob.collect()).await;
    for (row, path) in on_open().filter(|(row, _)| !writes(row)) {
        for who in [&world.bob, &world.server.anybody()] {
            assert_eq!(who.get(&path).await.status, 200, "{}", row.name());
        }
    }
}

#[tokio::test]
async fn a_token_that_is_none_is_refused_on_every_route_of_the_api() {
    let world = World::start().await;
    let good = world.ada.token().unwrap().to_owned();
    let bearer = |token: &str| format!("Bearer {token}").into_bytes();
    let mut flipped = good.clone();
    flipped.replace_range(10..11, if &good[10..11] == "a" { "b" } else { "a" });
    let headers: Vec<Vec<u8>> = vec![
        b"".to_vec(),
        b"Bearer".to_vec(),
        b"Bearer ".to_vec(),
        b"Basic YWRhOmFkYQ==".to_vec(),
        good.clone().into_bytes(),
        bearer("mv_nonsense"),
        bearer("null"),
        bearer(&flipped),
        bearer(&good[..good.len() - 1]),
        bearer(&format!("{good}0")),
        bearer(&good.to_uppercase()),
        bearer(&format!("{good}, {good}")),
        bearer(&format!("\"{good}\"")),
        bearer(&"x".repeat(10_000)),
        b"Bearer \xff\xfe".to_vec(),
        // A JWT without a signature.
        bearer("eyJhbGciOiJub25lIn0.eyJzdWIiOiJhZGEifQ."),
    ];
    let mut cases = Vec::new();
    for row in ROWS.iter().filter(|row| row.is_api()) {
        for header in &headers {
            let shown: String = String::from_utf8_lossy(header).chars().take(30).collect();
            let request = row.request(row.path()).header("authorization", header);
            cases.push(Case::new(format!("{} with {shown}", row.name()), request, UNAUTHENTICATED));
        }
    }
    world.refuses_to(&world.server.anybody(), cases).await;
    let twice = ROWS.iter().filter(|row| row.is_api()).map(|row| {
        let request = row.request(row.path()).header("authorization", bearer(&good));
        Case::new(format!("{} with two headers", row.name()), request, UNAUTHENTICATED)
    });
    world.refuses(twice.collect()).await;
}

/// From a universe of bob's, made by ada.
const PASSAGE: &str = r#"{"sourceUniverseId":"universe:bobs","targetUniverseId":"universe:open","type":"gate","createdBy":"ada"}"#;

#[tokio::test]
async fn what_is_said_in_a_body_does_not_make_somebody_else_of_its_sender() {
    let world = World::start().await;
    world.bob.creates("universe:bobs").await;
    let json = |path: &str, body: &str| Request::post(path).text("application/json", body);
    let fork = r#"{"snapshotTick":5,"name":"x","ownerId":"ada"}"#;
    let cases = vec![
        Case::new("a universe for ada", json("/api/universe", r#"{"name":"x","ownerId":"ada"}"#), FORBIDDEN),
        Case::new("a fork for ada", json("/api/universe/universe:open/fork", fork), FORBIDDEN),
        Case::new("a passage of ada's", json("/api/passage", PASSAGE), FORBIDDEN),
        Case::new("ada's name", json("/api/player", r#"{"id":"ada","displayName":"x"}"#), FORBIDDEN),
        Case::new("ada's token", Request::post("/api/player/ada/token"), FORBIDDEN),
    ];
    world.refuses_to(&world.bob, cases).await;
}

#[tokio::test]
async fn trust_does_not_make_a_token_good_nor_an_owner_known() {
    let server = crate::support::Server::open().await;
    let before = crate::ledger::Ledger::open(server.data()).read();
    let create = Request::post("/api/universe").text("application/json", r#"{"name":"x"}"#);
    server.anybody().send(create.clone()).await.refused(400, "malformed");
    server.with_token("mv_nonsense").send(create).await.refused(401, "unauthenticated");
    assert_eq!(crate::ledger::Ledger::open(server.data()).read(), before);
}
