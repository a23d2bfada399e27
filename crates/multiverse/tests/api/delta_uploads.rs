//! Uploads of what changed since a content that the history holds.

use serde_json::{Value, json};

use crate::support::{
    Client, ENTRY, Reply, Request, Server, UNIVERSE, WORLDLINE, brotli, checksum, delta, gzip, is_shaped,
    put_delta, zstd,
};

const DAWN: &str = r#"{"people": [{"name": "tom", "age": 7}], "hour": 6}"#;
const NOON: &str = r#"{"people": [{"name": "tom", "age": 7}], "hour": 12}"#;
const RAW: &str = "application/vnd.multiverse.snapshot";

fn path(universe: &str, tick: u64) -> String {
    format!("/api/universe/{universe}/snapshot/{tick}")
}

fn put(universe: &str, tick: u64, base: &str, new: &str) -> Request {
    put_delta(path(universe, tick), base.as_bytes(), new.as_bytes())
}

async fn saves_whole(who: &Client, universe: &str, tick: u64, media_type: &str, text: &[u8]) -> Value {
    who.send(Request::put(path(universe, tick)).text(media_type, text)).await.expect(201)["entry"].clone()
}

/// Ada with a village in which it is dawn.
async fn village(server: &Server) -> Client {
    let ada = server.player("ada").await;
    ada.creates("universe:v").await;
    saves_whole(&ada, "universe:v", 1, "application/json", DAWN.as_bytes()).await;
    ada
}

async fn count(who: &Client, universe: &str) -> Value {
    who.get(format!("/api/universe/{universe}")).await.expect(200)["universe"]["snapshotCount"].clone()
}

async fn raw(who: &Client, universe: &str, tick: u64) -> Reply {
    who.send(Request::get(path(universe, tick)).header("accept", RAW)).await
}

#[tokio::test]
async fn the_document_that_a_delta_makes_is_kept_byte_for_byte() {
    let server = Server::start().await;
    let ada = village(&server).await;
    let saved = ada.send(put("universe:v", 2, DAWN, NOON)).await.expect(201);
    is_shaped(&saved, "success:bool entry:object");
    let entry = &saved["entry"];
    is_shaped(entry, ENTRY);
    assert_eq!(entry["checksum"], checksum(NOON.as_bytes()));
    assert_eq!(entry["parent"], checksum(DAWN.as_bytes()));
    assert_eq!((&entry["fileSize"], &entry["contentType"]), (&json!(NOON.len()), &json!("application/json")));
    assert_eq!(ada.send(put("universe:v", 2, DAWN, NOON)).await.expect(200)["entry"], *entry);
    assert_eq!(count(&ada, "universe:v").await, 2);
    let token = ada.token().unwrap().to_owned();
    let server = server.killed_and_restarted();
    let ada = server.with_token(&token);
    assert_eq!(raw(&ada, "universe:v", 2).await.body, NOON);
    assert_eq!(
        ada.get(path("universe:v", 2)).await.expect(200)["snapshot"],
        serde_json::from_str::<Value>(NOON).unwrap()
    );
    // On it a further one, and from there back to the first.
    ada.send(put("universe:v", 3, NOON, "null")).await.expect(201);
    ada.send(put("universe:v", 4, "null", DAWN)).await.expect(201);
    assert_eq!(raw(&ada, "universe:v", 4).await.body, DAWN);
}

#[tokio::test]
async fn an_entry_of_a_delta_has_what_the_headers_say() {
    let server = Server::start().await;
    let ada = village(&server).await;
    let event = json!({"canonEvent": {"type": "birth", "title": "Eva", "day": 3}});
    let request = put("universe:v", 2, DAWN, NOON).header("snapshot-meta", event.to_string());
    let entry = ada.send(request).await.expect(201)["entry"].clone();
    assert_eq!((&entry["type"], &entry["day"]), (&json!("canonical"), &json!(3)));
    let request =
        put_delta("/api/multiverse/universe/universe:v/snapshot/3?type=manual&label=x&day=9", b"", b"");
    ada.send(request).await.refused(412, "base-gone");
    let request = put_delta(
        "/api/multiverse/universe/universe:v/snapshot/3?type=manual&label=x&day=9",
        DAWN.as_bytes(),
        b"1",
    );
    let entry = ada.send(request).await.expect(201)["entry"].clone();
    assert_eq!((&entry["type"], &entry["day"], &entry["label"]), (&json!("manual"), &json!(9), &json!("x")));
}

