//! Access lists.

use multiverse_client::{ClientError, Upload};
use multiverse_model::Role;

use crate::support::{Plays, Server, player_id, tick, world};

#[tokio::test]
async fn who_is_given_a_role_can_use_it_until_it_is_taken() {
    let server = Server::start();
    let (ada, bob) = (server.player("ada").await, server.player("bob").await);
    let village = ada.makes("universe:v").await.id;
    assert!(matches!(bob.universe(&village).await, Err(ClientError::NotFound(_))));

    let list = ada.grant_access(&village, &player_id("bob"), Role::Reader).await.unwrap();
    assert_eq!((list.len(), list[0].role), (1, Role::Reader));
    let upload = Upload::new(tick(1), world(1, 1));
    let refused = bob.upload(&village, upload.clone()).await.unwrap_err();
    assert!(matches!(refused, ClientError::Forbidden(_)), "{refused:?}");

    ada.grant_access(&village, &player_id("bob"), Role::Editor).await.unwrap();
    bob.upload(&village, upload).await.unwrap();
    assert_eq!(ada.access(&village).await.unwrap()[0].role, Role::Editor);

    assert!(ada.revoke_access(&village, &player_id("bob")).await.unwrap().is_empty());
    assert!(matches!(bob.universe(&village).await, Err(ClientError::NotFound(_))));
}
