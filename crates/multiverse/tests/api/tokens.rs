//! Tokens: their form, further ones, revoking.

use serde_json::json;

use crate::support::{Request, Server, is_shaped};

const DIGITS: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/// The six digits that leak scanners expect behind the rest of a token.
fn checksum(signed: &str) -> String {
    let mut crc = flate2::Crc::new();
    crc.update(signed.as_bytes());
    let mut rest = crc.sum();
    let mut digits = [b'0'; 6];
    for digit in digits.iter_mut().rev() {
        *digit = DIGITS[(rest % 62) as usize];
        rest /= 62;
    }
    String::from_utf8(digits.to_vec()).unwrap()
}

#[tokio::test]
async fn a_token_has_a_form_that_leak_scanners_find() {
    let server = Server::start().await;
    let (ada, bob) = (server.player("ada").await, server.player("bob").await);
    for client in [&ada, &bob] {
        let token = client.token().unwrap();
        assert!(token.starts_with("mv_") && token.len() == 52, "{token}");
        assert!(token[3..].bytes().all(|digit| digit.is_ascii_alphanumeric()), "{token}");
        let (signed, sum) = token.split_at(46);
        assert_eq!(checksum(signed), sum, "{token}");
    }
    assert_ne!(ada.token(), bob.token());
}

#[tokio::test]
async fn a_further_token_is_as_good_and_revoking_leaves_the_one_used() {
    let server = Server::start().await;
    let ada = server.player("ada").await;
    let more = ada.send(Request::post("/api/player/ada/token")).await.expect(201);
    is_shaped(&more, "token:string");
    let second = server.with_token(more["token"].as_str().unwrap());
    let third = second.send(Request::post("/api/multiverse/player/ada/token")).await.expect(201);
    let third = server.with_token(third["token"].as_str().unwrap());
    for token in [&ada, &second, &third] {
        token.post("/api/universe", json!({"name": "x"})).await.expect(201);
    }
    let revoked = second.delete("/api/player/ada/token").await.expect(200);
    is_shaped(&revoked, "success:bool message:string");
    for token in [&ada, &third] {
        let reply = token.get("/api/stats").await;
        reply.refused(401, "unauthenticated");
        assert!(reply.header("www-authenticate").unwrap().starts_with("Bearer"));
    }
    second.get("/api/player/ada").await.expect(200);
    let kept = second.token().unwrap().to_owned();
    let server = server.killed_and_restarted();
    server.with_token(&kept).post("/api/universe", json!({"name": "x"})).await.expect(201);
    server.with_token(ada.token().unwrap()).get("/api/stats").await.refused(401, "unauthenticated");
}

#[tokio::test]
async fn only_the_player_manages_the_players_tokens() {
    let server = Server::start().await;
    let bob = server.player("bob").await;
    server.player("ada").await;
    for request in [Request::post("/api/player/ada/token"), Request::delete("/api/player/ada/token")] {
        bob.send(request.clone()).await.refused(403, "forbidden");
        let reply = server.anybody().send(request).await;
        reply.refused(401, "unauthenticated");
        assert!(reply.header("www-authenticate").is_some());
    }
    for request in [Request::post("/api/player/none/token"), Request::delete("/api/player/none/token")] {
        bob.send(request).await.refused(403, "forbidden");
    }
}

#[tokio::test]
async fn what_is_no_good_token_is_refused_everywhere_in_every_mode() {
    for server in [Server::start().await, Server::open().await] {
        let ada = server.player("ada").await;
        let good = ada.token().unwrap();
        let mistyped = format!("{}{}", &good[..51], if good.ends_with('0') { "1" } else { "0" });
        let unknown = format!("mv_{}", "0".repeat(43));
        let unknown = format!("{unknown}{}", checksum(&unknown));
        for header in [
            format!("Bearer {mistyped}"),
            format!("Bearer {unknown}"),
            "Bearer x".to_owned(),
            "Bearer".to_owned(),
            format!("Basic {good}"),
            good.to_owned(),
            format!("Bearer {good} {good}"),
        ] {
            for path in ["/api/stats", "/api/limits", "/api/universes", "/api/player/ada"] {
                let reply = server.anybody().send(Request::get(path).header("authorization", &header)).await;
                reply.refused(401, "unauthenticated");
                assert!(reply.header("www-authenticate").is_some(), "{header}");
            }
        }
        let lower = Request::get("/api/player/ada").header("authorization", format!("bearer {good}"));
        server.anybody().send(lower).await.expect(200);
    }
}
