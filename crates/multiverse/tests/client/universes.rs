//! Universes.

use multiverse_client::ClientError;
use multiverse_model::wire::{CreateUniverse, PatchUniverse};
use multiverse_model::{Description, ProblemType, UniverseName, VisitorPolicy};

use crate::support::{Plays, Server, id, named};

fn renamed(name: &str) -> PatchUniverse {
    PatchUniverse { name: Some(UniverseName::new(name).unwrap()), ..PatchUniverse::default() }
}

#[tokio::test]
async fn a_universe_is_made_as_it_was_asked_for_and_shown_so() {
    let server = Server::start();
    let ada = server.player("ada").await;
    let config = serde_json::from_str(r#"{"magicLevel": "high"}"#).unwrap();
    let asked = CreateUniverse {
        is_public: Some(true),
        description: Some(Description::new("Rain,\nmostly. ☔").unwrap()),
        config: Some(config),
        visitor_policy: Some(VisitorPolicy::Open),
        ..named("universe:a.b_c~d-e")
    };
    let made = ada.create_universe(asked.clone()).await.unwrap();
    assert_eq!(made.config, asked.config);
    assert_eq!(made.description, asked.description);
    assert_eq!(server.anybody().universe(&made.id).await.unwrap(), made);
}

#[tokio::test]
async fn metadata_is_changed_and_removed() {
    let server = Server::start();
    let ada = server.player("ada").await;
    let village = ada.makes("universe:v").await.id;
    let change =
        PatchUniverse { description: Some(Some(Description::new("Dry.").unwrap())), ..renamed("New") };
    let changed = ada.change_universe(&village, change).await.unwrap();
    assert_eq!((changed.name.as_str(), changed.description.is_some()), ("New", true));
    let removal = PatchUniverse { description: Some(None), ..PatchUniverse::default() };
    assert_eq!(ada.change_universe(&village, removal).await.unwrap().description, None);
}

#[tokio::test]
async fn a_change_on_a_condition_is_refused_once_somebody_else_has_changed_it() {
    let server = Server::start();
    let ada = server.player("ada").await;
    let village = ada.makes("universe:v").await.id;
    let read = ada.tagged_universe(&village).await.unwrap();
    assert_eq!(ada.universe_if_changed(&village, &read.tag).await.unwrap(), None);
    ada.change_universe_if(&village, renamed("First"), &read.tag).await.unwrap();
    let late = ada.change_universe_if(&village, renamed("Second"), &read.tag).await.unwrap_err();
    assert_eq!(late.kind(), Some(ProblemType::PreconditionFailed));
    assert!(late.is_permanent());
    let again = ada.universe_if_changed(&village, &read.tag).await.unwrap().unwrap();
    assert_eq!(again.value.name.as_str(), "First");
    ada.change_universe_if(&village, renamed("Second"), &again.tag).await.unwrap();
}

#[tokio::test]
async fn a_deleted_universe_is_gone_until_it_is_restored() {
    let server = Server::start();
    let ada = server.player("ada").await;
    let village = ada.makes("universe:v").await.id;
    assert!(ada.delete_universe(&village).await.unwrap().success);
    for error in [ada.universe(&village).await.unwrap_err(), ada.delete_universe(&village).await.unwrap_err()]
    {
        assert!(matches!(error, ClientError::NotFound(_)), "{error:?}");
    }
    ada.restore_universe(&village).await.unwrap();
    assert_eq!(ada.universe(&village).await.unwrap().deleted_at, None);
}

#[tokio::test]
async fn an_id_that_no_url_can_hold_reaches_no_route() {
    let server = Server::start();
    let ada = server.player("ada").await;
    for dots in [".", ".."] {
        let error = ada.delete_universe(&id(dots)).await.unwrap_err();
        assert!(matches!(error, ClientError::Unsendable(_)), "{error:?}");
    }
}