#[tokio::test]
async fn a_delta_may_come_compressed() {
    let server = Server::start().await;
    let ada = village(&server).await;
    let new = |tick: u64| format!("{{\"hour\": {tick}}}");
    let plain = |tick| delta(DAWN.as_bytes(), new(tick).as_bytes());
    let packed = [("gzip", gzip(&plain(2))), ("zstd", zstd(&plain(3))), ("br", brotli(&plain(4)))];
    for (tick, (encoding, packed)) in (2..).zip(packed) {
        let request = Request::put(path("universe:v", tick))
            .header("snapshot-base", checksum(DAWN.as_bytes()))
            .header("snapshot-digest", checksum(new(tick).as_bytes()))
            .header("content-encoding", encoding)
            .text("Application/Vnd.Multiverse.Worldline; v=1", packed);
        ada.send(request).await.expect(201);
        assert_eq!(raw(&ada, "universe:v", tick).await.body, new(tick));
    }
}

#[tokio::test]
async fn the_document_has_the_bases_type_unless_another_is_named() {
    let server = Server::start().await;
    let ada = village(&server).await;
    let (old, new) = (b"\x00\xffworld".as_slice(), b"\x00\xfeworld\xff".as_slice());
    saves_whole(&ada, "universe:v", 2, "application/x-world; v=2", old).await;
    let entry = ada.send(put_delta(path("universe:v", 3), old, new)).await.expect(201)["entry"].clone();
    assert_eq!(entry["contentType"], "application/x-world; v=2");
    let reply = raw(&ada, "universe:v", 3).await;
    assert_eq!((reply.body.as_ref(), reply.header("content-type")), (new, Some("application/x-world; v=2")));
    // What is to be JSON must be JSON, whether its base is or its sender says so.
    let json = |request: Request| request.header("snapshot-content-type", "application/json");
    ada.send(json(put_delta(path("universe:v", 4), old, new))).await.refused(400, "malformed");
    ada.send(put_delta(path("universe:v", 4), DAWN.as_bytes(), new)).await.refused(400, "malformed");
    let deep = "[".repeat(1000);
    ada.send(put("universe:v", 4, DAWN, &deep)).await.refused(422, "rule");
    assert_eq!(count(&ada, "universe:v").await, 3);
    let entry = ada.send(json(put_delta(path("universe:v", 4), old, NOON.as_bytes()))).await.expect(201);
    assert_eq!(entry["entry"]["contentType"], "application/json");
    let other = put_delta(path("universe:v", 5), DAWN.as_bytes(), new);
    let entry = ada.send(other.header("snapshot-content-type", "x/y")).await.expect(201)["entry"].clone();
    assert_eq!(entry["contentType"], "x/y");
}

#[tokio::test]
async fn a_fork_takes_deltas_against_what_its_ancestors_held_when_it_began() {
    let server = Server::start().await;
    let ada = village(&server).await;
    let bob = server.player("bob").await;
    ada.saves("universe:v", 2, &json!("noon")).await;
    ada.put("/api/universe/universe:v/access/bob", json!({"role": "reader"})).await.expect(200);
    bob.forks("universe:v", 2, "universe:fork").await;
    ada.saves("universe:v", 3, &json!("later")).await;
    let against = |base: &str, tick| put("universe:fork", tick, base, NOON);
    bob.send(against(DAWN, 5)).await.expect(201);
    assert_eq!(raw(&bob, "universe:fork", 5).await.body, NOON);
    bob.send(against("\"later\"", 6)).await.refused(412, "base-gone");
    // Who may no longer read the source has its history no more, but for the fork's own.
    ada.delete("/api/universe/universe:v/access/bob").await.expect(200);
    bob.send(against(DAWN, 7)).await.refused(412, "base-gone");
    bob.send(against("\"noon\"", 7)).await.expect(201);
}

