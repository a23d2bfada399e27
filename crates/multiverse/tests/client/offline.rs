//! No server.

use multiverse_client::{ClientError, Unreached, Upload};

use crate::support::{Plays, Server, tick, world};

#[tokio::test]
async fn a_server_that_is_gone_is_unreachable() {
    let mut server = Server::start();
    let ada = server.player("ada").await;
    let village = ada.makes("universe:v").await.id;
    server.kill();
    for error in [
        ada.universe(&village).await.unwrap_err(),
        ada.upload(&village, Upload::new(tick(1), world(1, 1))).await.unwrap_err(),
    ] {
        assert!(matches!(error, ClientError::Unreachable { how: Unreached::NoConnection, .. }), "{error:?}");
        assert!(error.is_offline() && !error.is_permanent() && error.problem().is_none());
    }
}
