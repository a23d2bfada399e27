//! `--auth jwt`: players of the game's own identity provider.

use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use serde_json::{Value, json};

use crate::support::{Client, Request, Server, is_shaped};

const SECRET: &[u8] = b"for these tests alone, and long enough for HS256";

/// Later than any test runs.
const LATER: u64 = 4_102_444_800;

fn signed(claims: &Value, secret: &[u8], algorithm: Algorithm) -> String {
    encode(&Header::new(algorithm), claims, &EncodingKey::from_secret(secret)).unwrap()
}

async fn server(more: &[&str]) -> (Server, tempfile::TempDir) {
    let keys = tempfile::tempdir().unwrap();
    let path = keys.path().join("secret");
    std::fs::write(&path, SECRET).unwrap();
    let flags = [&["--auth", "jwt", "--jwt-key-file", path.to_str().unwrap()], more].concat();
    (Server::start_with(&flags).await, keys)
}

fn player(server: &Server, id: &str) -> Client {
    server.with_token(&signed(&json!({"sub": id, "exp": LATER}), SECRET, Algorithm::HS256))
}

#[tokio::test]
async fn a_player_of_the_provider_registers_owns_and_shares() {
    let (server, _keys) = server(&[]).await;
    let (ada, bob) = (player(&server, "ada"), player(&server, "bob"));
    let answer = ada.post("/api/player", json!({"displayName": "Ada"})).await.expect(201);
    is_shaped(&answer, "success:bool player:object");
    assert_eq!((&answer["player"]["id"], &answer["player"]["displayName"]), (&json!("ada"), &json!("Ada")));
    ada.post("/api/player", json!({"id": "ada", "displayName": "A."})).await.expect(200);
    ada.post("/api/player", json!({"id": "eve"})).await.refused(403, "forbidden");
    server.anybody().post("/api/player", json!({"id": "eve"})).await.refused(401, "unauthenticated");
    let universe = ada.creates("universe:v").await;
    ada.saves(&universe, 1, &json!(1)).await;
    bob.get("/api/universe/universe:v").await.refused(404, "not-found");
    let made = bob.post("/api/universe", json!({"name": "x"})).await.expect(201);
    assert_eq!(made["universe"]["ownerId"], "bob", "who never registered may own");
    ada.put("/api/universe/universe:v/access/bob", json!({"role": "reader"})).await.expect(200);
    bob.get("/api/universe/universe:v/snapshot/latest").await.expect(200);
    bob.post("/api/universe", json!({"name": "x", "ownerId": "ada"})).await.refused(403, "forbidden");
}

#[tokio::test]
async fn tokens_come_from_the_provider_alone() {
    let (server, _keys) = server(&[]).await;
    let ada = player(&server, "ada");
    ada.post("/api/player", json!({})).await.expect(201);
    ada.send(Request::post("/api/player/ada/token")).await.refused(403, "forbidden");
}

#[tokio::test]
async fn a_token_that_is_not_good_is_refused() {
    let (server, _keys) = server(&["--jwt-issuer", "https://id.example", "--jwt-audience", "game"]).await;
    let good = json!({"sub": "ada", "exp": LATER, "iss": "https://id.example", "aud": ["game", "shop"]});
    let with = |member: &str, value: Value| {
        let mut claims = good.clone();
        claims[member] = value;
        signed(&claims, SECRET, Algorithm::HS256)
    };
    let good_token = signed(&good, SECRET, Algorithm::HS256);
    server.with_token(&good_token).post("/api/player", json!({})).await.expect(201);
    let mut unsigned: Vec<_> = good_token.split('.').collect();
    unsigned[0] = "eyJhbGciOiJub25lIn0";
    unsigned[2] = "";
    for (why, token) in [
        ("expired", with("exp", json!(1_000_000_000))),
        ("never expires", with("exp", Value::Null)),
        ("not yet", with("nbf", json!(LATER))),
        ("another issuer", with("iss", json!("https://evil.example"))),
        ("another audience", with("aud", json!("shop"))),
        ("no player", with("sub", Value::Null)),
        ("no player id", with("sub", json!("a b"))),
        ("another key", signed(&good, b"another secret of a good length, really", Algorithm::HS256)),
        ("unsigned", unsigned.join(".")),
        ("cut", good_token[..good_token.len() - 2].to_owned()),
        ("one of ours", format!("mv_{}", "0".repeat(49))),
    ] {
        let reply = server.with_token(&token).get("/api/stats").await;
        assert_eq!(reply.status, 401, "{why}");
        reply.refused(401, "unauthenticated");
        assert!(reply.header("www-authenticate").unwrap().starts_with("Bearer"), "{why}");
    }
}

#[tokio::test]
async fn the_player_may_stand_in_another_claim() {
    let (server, _keys) = server(&["--jwt-player-claim", "player_id"]).await;
    let token = signed(&json!({"sub": "x y", "player_id": "ada", "exp": LATER}), SECRET, Algorithm::HS256);
    let answer = server.with_token(&token).post("/api/player", json!({})).await.expect(201);
    assert_eq!(answer["player"]["id"], "ada");
}
