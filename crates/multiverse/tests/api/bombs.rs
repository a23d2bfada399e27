//! Small bodies that unpack to large ones, and more uploads than there is memory for.

use std::io::Write;
use std::net::TcpStream;

use base64::Engine as _;
use serde_json::json;

use crate::support::{Request, Server, delta, gzip, named_delta, put_delta};

const MIB: u64 = 1 << 20;

/// The most memory that a server has had, in bytes.
fn peak(server: &Server) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{}/status", server.pid())).unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    line.trim().trim_end_matches(" kB").parse::<u64>().unwrap() * 1024
}

/// 10 GiB of zeros in about 10 MB: one packed member over and over, which is one stream to gzip and to zstd.
fn bomb(pack: impl Fn(&[u8]) -> Vec<u8>) -> Vec<u8> {
    pack(&vec![0; 16 << 20]).repeat(640)
}

fn finest_gzip(text: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(text).unwrap();
    encoder.finish().unwrap()
}

/// Brotli streams cannot be joined; one of 256 MiB is bomb enough for a limit of 16.
fn brotli_bomb() -> Vec<u8> {
    let params = brotli::enc::BrotliEncoderParams { quality: 2, ..Default::default() };
    let mut packed = Vec::new();
    brotli::BrotliCompress(&mut std::io::Read::take(std::io::repeat(0), 256 * MIB), &mut packed, &params)
        .unwrap();
    packed
}

#[tokio::test]
async fn a_bomb_is_stopped_at_the_limit_in_every_encoding() {
    let server = Server::start_with(&["--max-document-bytes", "16MiB"]).await;
    let ada = server.player("ada").await;
    let village = ada.creates("universe:village").await;
    let path = format!("/api/universe/{village}/snapshot");
    let gzip_bomb = bomb(finest_gzip);
    assert!(gzip_bomb.len() > 5_000_000, "{}", gzip_bomb.len());
    let base64 = base64::engine::general_purpose::STANDARD.encode(&gzip_bomb);
    let packed = json!({"tick": 1, "compressedSnapshot": base64});
    let zstd_bomb = bomb(|text| zstd::encode_all(text, 19).unwrap());
    let brotli = brotli_bomb();
    let mut bombs = vec![Request::post(&path).header("x-snapshot-compressed", "gzip-base64").json(&packed)];
    for (encoding, bomb) in [("gzip", gzip_bomb), ("zstd", zstd_bomb), ("br", brotli)] {
        for upload in [Request::put(format!("{path}/1")), Request::post(&path)] {
            bombs.push(upload.header("content-encoding", encoding).bytes(bomb.clone()));
        }
    }
    let before = peak(&server);
    for bomb in bombs {
        let reply = ada.send(bomb).await;
        reply.refused(413, "too-large");
        assert!(reply.json()["limit"].is_u64());
    }
    let grown = peak(&server).saturating_sub(before);
    assert!(grown < 128 * MIB, "the server grew by {} MiB", grown / MIB);
    let stats = ada.get("/api/stats").await.expect(200);
    assert_eq!((&stats["totalSnapshots"], &stats["storedBytes"]), (&json!(0), &json!(0)));
}

#[tokio::test]
async fn uploads_beyond_the_memory_for_them_are_asked_to_come_back() {
    let server = Server::start_with(&[
        "--max-body-bytes",
        "36MiB",
        "--max-document-bytes",
        "36MiB",
        "--upload-memory-bytes",
        "40MiB",
    ])
    .await;
    let ada = server.player("ada").await;
    let village = ada.creates("universe:village").await;
    // Somebody sends nearly all of 32 MiB and no more; but for what lies in sockets, the server holds it.
    let (address, token) = (server.address().to_owned(), ada.token().unwrap().to_owned());
    let path = format!("/api/universe/{village}/snapshot");
    let target = format!("{path}/1");
    let stalled = tokio::task::spawn_blocking(move || {
        let mut stream = TcpStream::connect(address).unwrap();
        let head = format!(
            "PUT {target} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\nContent-Length: {}\r\n\r\n",
            32 * MIB
        );
        stream.write_all(head.as_bytes()).unwrap();
        stream.write_all(&vec![0; 32 << 20][1..]).unwrap();
        stream
    });
    let stalled = stalled.await.unwrap();
    let plain = Request::put(format!("{path}/2")).bytes(vec![7; 34 << 20]);
    let packed =
        Request::put(format!("{path}/3")).header("content-encoding", "gzip").bytes(gzip(&vec![7; 34 << 20]));
    for upload in [&plain, &packed] {
        let reply = ada.send(upload.clone()).await;
        reply.refused(503, "unavailable");
        assert_eq!(reply.header("retry-after"), Some("1"));
    }
    let stats = ada.get("/api/stats").await.expect(200);
    assert_eq!(stats["totalSnapshots"], 0);
    drop(stalled);
    // Its memory comes back as soon as the server has seen that it is gone.
    while ada.send(packed.clone()).await.status == 503 {}
    ada.get(format!("{path}s")).await.expect(200)["snapshots"][0]["tick"].as_u64().expect("it was saved");
}

