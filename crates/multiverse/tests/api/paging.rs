//! Lists: followed to the end by their links, without a gap and without a repeat.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::support::{Client, Server};

/// Follows a list's links from `path` to the end; answers what `items` and `id` find, and how many pages there were.
async fn follow(client: &Client, path: &str, items: &str, id: &str) -> (Vec<Value>, usize) {
    let (mut found, mut pages, mut next) = (Vec::new(), 0, Some(path.to_owned()));
    while let Some(path) = next {
        let reply = client.get(&path).await;
        let answer = reply.expect(200);
        let page = answer[items].as_array().unwrap().iter();
        found.extend(page.map(|item| if id.is_empty() { item.clone() } else { item[id].clone() }));
        pages += 1;
        let link = reply.header("link").map(str::to_owned);
        assert_eq!(
            link.is_some(),
            answer["nextCursor"].is_string(),
            "{path}: {link:?} and {}",
            answer["nextCursor"]
        );
        next = link.map(|link| {
            let (url, rel) = link.strip_prefix('<').unwrap().split_once('>').unwrap();
            assert_eq!(rel, "; rel=\"next\"", "{link}");
            assert!(url.contains(answer["nextCursor"].as_str().unwrap()), "{link}");
            url.to_owned()
        });
        assert!(pages < 100, "{path} never ends");
    }
    (found, pages)
}

async fn full(server: &Server) -> Client {
    let ada = server.player("ada").await;
    let other = server.player("other").await;
    let root = ada.creates_public("universe:root").await;
    for tick in 0..7 {
        // Two entries at every other tick, and canonical ones among them.
        ada.saves(&root, tick, &json!({"tick": tick})).await;
        if tick % 2 == 0 {
            let body = json!({"snapshot": {"again": tick}, "tick": tick, "canonEvent": {"type": "birth", "title": "Same"}});
            ada.post("/api/universe/universe:root/snapshot", body).await.expect(201);
        }
    }
    for n in 0..7 {
        let (owner, id) = (if n % 3 == 0 { &other } else { &ada }, format!("universe:fork-{n}"));
        owner.forks(&root, n, &id).await;
    }
    // Equal sort keys: names alike, and none ever saved.
    for n in 0..5 {
        let body = json!({"id": format!("universe:same-{n}"), "name": "Same"});
        ada.post("/api/universe", body).await.expect(201);
    }
    ada.saves("universe:fork-1", 50, &json!(50)).await;
    travel(&ada, &root).await;
    ada
}

/// Passages from the root, and travellers; some of the lists have equal sort keys.
async fn travel(ada: &Client, root: &str) {
    for n in 0..5 {
        let other = if n % 2 == 0 { "universe:fork-1" } else { "universe:same-1" };
        let body = json!({"sourceUniverseId": root, "targetUniverseId": other, "type": "gate"});
        ada.post("/api/passage", body).await.expect(201);
    }
    let body = json!({"sourceUniverseId": root, "targetUniverseId": "universe:same-2", "type": "gate"});
    let gate = ada.post("/api/passage", body).await.expect(201)["passage"]["id"].as_str().unwrap().to_owned();
    for n in 0..7 {
        let direction = if n % 2 == 0 { "forward" } else { "reverse" };
        let tom = json!({"entityId": "tom", "entity": n, "direction": direction});
        let transit = ada.post(format!("/api/passage/{gate}/travel"), tom).await.expect(201);
        let id = transit["transit"]["id"].as_str().unwrap();
        ada.post(format!("/api/transit/{id}/arrive"), json!({})).await.expect(200);
        let other = json!({"entityId": format!("person-{n}"), "entity": n});
        ada.post(format!("/api/passage/{gate}/travel"), other).await.expect(201);
    }
}

