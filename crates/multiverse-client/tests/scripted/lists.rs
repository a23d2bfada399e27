//! Lists of servers that lead astray.

use futures::StreamExt;
use multiverse_client::{BadAnswer, ClientError};
use multiverse_model::wire::ListUniverses;
use serde_json::{Value, json};

use crate::support::{Answer, Scripted, client, universe};

fn page(name: &str, next: impl Into<Value>) -> Answer {
    Answer::json(200, &json!({"universes": [universe(name)], "nextCursor": next.into()}))
}

#[tokio::test]
async fn a_cursor_that_comes_again_ends_the_list_with_an_error() {
    let server = Scripted::answering([page("a", "1"), page("b", "2"), page("c", "1")]).await;
    let items: Vec<_> = client(server.url()).all_universes(ListUniverses::default()).collect().await;
    let [Ok(_), Ok(_), Err(error)] = &items[..] else { panic!("{items:?}") };
    assert!(matches!(error, ClientError::BadAnswer(BadAnswer::Endless)), "{error:?}");
    let asked: Vec<_> = server.seen().into_iter().map(|seen| seen.path).collect();
    let expected = [
        "/api/universes?limit=1000",
        "/api/universes?cursor=1&limit=1000",
        "/api/universes?cursor=2&limit=1000",
    ];
    assert_eq!(asked, expected);
}

#[tokio::test]
async fn a_page_that_fails_is_tried_again_in_its_place() {
    let server = Scripted::answering([page("a", "1"), Answer::html(503), page("b", Value::Null)]).await;
    let items: Vec<_> = client(server.url()).all_universes(ListUniverses::default()).collect().await;
    let names: Vec<_> = items.into_iter().map(|item| item.unwrap().name.to_string()).collect();
    assert_eq!(names, ["a", "b"]);
}
