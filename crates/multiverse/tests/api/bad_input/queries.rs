//! Parameters of queries.

use super::rows::{Kind, ROWS, Row};
use super::world::{Case, MALFORMED, World};

fn with(row: &Row, query: &str) -> crate::support::Request {
    let path = format!("{}?{query}", row.path());
    row.request(path)
}

fn wrong(kind: Kind) -> Vec<String> {
    let texts: &[&str] = match kind {
        Kind::Limit => {
            &["0", "-1", "+1", "1001", "1e3", "1.5", "99999999999999999999", "ten", "%00", "1%2C2", "0x1"]
        }
        Kind::Flag => &["yes", "TRUE", "2", "truefalse", "%00", "null", "[]"],
        Kind::Tick | Kind::Day => &[
            "-1",
            "+1",
            "1.5",
            "1e3",
            "9007199254740992",
            "18446744073709551616",
            "x",
            "%00",
            "%D9%A3",
            "null",
        ],
        Kind::Id => &["a/b", "..%2Fx", "%00", "a%20b", "%FF", "%C3%A9", "a,b"],
        Kind::Word => &["nothing", "AUTO", "%00", "auto%20", "auto,manual", "%FF", "asc;desc"],
        Kind::Cursor => &["zz", "7", "7b", "7b7d", "5b5d", "6e756c6c", "%00", "%FF", "..%2F..", "0"],
        Kind::Label => &["%00", "%1B[31m", "%7F"],
        _ => &[],
    };
    let mut wrong: Vec<String> = texts.iter().map(|text| (*text).to_owned()).collect();
    wrong.extend(match kind {
        Kind::Id => vec!["x".repeat(129), "x".repeat(20_000)],
        Kind::Label => vec!["x".repeat(201), "%F0%9F%98%80".repeat(201)],
        Kind::Cursor => vec!["0".repeat(5000), "0".repeat(40_000), "5b".repeat(2000)],
        _ => vec![],
    });
    wrong
}

#[tokio::test]
async fn a_parameter_that_is_wrong_or_there_twice_is_malformed() {
    let world = World::start().await;
    let mut cases = Vec::new();
    for row in ROWS {
        for (name, kind) in row.query {
            for text in wrong(*kind) {
                let shown: String = text.chars().take(60).collect();
                let request = with(row, &format!("{name}={text}"));
                cases.push(Case::new(format!("{}?{name}={shown}", row.name()), request, MALFORMED));
            }
            let good = match kind {
                Kind::Flag => "true",
                Kind::Limit | Kind::Tick | Kind::Day => "9",
                Kind::Id => "ada",
                _ => "x",
            };
            for twice in [
                format!("{name}={good}&{name}={good}"),
                format!("{name}=&x=1&%{:02x}{}={good}", name.as_bytes()[0], &name[1..]),
            ] {
                cases.push(Case::new(format!("{}?{twice}", row.name()), with(row, &twice), MALFORMED));
            }
        }
    }
    world.refuses(cases).await;
}

#[tokio::test]
async fn a_query_of_what_no_route_knows_is_answered_as_if_it_were_not_there() {
    let world = World::start().await;
    for query in
        ["", "&&&", "=", "=&=", "%", "%zz=%zz", "x", "x[]=1", "limit[]=5", "Limit=0", "%00=%00", "a=b#c", "?"]
    {
        for row in ROWS.iter().filter(|row| row.method == "GET") {
            let reply = world.ada.send(with(row, query)).await;
            assert_eq!(reply.status, row.good, "{}?{query}", row.name());
        }
    }
    for text in ["%00", "%", "_", "%FF", "'", "\\", "%F0%9F%98%80", &"x".repeat(50_000)] {
        world.ada.get(format!("/api/universes?q={text}")).await.expect(200);
    }
}
