//! Players and their tokens.

use futures::TryStreamExt;
use multiverse_client::ClientError;
use multiverse_model::wire::{ListPlayerUniverses, RegisterPlayer};
use multiverse_model::{DisplayName, ProblemType};

use crate::support::{Plays, Server, player_id};

#[tokio::test]
async fn a_player_registers_is_shown_and_changes_their_name_with_the_token() {
    let server = Server::start();
    let ada = server.player("ada").await;
    assert_eq!(server.anybody().player(&player_id("ada")).await.unwrap().display_name.as_str(), "ada");
    let renamed = RegisterPlayer {
        id: Some(player_id("ada")),
        display_name: Some(DisplayName::new("Ada Lovelace").unwrap()),
    };
    let updated = ada.register(renamed.clone()).await.unwrap();
    assert_eq!((updated.player.display_name.as_str(), updated.token), ("Ada Lovelace", None));
    let stolen = server.anybody().register(renamed).await.unwrap_err();
    assert_eq!(stolen.kind(), Some(ProblemType::Taken));
}

#[tokio::test]
async fn a_token_that_was_added_counts_until_the_others_are_revoked() {
    let server = Server::start();
    let (ada, id) = (server.player("ada").await, player_id("ada"));
    let added = ada.add_token(&id).await.unwrap();
    let laptop = ada.with_token(added.token.reveal()).unwrap();
    laptop.makes("universe:v").await;
    laptop.revoke_tokens(&id).await.unwrap();
    let refused = ada.add_token(&id).await.unwrap_err();
    assert!(matches!(refused, ClientError::Unauthenticated(_)), "{refused:?}");
    laptop.add_token(&id).await.unwrap();
}

#[tokio::test]
async fn a_players_universes_are_listed_with_and_without_their_metadata() {
    let server = Server::start();
    let (ada, id) = (server.player("ada").await, player_id("ada"));
    for universe in ["universe:a", "universe:b", "universe:c"] {
        ada.makes(universe).await;
    }
    let two = ListPlayerUniverses { limit: Some(2.try_into().unwrap()), ..ListPlayerUniverses::default() };
    let page = ada.player_universes(&id, two).await.unwrap();
    assert_eq!((page.universe_ids.len(), page.universes.is_none()), (2, true));
    assert!(page.next_cursor.is_some());
    let all: Vec<_> = ada.all_player_universes(&id).try_collect().await.unwrap();
    assert_eq!(all.len(), 3);
    let others: Vec<_> = server.anybody().all_player_universes(&id).try_collect().await.unwrap();
    assert!(others.is_empty(), "they are private");
}
