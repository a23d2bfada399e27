//! The token is for the server alone.

use multiverse_client::{BadAnswer, ClientError};
use multiverse_model::ProblemType;

use crate::support::{Answer, Scripted, client, id};

#[tokio::test]
async fn a_redirect_is_told_and_not_followed() {
    let elsewhere = Scripted::answering([Answer::html(200)]).await;
    for status in [301, 302, 303, 307, 308] {
        let server = Scripted::answering([Answer::html(status).header("location", elsewhere.url())]).await;
        let error = client(server.url()).universe(&id("universe:v")).await.unwrap_err();
        let ClientError::BadAnswer(BadAnswer::Redirect { location }) = &error else { panic!("{error:?}") };
        assert_eq!(location, elsewhere.url());
        assert_eq!(server.seen()[0].header("authorization"), Some("Bearer mv_secret"));
    }
    assert!(elsewhere.seen().is_empty());
}

#[tokio::test]
async fn no_error_shows_the_token() {
    for answer in [
        Answer::html(200),
        Answer::html(502),
        Answer::problem(ProblemType::Unauthenticated),
        Answer::problem(ProblemType::Internal),
    ] {
        let server = Scripted::answering([answer]).await;
        let client = client(server.url());
        let error = client.universe(&id("universe:v")).await.unwrap_err();
        assert!(!format!("{error} {error:?} {client:?}").contains("mv_secret"));
    }
    let nobody = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let error = client(&format!("http://{nobody}")).stats().await.unwrap_err();
    assert!(error.is_offline(), "{error:?}");
    assert!(!format!("{error} {error:?}").contains("mv_secret"));
}

#[tokio::test]
async fn without_a_token_none_is_sent() {
    let server = Scripted::answering([Answer::html(200)]).await;
    let anybody = multiverse_client::MultiverseClient::builder(server.url()).build().unwrap();
    anybody.stats().await.unwrap_err();
    let seen = &server.seen()[0];
    assert_eq!(seen.header("authorization"), None);
    assert!(seen.header("user-agent").unwrap().starts_with("multiverse-client/"));
}
