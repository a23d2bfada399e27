//! Answers of something that stands in front of the server.

use multiverse_client::{ClientError, Unreached};

use crate::support::{Answer, Scripted, client, id};

#[tokio::test]
async fn a_gateway_that_does_not_reach_the_server_is_being_offline() {
    for status in [502, 503, 504] {
        let server = Scripted::answering([Answer::html(status)]).await;
        let error = client(server.url()).universe(&id("universe:v")).await.unwrap_err();
        let ClientError::Unreachable { how: Unreached::Gateway(found), .. } = error else {
            panic!("{error:?}")
        };
        assert_eq!(found, status);
        assert!(error.is_offline());
        assert_eq!(server.seen().len(), 3, "it is tried again");
    }
}

#[tokio::test]
async fn what_a_gateway_refuses_in_html_is_told_as_what_it_is() {
    let refused = async |status| {
        let server = Scripted::answering([Answer::html(status)]).await;
        (client(server.url()).universe(&id("universe:v")).await.unwrap_err(), server.seen().len())
    };
    let (error, attempts) = refused(413).await;
    assert!(matches!(error, ClientError::TooLarge { limit: None, .. }) && attempts == 1, "{error:?}");
    let (error, attempts) = refused(429).await;
    assert!(
        matches!(error, ClientError::RateLimited { retry_after: None, .. }) && attempts == 3,
        "{error:?}"
    );
    let (error, attempts) = refused(408).await;
    assert!(matches!(error, ClientError::Unavailable { .. }) && attempts == 3, "{error:?}");
}
