//! The main job, end to end.

use serde_json::json;

use crate::support::Server;

#[tokio::test]
async fn a_world_is_saved_forked_and_read_back_after_a_crash() {
    let server = Server::start().await;
    let ada = server.player("ada").await;
    let village = ada.creates_public("universe:village").await;
    let world = json!({"people": [{"id": "tom", "age": 71}], "name": "Eschbach – 😀"});
    let entry = ada.saves(&village, 1200, &world).await;
    let token = ada.token().unwrap().to_owned();

    let server = server.killed_and_restarted();
    let ada = server.with_token(&token);
    let read = ada.get("/api/universe/universe:village/snapshot/latest").await.expect(200);
    assert_eq!(read["snapshot"], world);
    assert_eq!(read["entry"], entry);
    let fork = ada.forks(&village, 1200, "universe:elsewhere").await;
    let read =
        server.anybody().get(format!("/api/multiverse/universe/{fork}/snapshot/1200")).await.expect(200);
    assert_eq!(read["snapshot"], world);
}
