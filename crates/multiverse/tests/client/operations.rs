//! What a server says of itself.

use multiverse_client::Upload;

use crate::support::{Plays, Server, tick, world};

#[tokio::test]
async fn a_server_tells_how_it_is_and_what_it_takes() {
    let server = Server::start_with(&["--max-document-bytes", "5000000"]);
    let ada = server.player("ada").await;
    let village = ada.makes("universe:v").await.id;
    ada.upload(&village, Upload::new(tick(1), world(3, 1))).await.unwrap();
    ada.is_alive().await.unwrap();
    ada.is_ready().await.unwrap();
    let limits = ada.limits().await.unwrap();
    assert_eq!(limits.limit("maxDocumentBytes"), Some(5_000_000));
    assert_eq!(limits.limit("maxTick"), Some(9_007_199_254_740_991));
    assert_eq!(limits.usage.unwrap().universes, 1);
    assert!(server.anybody().limits().await.unwrap().usage.is_none());
    let stats = ada.stats().await.unwrap();
    assert_eq!((stats.universe_count, stats.total_snapshots), (1, 1));
    assert!(ada.metrics().await.unwrap().contains("multiverse_http_requests_total"));
    assert_eq!(ada.openapi().await.unwrap()["openapi"], "3.1.0");
}