#[tokio::test]
async fn every_list_is_whole_however_it_is_paged() {
    let server = Server::start().await;
    let ada = full(&server).await;
    for (list, items, id, count) in [
        ("/api/universes?", "universes", "id", 13),
        ("/api/universes?sort=name", "universes", "id", 13),
        ("/api/universes?sort=createdAt", "universes", "id", 13),
        ("/api/universes?q=same", "universes", "id", 5),
        ("/api/universes?ownerId=ada", "universes", "id", 10),
        ("/api/multiverse/universes?publicOnly=true&q=a%20b%26c", "universes", "id", 0),
        ("/api/player/ada/universes?", "universeIds", "", 10),
        ("/api/player/ada/universes?includeMetadata=true", "universes", "id", 10),
        ("/api/universe/universe:root/snapshots?", "snapshots", "id", 11),
        ("/api/universe/universe:root/snapshots?type=canonical", "snapshots", "id", 4),
        ("/api/universe/universe:root/snapshots?from=2&to=4", "snapshots", "id", 5),
        ("/api/universe/universe:root/timeline?order=desc", "snapshots", "id", 11),
        ("/api/universe/universe:root/timeline?canonicalOnly=true", "canonicalEvents", "id", 4),
        ("/api/universe/universe:fork-1/timeline?lineage=true", "snapshots", "id", 4),
        ("/api/universe/universe:fork-1/timeline?lineage=true&order=desc", "snapshots", "id", 4),
        ("/api/universe/universe:root/forks?", "forks", "id", 7),
        ("/api/universe/universe:root/tree?", "universes", "universeId", 8),
        ("/api/passages?", "passages", "id", 6),
        ("/api/passages?universeId=universe:fork-1", "passages", "id", 3),
        ("/api/passages?state=sealed", "passages", "id", 0),
        ("/api/universe/universe:same-2/arrivals?", "arrivals", "id", 7),
        ("/api/universe/universe:same-2/arrivals?state=arrived", "arrivals", "id", 4),
        ("/api/entity/tom/journey?", "steps", "id", 7),
    ] {
        let list = if list.ends_with('?') { list.to_owned() } else { format!("{list}&") };
        let (whole, pages) = follow(&ada, &format!("{list}limit=1000"), items, id).await;
        assert_eq!((whole.len(), pages), (count, 1), "{list}");
        assert_eq!(
            whole.iter().map(Value::to_string).collect::<BTreeSet<_>>().len(),
            count,
            "{list} repeats"
        );
        for limit in [1, 2, 3, count.max(1)] {
            let (paged, pages) = follow(&ada, &format!("{list}limit={limit}"), items, id).await;
            assert_eq!(paged, whole, "{list} by {limit}");
            assert_eq!(pages, count.div_ceil(limit).max(1), "{list} by {limit}");
        }
    }
}

#[tokio::test]
async fn a_limit_is_from_one_to_a_thousand_and_a_cursor_one_that_the_list_gave() {
    let server = Server::start().await;
    let ada = full(&server).await;
    for list in [
        "/api/universes",
        "/api/player/ada/universes",
        "/api/universe/universe:root/snapshots",
        "/api/universe/universe:root/timeline",
        "/api/universe/universe:root/forks",
        "/api/universe/universe:root/tree",
        "/api/passages",
        "/api/universe/universe:root/arrivals",
        "/api/entity/tom/journey",
    ] {
        for bad in
            ["limit=0", "limit=1001", "limit=-1", "limit=x", "limit=1&limit=2", "cursor=x", "cursor=5b5d"]
        {
            ada.get(format!("{list}?{bad}")).await.refused(400, "malformed");
        }
        for good in ["limit=1", "limit=1000", "limit=", "cursor=", "unknown=1"] {
            ada.get(format!("{list}?{good}")).await.expect(200);
        }
    }
}

#[tokio::test]
async fn a_list_holds_a_hundred_if_nobody_says_how_many() {
    let server = Server::start().await;
    let ada = server.player("ada").await;
    let universe = ada.creates("universe:v").await;
    for tick in 0..101 {
        ada.saves(&universe, tick, &json!(tick)).await;
    }
    let (entries, pages) = follow(&ada, "/api/universe/universe:v/snapshots", "snapshots", "tick").await;
    assert_eq!(pages, 2);
    assert_eq!(entries, (0..101).map(Value::from).collect::<Vec<_>>());
}

#[tokio::test]
async fn what_is_added_while_a_list_is_read_makes_no_gap_and_no_repeat() {
    let server = Server::start().await;
    let ada = full(&server).await;
    let first = ada.get("/api/universe/universe:root/timeline?limit=3").await.expect(200);
    ada.saves("universe:root", 0, &json!("late, at an early tick")).await;
    ada.saves("universe:root", 99, &json!("new head")).await;
    let cursor = first["nextCursor"].as_str().unwrap();
    let rest = format!("/api/universe/universe:root/timeline?limit=1000&cursor={cursor}");
    let rest = ada.get(rest).await.expect(200);
    let ticks: Vec<_> = rest["snapshots"].as_array().unwrap().iter().map(|entry| &entry["tick"]).collect();
    assert_eq!(ticks, [2, 2, 3, 4, 4, 5, 6, 6, 99]);
}
