//! Access lists.

use serde_json::json;

use crate::support::Server;

#[tokio::test]
async fn a_grant_counts_from_the_next_request_until_it_is_revoked() {
    let server = Server::start().await;
    let (ada, bob) = (server.player("ada").await, server.player("bob").await);
    ada.creates("universe:v").await;
    let list = "/api/universe/universe:v/access";
    assert_eq!(ada.get(list).await.expect(200), json!({"access": []}));
    bob.get("/api/universe/universe:v").await.refused(404, "not-found");
    let granted = ada.put(format!("{list}/bob"), json!({"role": "reader"})).await.expect(200);
    assert_eq!(granted, json!({"access": [{"playerId": "bob", "role": "reader"}]}));
    bob.get("/api/universe/universe:v").await.expect(200);
    let save = json!({"snapshot": 1, "tick": 1});
    bob.post("/api/universe/universe:v/snapshot", save.clone()).await.refused(403, "forbidden");
    ada.put(format!("{list}/bob"), json!({"role": "editor"})).await.expect(200);
    bob.post("/api/universe/universe:v/snapshot", save).await.expect(201);
    assert_eq!(ada.get(list).await.expect(200)["access"][0]["role"], "editor");
    assert_eq!(ada.delete(format!("{list}/bob")).await.expect(200), json!({"access": []}));
    bob.get("/api/universe/universe:v").await.refused(404, "not-found");
}

#[tokio::test]
async fn a_grant_that_makes_no_sense_is_refused() {
    let server = Server::start().await;
    let ada = server.player("ada").await;
    ada.creates("universe:v").await;
    let list = "/api/universe/universe:v/access";
    ada.put(format!("{list}/nobody"), json!({"role": "reader"})).await.refused(404, "not-found");
    ada.put(format!("{list}/ada"), json!({"role": "reader"})).await.refused(422, "rule");
    ada.put(format!("{list}/ada"), json!({"role": "owner"})).await.refused(400, "malformed");
    ada.delete(format!("{list}/nobody")).await.refused(404, "not-found");
}
