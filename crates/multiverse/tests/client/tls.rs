//! https.

use multiverse_client::{ClientError, Download, Unreached, Upload};

use crate::support::{Server, named, player_id, tick, world};

const CERTIFICATE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/api/fixtures/test-only.cert.pem");
const KEY: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/api/fixtures/test-only.key.pem");

#[tokio::test]
async fn a_certificate_is_trusted_once_its_root_is() {
    let server = Server::start_with(&["--tls-cert", CERTIFICATE, "--tls-key", KEY, "--auth", "open"]);
    assert!(server.url().starts_with("https://"));
    let error = server.anybody().stats().await.unwrap_err();
    assert!(matches!(error, ClientError::Unreachable { how: Unreached::Untrusted, .. }), "{error:?}");

    let root = std::fs::read(CERTIFICATE).unwrap();
    let ada = server.builder().root_certificate(root).build().unwrap();
    let mut village = named("universe:v");
    village.owner_id = Some(player_id("ada"));
    let village = ada.create_universe(village).await.unwrap().id;
    ada.upload(&village, Upload::new(tick(1), world(100, 1))).await.unwrap();
    assert_eq!(ada.download(&village, Download::latest()).await.unwrap().bytes, world(100, 1));
}
