//! Calls that are repeated after a crash.

use multiverse_client::IdempotencyKey;
use multiverse_model::wire::{CreateUniverse, ForkUniverse, RegisterPlayer};
use multiverse_model::{ProblemType, UniverseName};

use crate::support::{Plays, Server, tick, world};

#[tokio::test]
async fn a_call_with_the_same_key_is_done_once_and_answered_alike() {
    let mut server = Server::start();
    let key = |text: &str| text.parse::<IdempotencyKey>().unwrap();
    let registration = || RegisterPlayer { id: None, display_name: None };
    let first = server.anybody().with_key(key("register-1")).register(registration()).await.unwrap();
    let village = CreateUniverse::named(UniverseName::new("The village").unwrap());
    let ada = |server: &Server| server.anybody().with_token(first.token.as_ref().unwrap().reveal()).unwrap();
    let made = ada(&server).with_key(key("make-1")).create_universe(village.clone()).await.unwrap();
    server = server.again();
    let again = server.anybody().with_key(key("register-1")).register(registration()).await.unwrap();
    assert_eq!(again, first, "the same player, with the same token");
    let ada = ada(&server);
    assert_eq!(ada.with_key(key("make-1")).create_universe(village.clone()).await.unwrap().id, made.id);
    assert_ne!(ada.create_universe(village).await.unwrap().id, made.id, "another call is another universe");
}

#[tokio::test]
async fn a_key_that_was_used_for_another_call_is_refused() {
    let server = Server::start();
    let ada = server.player("ada").await;
    let village = ada.makes("universe:v").await.id;
    ada.upload(&village, multiverse_client::Upload::new(tick(1), world(1, 1))).await.unwrap();
    let fork = |name: &str| ForkUniverse::at(tick(1), UniverseName::new(name).unwrap());
    let keyed = ada.with_key("fork-1".parse().unwrap());
    keyed.fork(&village, fork("one")).await.unwrap();
    let error = keyed.fork(&village, fork("two")).await.unwrap_err();
    assert_eq!(error.kind(), Some(ProblemType::IdempotencyKeyReused));
}
