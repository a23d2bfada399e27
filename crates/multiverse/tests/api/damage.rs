//! Contents that were damaged on disk while the server was down: reported by name, and `latest` falls back.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::support::{Client, Reply, Request, Server, unpacked};

const RAW: &str = "application/vnd.multiverse.snapshot";

/// A village of 160 kB, of which a day changes little. Packed it is too large for a row.
fn village(day: u64) -> Value {
    let mut state = 1_u64;
    let noise: String = (0..20_000)
        .map(|_| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            format!("{:08x}", state >> 32)
        })
        .collect();
    json!({"day": day, "frost": day.wrapping_mul(0x9e37_79b9_7f4a_7c15), "people": noise})
}

/// A server whose village has four days, and their entries.
async fn server_with_village() -> (Server, String, Vec<Value>) {
    let server = Server::start().await;
    let ada = server.player("ada").await;
    let id = ada.creates("village").await;
    let mut entries = Vec::new();
    for day in 1..=4 {
        entries.push(ada.saves(&id, day, &village(day)).await);
    }
    let token = ada.token().unwrap().to_owned();
    (server, token, entries)
}

fn hex(entry: &Value) -> &str {
    entry["checksum"].as_str().unwrap().strip_prefix("sha256:").unwrap()
}

/// Overwrites what the database has stored of an entry's content.
fn damage_row(data: &Path, entry: &Value) {
    let database = rusqlite::Connection::open(data.join("catalog.sqlite")).unwrap();
    let sql =
        format!("UPDATE contents SET bytes = zeroblob(length(bytes)) WHERE checksum = x'{}'", hex(entry));
    assert_eq!(database.execute(&sql, []).unwrap(), 1);
}

/// Overwrites a part of an entry's file in the vault.
fn damage_file(data: &Path, entry: &Value) {
    let (folder, name) = hex(entry).split_at(2);
    let files = std::fs::read_dir(data.join("vault").join(folder)).unwrap();
    let mut files = files.map(|file| file.unwrap().path());
    let is_its = |file: &PathBuf| file.file_name().unwrap().to_str().unwrap().starts_with(name);
    let file = files.find(is_its).unwrap();
    let mut bytes = std::fs::read(&file).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle..middle + 64].fill(0);
    std::fs::write(file, bytes).unwrap();
}

async fn latest(client: &Client, accept: &str, more: &[(&str, &str)]) -> Reply {
    let request = Request::get("/api/universe/village/snapshot/latest").header("accept", accept);
    let with = |request: Request, (name, value): &(&str, &str)| request.header(name, value);
    client.send(more.iter().fold(request, with)).await
}

/// An answer that may have come compressed.
fn read(reply: &Reply) -> Value {
    serde_json::from_slice(&unpacked(reply.header("content-encoding"), &reply.body)).unwrap()
}

#[tokio::test]
async fn a_timeline_takes_little_more_than_its_first_save() {
    let (_server, _, entries) = server_with_village().await;
    let stored = |entry: &Value| entry["storedSize"].as_u64().unwrap();
    assert!(stored(&entries[0]) > 70_000);
    assert!(entries[1..].iter().all(|entry| stored(entry) < 1_000));
}

#[tokio::test]
async fn a_damaged_link_fails_what_rests_on_it_and_latest_falls_back_to_what_does_not() {
    let (mut server, token, entries) = server_with_village().await;
    server.kill();
    damage_row(server.data(), &entries[2]);
    let server = server.killed_and_restarted();
    let ada = server.with_token(&token);
    for (tick, is_intact) in [(1, true), (2, true), (3, false), (4, false)] {
        let reply = ada.get(format!("/api/universe/village/snapshot/{tick}")).await;
        if is_intact {
            let answer = reply.expect(200);
            assert_eq!(answer["snapshot"], village(tick));
            assert_eq!(answer.get("fallback"), None);
            assert_eq!(reply.header("snapshot-fallback"), None);
        } else {
            reply.refused(500, "corrupt");
            let asked = &entries[usize::try_from(tick).unwrap() - 1];
            assert!(reply.json()["detail"].as_str().unwrap().contains(hex(asked)));
        }
    }
    let reply = latest(&ada, "application/json", &[]).await;
    let answer = reply.expect(200);
    assert_eq!(
        (&answer["fallback"], &answer["snapshot"], &answer["entry"]),
        (&json!(true), &village(2), &entries[1])
    );
    assert_eq!(reply.header("snapshot-fallback"), entries[3]["checksum"].as_str());
    // The same document as its own tick's answer, compressed and from the cache: only one of them is a fallback.
    for _ in 0..2 {
        let at_tick = Request::get("/api/universe/village/snapshot/2").header("accept-encoding", "gzip");
        let at_tick = read(&ada.send(at_tick).await);
        let fallback = read(&latest(&ada, "application/json", &[("accept-encoding", "gzip")]).await);
        assert_eq!((at_tick.get("fallback"), &fallback["fallback"]), (None, &json!(true)));
    }
    // The next save stands on its own, and all is well.
    ada.saves("village", 5, &village(5)).await;
    let reply = latest(&ada, "application/json", &[]).await;
    assert_eq!(reply.expect(200)["snapshot"], village(5));
    assert_eq!(reply.header("snapshot-fallback"), None);
}

#[tokio::test]
async fn the_raw_form_of_a_fallback_has_its_own_entity_tag() {
    let (mut server, token, entries) = server_with_village().await;
    server.kill();
    damage_row(server.data(), &entries[3]);
    let server = server.killed_and_restarted();
    let ada = server.with_token(&token);
    let tags: Vec<_> = entries.iter().map(|entry| format!("\"sha256:{}\"", hex(entry))).collect();
    let head = entries[3]["checksum"].as_str();
    let whole = latest(&ada, RAW, &[]).await;
    assert_eq!((whole.status, whole.header("etag")), (200, Some(tags[2].as_str())));
    assert_eq!(whole.header("snapshot-fallback"), head);
    assert_eq!(whole.body, village(3).to_string());
    let known = latest(&ada, RAW, &[("if-none-match", &tags[2])]).await;
    assert_eq!((known.status, known.header("etag")), (304, Some(tags[2].as_str())));
    assert_eq!(known.header("snapshot-fallback"), head);
    let part = latest(&ada, RAW, &[("range", "bytes=0-3"), ("if-range", &tags[2])]).await;
    assert_eq!((part.status, part.header("snapshot-fallback")), (206, head));
    // Who has the head has what is lost.
    let lucky = latest(&ada, RAW, &[("if-none-match", &tags[3])]).await;
    assert_eq!((lucky.status, lucky.header("snapshot-fallback")), (304, None));
}

#[tokio::test]
async fn a_damaged_keyframe_in_the_vault_is_reported_by_all_that_rest_on_it() {
    let (mut server, token, entries) = server_with_village().await;
    server.kill();
    damage_file(server.data(), &entries[0]);
    let server = server.killed_and_restarted();
    let ada = server.with_token(&token);
    for accept in ["application/json", RAW] {
        latest(&ada, accept, &[]).await.refused(500, "corrupt");
    }
}
