//! `Accept-Encoding` of answers and `Content-Encoding` of requests.

use serde_json::{Value, json};

use crate::support::{Request, Server, brotli, gzip, gzip_base64, unpacked, zstd};

const RAW: &str = "application/vnd.multiverse.snapshot";

/// A way to pack a body.
type Pack = fn(&[u8]) -> Vec<u8>;

const PACKS: [(&str, Pack); 3] = [("gzip", gzip), ("zstd", zstd), ("br", brotli)];

fn large() -> Value {
    json!({"people": (0..2000).map(|n| json!({"id": n, "name": "Tom"})).collect::<Vec<_>>()})
}

#[tokio::test]
async fn answers_are_encoded_as_asked_and_hold_the_same() {
    let server = Server::start().await;
    let ada = server.player("ada").await;
    let universe = ada.creates("universe:v").await;
    let text = large().to_string();
    ada.saves(&universe, 1, &large()).await;
    for n in 2..20 {
        ada.saves(&universe, n, &json!(n)).await;
    }
    let json_form = Request::get("/api/universe/universe:v/snapshot/1");
    let list = Request::get("/api/universe/universe:v/snapshots");
    let raw = json_form.clone().header("accept", RAW);
    for (request, is_raw) in [(json_form, false), (list, false), (raw, true)] {
        let plain = ada.send(request.clone().header("accept-encoding", "identity")).await;
        assert_eq!(plain.header("content-encoding"), None);
        if is_raw {
            assert_eq!(plain.body, text.as_bytes());
        }
        for (asked, used) in [
            ("gzip", Some("gzip")),
            ("zstd", Some("zstd")),
            ("br", Some("br")),
            ("gzip;q=0.1, br;q=0.9", Some("br")),
            ("GZIP", Some("gzip")),
            ("lzma, gzip;q=0.5", Some("gzip")),
            ("gzip;q=0", None),
            ("lzma", None),
            ("", None),
        ] {
            // Twice: the second one may come from a cache.
            for _ in 0..2 {
                let reply = ada.send(request.clone().header("accept-encoding", asked)).await;
                assert_eq!(reply.header("content-encoding"), used, "{asked}");
                assert!(reply.header("vary").unwrap().contains("Accept-Encoding"));
                assert_eq!(unpacked(used, &reply.body), plain.body, "{asked}");
                assert_eq!(reply.header("etag"), plain.header("etag"), "{asked}");
            }
        }
    }
}

#[tokio::test]
async fn a_snapshot_may_come_packed_in_every_way_of_upload() {
    let server = Server::start().await;
    let ada = server.player("ada").await;
    let text = large().to_string();
    for (encoding, pack) in PACKS {
        let id = ada.creates(&format!("universe:{encoding}")).await;
        let post = |tick: u64, body: String| {
            let request =
                Request::post(format!("/api/universe/{id}/snapshot")).header("content-encoding", encoding);
            (tick, request.text("application/json", pack(body.as_bytes())))
        };
        let packed = gzip_base64(text.as_bytes());
        let (_, compressed) = post(2, format!("{{\"tick\":2,\"compressedSnapshot\":\"{packed}\"}}"));
        let put = Request::put(format!("/api/universe/{id}/snapshot/3")).header("content-encoding", encoding);
        for (tick, request) in [
            post(1, format!("{{\"tick\":1,\"snapshot\":{text}}}")),
            (2, compressed.header("x-snapshot-compressed", "gzip-base64")),
            (3, put.text("application/json", pack(text.as_bytes()))),
        ] {
            let entry = ada.send(request).await.expect(201)["entry"].clone();
            assert_eq!(entry["fileSize"], text.len(), "{encoding} {tick}");
            let read = Request::get(format!("/api/universe/{id}/snapshot/{tick}")).header("accept", RAW);
            assert_eq!(ada.send(read).await.body, text.as_bytes(), "{encoding} {tick}");
        }
    }
}

#[tokio::test]
async fn any_body_may_come_packed() {
    let server = Server::start().await;
    let ada = server.player("ada").await;
    server.player("guest").await;
    for (encoding, pack) in PACKS {
        let id = format!("universe:{encoding}");
        let at = |rest: &str| format!("/api/universe/{id}{rest}");
        for (request, body) in [
            (Request::post("/api/player"), json!({"displayName": encoding})),
            (Request::post("/api/universe"), json!({"id": id, "name": "x"})),
            (Request::patch(at("")), json!({"description": encoding})),
            (Request::put(at("/access/guest")), json!({"role": "reader"})),
            (Request::post(at("/snapshot")), json!({"snapshot": 1, "tick": 1})),
            (Request::post(at("/cleanup")), json!({"currentTick": 1})),
            (Request::post(at("/fork")), json!({"snapshotTick": 1, "name": "f"})),
        ] {
            let packed = pack(body.to_string().as_bytes());
            let request = request.header("content-encoding", encoding).text("application/json", packed);
            let reply = ada.send(request).await;
            assert!(reply.status < 300, "{encoding}: {}", reply.json());
        }
        assert_eq!(ada.get(at("")).await.expect(200)["universe"]["description"], encoding);
    }
}

#[tokio::test]
async fn a_body_that_is_not_packed_as_it_says_is_refused() {
    let server = Server::start().await;
    let ada = server.player("ada").await;
    ada.creates("universe:v").await;
    let paths = ["/api/universe", "/api/universe/universe:v/snapshot"];
    for path in paths {
        let body = json!({"name": "x", "snapshot": 1, "tick": 1}).to_string();
        for encoding in ["gzip", "zstd", "br"] {
            let request = Request::post(path).header("content-encoding", encoding);
            ada.send(request.text("application/json", body.clone())).await.refused(400, "malformed");
        }
        let cut = gzip(body.as_bytes());
        let cut = Request::post(path)
            .header("content-encoding", "gzip")
            .text("application/json", &cut[..cut.len() - 9]);
        ada.send(cut).await.refused(400, "malformed");
        let request =
            Request::post(path).header("content-encoding", "lzma").text("application/json", body.clone());
        let reply = ada.send(request).await;
        reply.refused(415, "unsupported-media-type");
        assert!(reply.header("accept-encoding").unwrap().contains("zstd"));
        let identity =
            Request::post(path).header("content-encoding", "identity").text("application/json", body);
        ada.send(identity).await.expect(201);
    }
}

#[tokio::test]
async fn a_body_that_unpacks_to_too_much_is_too_large() {
    let flags = ["--max-document-bytes", "100KiB", "--max-json-bytes", "10KiB"];
    let server = Server::start_with(&flags).await;
    let ada = server.player("ada").await;
    ada.creates("universe:v").await;
    let bomb = format!("\"{}\"", "x".repeat(1 << 20));
    for (encoding, pack) in PACKS {
        let put = Request::put("/api/universe/universe:v/snapshot/1").header("content-encoding", encoding);
        let reply = ada.send(put.text("application/json", pack(bomb.as_bytes()))).await;
        reply.refused(413, "too-large");
        assert_eq!(reply.json()["limit"], 100 * 1024);
        let post = Request::post("/api/universe").header("content-encoding", encoding);
        let reply =
            ada.send(post.text("application/json", pack(format!("{{\"name\":{bomb}}}").as_bytes()))).await;
        reply.refused(413, "too-large");
        assert_eq!(reply.json()["limit"], 10 * 1024);
    }
}