#[tokio::test]
async fn a_base_that_only_others_hold_is_answered_as_one_that_nobody_holds() {
    let server = Server::start().await;
    village(&server).await;
    let bob = server.player("bob").await;
    bob.creates("universe:b").await;
    bob.saves("universe:b", 1, &json!(1)).await;
    let shown = |reply: &Reply| {
        let headers =
            reply.headers.iter().filter(|(name, _)| !["date", "x-request-id"].contains(&name.as_str()));
        let headers: Vec<_> = headers.map(|(name, value)| (name.clone(), value.clone())).collect();
        (reply.status, headers, reply.body.clone())
    };
    // Also a body that is wrong, and one that only somebody with the base can make.
    for wrong in [false, true] {
        let request = |base: &[u8]| {
            let request = Request::put(path("universe:b", 2)).header("snapshot-base", checksum(base));
            let request = request.header("snapshot-digest", checksum(NOON.as_bytes()));
            let body = if wrong { b"WLD".to_vec() } else { delta(DAWN.as_bytes(), NOON.as_bytes()) };
            request.text(WORLDLINE, body)
        };
        let hidden = bob.send(request(DAWN.as_bytes())).await;
        let absent = bob.send(request(b"nobody has it")).await;
        assert_eq!(shown(&hidden), shown(&absent));
        if wrong {
            hidden.refused(422, "bad-delta");
        } else {
            hidden.refused(412, "base-gone");
            assert!(hidden.json()["error"].as_str().unwrap().contains("whole"), "it says what to do");
        }
    }
    assert_eq!(count(&bob, "universe:b").await, 1);
}

#[tokio::test]
async fn a_base_that_has_decayed_is_gone_and_the_whole_document_is_taken() {
    let server = Server::start().await;
    let ada = village(&server).await;
    ada.send(put("universe:v", 2, DAWN, NOON)).await.expect(201);
    ada.saves("universe:v", 3, &json!("dusk")).await;
    let cleaned = ada.post("/api/universe/universe:v/cleanup", json!({"currentTick": 1_728_001})).await;
    assert_eq!(cleaned.expect(200)["cleanup"]["decayed"], 1);
    ada.send(put("universe:v", 4, DAWN, "\"night\"")).await.refused(412, "base-gone");
    // A repeat of what was saved before, too: its client sends the whole and learns that it was saved.
    ada.send(put("universe:v", 2, DAWN, NOON)).await.refused(412, "base-gone");
    let whole = Request::put(path("universe:v", 2)).text("application/json", NOON);
    ada.send(whole).await.expect(200);
}

#[tokio::test]
async fn a_diverged_delta_is_refused_or_becomes_a_fork() {
    let server = Server::start().await;
    let ada = village(&server).await;
    let on_dawn = |request: Request| request.header("if-match", format!("\"{}\"", checksum(DAWN.as_bytes())));
    let won = ada.send(on_dawn(put("universe:v", 2, DAWN, NOON))).await.expect(201)["entry"].clone();
    let lost = ada.send(on_dawn(put("universe:v", 2, DAWN, "\"drought\""))).await;
    lost.refused(409, "diverged");
    assert_eq!(lost.json()["head"]["checksum"], won["checksum"]);
    ada.send(on_dawn(put("universe:v", 2, DAWN, NOON))).await.expect(200);
    let forking = on_dawn(put_delta(
        format!("{}?onConflict=fork", path("universe:v", 2)),
        DAWN.as_bytes(),
        b"\"drought\"",
    ));
    let fork = ada.send(forking.clone()).await.expect(201);
    is_shaped(&fork["universe"], UNIVERSE);
    assert_eq!(fork["forkedFrom"], json!({"universeId": "universe:v", "snapshotTick": 1}));
    let id = fork["universe"]["id"].as_str().unwrap();
    assert_eq!(raw(&ada, id, 2).await.body, "\"drought\"");
    assert_eq!(ada.send(forking).await.expect(200)["universe"]["id"], id);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_deltas_on_one_head_at_once_one_wins_and_all_others_can_be_repeated() {
    let server = Server::start().await;
    let ada = village(&server).await;
    let mut tasks = tokio::task::JoinSet::new();
    for n in 0..12 {
        let request = put("universe:v", 2, DAWN, &format!("{{\"n\": {n}}}"));
        let request = request.header("if-match", format!("\"{}\"", checksum(DAWN.as_bytes())));
        let ada = ada.clone();
        tasks.spawn(async move { ada.send(request).await });
    }
    let replies = tasks.join_all().await;
    assert_eq!(replies.iter().filter(|reply| reply.status == 201).count(), 1);
    replies.iter().filter(|reply| reply.status != 201).for_each(|reply| reply.refused(409, "diverged"));
    // Without a parent all of them are saved, the same by two clients once.
    let mut tasks = tokio::task::JoinSet::new();
    for n in 0..12 {
        let (ada, request) = (ada.clone(), put("universe:v", 3, DAWN, &format!("{{\"m\": {}}}", n / 2)));
        tasks.spawn(async move { ada.send(request).await });
    }
    let replies = tasks.join_all().await;
    let with = |status| replies.iter().filter(|reply| reply.status == status).count();
    assert_eq!((with(201), with(200)), (6, 6));
    assert_eq!(count(&ada, "universe:v").await, 8);
}