#[tokio::test]
async fn many_bombs_just_below_the_limit_do_not_add_up() {
    let flags = ["--max-document-bytes", "16MiB", "--upload-memory-bytes", "64MiB"];
    let server = Server::start_with(&flags).await;
    let ada = server.player("ada").await;
    let village = ada.creates("universe:village").await;
    let before = peak(&server);
    let uploads: Vec<_> = (0..40_u8)
        .map(|number| {
            let path = format!("/api/universe/{village}/snapshot/{number}");
            let body = gzip(&vec![number; (16 << 20) - 1]);
            let upload = Request::put(path).header("content-encoding", "gzip").bytes(body);
            let ada = ada.clone();
            tokio::spawn(async move { ada.send(upload).await })
        })
        .collect();
    let mut saved = 0;
    for upload in uploads {
        match upload.await.unwrap().status {
            201 => saved += 1,
            503 => {}
            other => panic!("{other}"),
        }
    }
    assert!(saved > 0);
    assert_eq!(ada.get("/api/stats").await.expect(200)["totalSnapshots"], saved);
    let grown = peak(&server).saturating_sub(before);
    // The budget, the cache of contents, and what an allocator keeps.
    assert!(grown < 256 * MIB, "the server grew by {} MiB", grown / MIB);
}

#[tokio::test]
async fn a_delta_gets_no_memory_for_more_than_the_limit_whatever_it_announces() {
    let server = Server::start_with(&["--max-document-bytes", "16MiB"]).await;
    let ada = server.player("ada").await;
    let village = ada.creates("universe:village").await;
    let path = format!("/api/universe/{village}/snapshot");
    let base = b"{}";
    ada.send(Request::put(format!("{path}/1")).text("x/y", base.as_slice())).await.expect(201);
    // Version and stage, the base's length, and 2^62, 2^34 or 2^23 bytes of result with nothing to make them of.
    let long = [&[0x80; 8][..], b"\x40"].concat();
    let announces = |length: &[u8]| [b"WLD\x01\x00\x02", length].concat();
    let before = peak(&server);
    for (length, expected) in [
        (long.as_slice(), (413, "too-large")),
        (b"\x80\x80\x80\x80\x40", (413, "too-large")),
        (b"\x80\x80\x80\x04", (422, "bad-delta")),
    ] {
        for _ in 0..20 {
            let reply = ada.send(named_delta(format!("{path}/2"), base, b"?", announces(length))).await;
            reply.refused(expected.0, expected.1);
            assert!(expected.0 != 413 || reply.json()["limit"] == 16 * MIB);
        }
    }
    let grown = peak(&server).saturating_sub(before);
    assert!(grown < 64 * MIB, "the server grew by {} MiB", grown / MIB);
    let world = vec![b'w'; (16 << 20) + 1];
    let packed = gzip(&delta(base, &world));
    let large = named_delta(format!("{path}/2"), base, &world, packed).header("content-encoding", "gzip");
    ada.send(large).await.refused(413, "too-large");
    assert_eq!(ada.get("/api/stats").await.expect(200)["totalSnapshots"], 1);
}

#[tokio::test]
async fn a_delta_needs_memory_for_its_base_and_its_document() {
    let server =
        Server::start_with(&["--max-document-bytes", "8MiB", "--upload-memory-bytes", "16MiB"]).await;
    let ada = server.player("ada").await;
    let village = ada.creates("universe:village").await;
    let path = |tick| format!("/api/universe/{village}/snapshot/{tick}");
    let (base, mut world) = (vec![b'w'; 7 << 20], vec![b'w'; 7 << 20]);
    world[5000] = b'v';
    ada.send(Request::put(path(1)).text("x/y", base.clone())).await.expect(201);
    let reply = ada.send(put_delta(path(2), &base, &world)).await;
    reply.refused(503, "unavailable");
    assert_eq!(reply.header("retry-after"), Some("1"));
    ada.send(put_delta(path(2), &base, &world[..4 << 20])).await.expect(201);
}
