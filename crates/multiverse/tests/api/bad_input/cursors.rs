//! Cursors that were cut, altered, or taken from another list.

use serde_json::json;

use super::world::{Case, MALFORMED, World};
use crate::support::Request;

/// Lists with more than one page, and their kind of cursor: those of one kind may be mixed.
const LISTS: &[(&str, &str)] = &[
    ("/api/universes?limit=1", "time"),
    ("/api/universes?limit=1&sort=createdAt", "time"),
    ("/api/universes?limit=1&sort=name", "name"),
    ("/api/player/ada/universes?limit=1", "time"),
    ("/api/universe/universe:mine/forks?limit=1", "time"),
    ("/api/universe/universe:mine/tree?limit=1", "time"),
    ("/api/universe/universe:mine/snapshots?limit=1", "mine"),
    ("/api/universe/universe:mine/timeline?limit=1&order=desc", "mine"),
    ("/api/universe/universe:open/snapshots?limit=1", "open"),
    ("/api/passages?limit=1", "passages"),
    ("/api/passages?limit=1&universeId=universe:mine", "passages"),
    ("/api/universe/universe:open/arrivals?limit=1", "arrivals"),
];

#[tokio::test]
async fn a_cursor_counts_for_its_own_list_only_and_only_whole() {
    let world = World::start().await;
    for id in ["universe:fork", "universe:prong"] {
        world.ada.forks("universe:mine", 5, id).await;
    }
    let gate = r#"{"sourceUniverseId":"universe:mine","targetUniverseId":"universe:open","type":"gate"}"#;
    world.ada.send(Request::post("/api/passage").text("application/json", gate)).await.expect(201);
    let eva =
        Request::post("/api/passage/passage:mine/travel").json(&json!({"entityId": "eva", "entity": 1}));
    world.ada.send(eva).await.expect(201);
    let mut cases = Vec::new();
    for (list, kind) in LISTS {
        let page = world.ada.get(*list).await.expect(200);
        let cursor = page["nextCursor"].as_str().unwrap_or_else(|| panic!("{list}: {page}")).to_owned();
        world.ada.get(format!("{list}&cursor={cursor}")).await.expect(200);
        let cut = &cursor[..cursor.len() - 2];
        let broken =
            [cut.to_owned(), cursor[..cursor.len() - 1].to_owned(), cursor[2..].to_owned(), cursor.repeat(2)];
        for broken in broken {
            let request = Request::get(format!("{list}&cursor={broken}"));
            cases.push(Case::new(format!("{list}: {broken}"), request, MALFORMED));
        }
        for (other, _) in LISTS.iter().filter(|(_, other)| other != kind) {
            let request = Request::get(format!("{other}&cursor={cursor}"));
            cases.push(Case::new(format!("{other} with the cursor of {list}"), request, MALFORMED));
        }
    }
    world.refuses(cases).await;
}

#[tokio::test]
async fn a_cursor_of_absurd_places_is_refused_or_ends_the_list() {
    let world = World::start().await;
    let hex = |text: String| text.bytes().map(|byte| format!("{byte:02x}")).collect::<String>();
    let numbers =
        ["-1", "0", "9223372036854775807", "18446744073709551615", "1e300", "-9223372036854775808", "0.5"];
    for number in numbers {
        let list = hex(format!("[{number},\"universe:mine\"]"));
        let place = hex(format!(r#"{{"universe":"universe:mine","tick":{number},"ordinal":{number}}}"#));
        for path in [
            format!("/api/universes?cursor={list}"),
            format!("/api/universe/universe:mine/tree?cursor={list}"),
            format!("/api/universe/universe:mine/snapshots?cursor={place}"),
            format!("/api/universe/universe:mine/timeline?lineage=true&order=desc&cursor={place}"),
        ] {
            let reply = world.ada.get(&path).await;
            assert!(matches!(reply.status, 200 | 400), "{path}: {}", reply.status);
        }
    }
    // What another may not see is not seen by the way of a cursor either.
    let place = hex(json!({"universe": "universe:mine", "tick": 0, "ordinal": 0}).to_string());
    let reply = world.bob.get(format!("/api/universe/universe:open/snapshots?cursor={place}")).await;
    reply.refused(400, "malformed");
}
