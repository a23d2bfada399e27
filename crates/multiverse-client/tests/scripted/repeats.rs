//! What is tried again, and how.

use std::time::Duration;

use multiverse_client::{ClientError, MultiverseClient, RetryPolicy, Unreached};
use multiverse_model::wire::{CreateUniverse, PatchUniverse};
use multiverse_model::{Problem, ProblemType, UniverseName};
use serde_json::json;

use crate::support::{Answer, Raw, Scripted, Step, builder, client, id, universe};

fn made() -> Answer {
    Answer::json(201, &json!({"success": true, "universe": universe("universe:v")}))
}

async fn makes(client: &MultiverseClient) -> Result<multiverse_model::Universe, ClientError> {
    client.create_universe(CreateUniverse::named(UniverseName::new("v").unwrap())).await
}

#[tokio::test]
async fn a_post_has_the_same_key_and_body_each_time_and_another_call_has_another_key() {
    let refused = Answer::problem(ProblemType::Unavailable);
    let server = Scripted::answering([refused.clone(), Answer::html(502), made(), made()]).await;
    let client = client(server.url());
    makes(&client).await.unwrap();
    makes(&client).await.unwrap();
    let seen = server.seen();
    let keys: Vec<_> = seen.iter().map(|seen| seen.header("idempotency-key").unwrap()).collect();
    assert_eq!(keys.len(), 4);
    assert!(keys[0] == keys[1] && keys[1] == keys[2] && keys[2] != keys[3], "{keys:?}");
    assert!(seen.iter().all(|one| one.body == seen[0].body));
}

#[tokio::test]
async fn a_key_of_the_callers_own_is_used_and_the_next_client_has_none_of_it() {
    let server = Scripted::answering([made()]).await;
    let client = client(server.url());
    makes(&client.with_key("after-the-crash".parse().unwrap())).await.unwrap();
    makes(&client).await.unwrap();
    let seen = server.seen();
    assert_eq!(seen[0].header("idempotency-key"), Some("after-the-crash"));
    assert_ne!(seen[1].header("idempotency-key"), Some("after-the-crash"));
}

#[tokio::test]
async fn keys_and_pauses_come_from_the_randomness_that_a_test_gives() {
    let server = Scripted::answering([made()]).await;
    let seven = |buffer: &mut [u8]| {
        buffer.fill(7);
        true
    };
    makes(&builder(server.url()).randomness(seven).build().unwrap()).await.unwrap();
    assert_eq!(server.seen()[0].header("idempotency-key"), Some("mvc-07070707070707070707070707070707"));
    let error = makes(&builder(server.url()).randomness(|_| false).build().unwrap()).await.unwrap_err();
    assert!(matches!(error, ClientError::Unsendable(_)), "{error:?}");
}

#[tokio::test]
async fn a_connection_that_breaks_before_the_answer_is_tried_again() {
    let whole = Answer::json(200, &json!({"universe": universe("universe:v")})).wire(0);
    let good = vec![Step::Read, Step::Send(whole.clone())];
    for broken in [
        vec![],
        vec![Step::ReadOnly(5)],
        vec![Step::Read],
        vec![Step::Read, Step::Send(whole[..40].to_vec())],
        vec![Step::Read, Step::Send(whole[..whole.len() - 1].to_vec())],
    ] {
        let server = Raw::doing([broken.clone(), broken.clone(), good.clone()]).await;
        client(server.url()).universe(&id("universe:v")).await.unwrap();
        assert_eq!(server.connections(), 3, "{broken:?}");
    }
}

#[tokio::test]
async fn a_server_that_breaks_every_connection_is_given_up() {
    let server = Raw::doing([vec![Step::Read]]).await;
    let error = client(server.url()).stats().await.unwrap_err();
    assert!(matches!(error, ClientError::Unreachable { how: Unreached::Broken, .. }), "{error:?}");
    assert_eq!(server.connections(), 3);
}

#[tokio::test]
async fn a_server_that_says_when_is_asked_again_then() {
    for wait in [
        Answer::problem(ProblemType::RateLimited).header("retry-after", "0"),
        Answer::problem(ProblemType::Unavailable).header("retry-after", "0"),
        Answer::problem_with(&Problem::new(ProblemType::RateLimited, "Wait.").with("retryAfterMs", 3))
            .header("retry-after", "3600"),
        Answer::problem(ProblemType::RequestTimeout),
    ] {
        let server = Scripted::answering([wait, made()]).await;
        makes(&client(server.url())).await.unwrap();
        assert_eq!(server.seen().len(), 2);
    }
}

#[tokio::test]
async fn a_server_that_asks_for_more_patience_than_we_have_is_not_waited_for() {
    let wait = Answer::problem(ProblemType::RateLimited).header("retry-after", "3600");
    let server = Scripted::answering([wait]).await;
    let error = makes(&client(server.url())).await.unwrap_err();
    let ClientError::RateLimited { retry_after, .. } = error else { panic!("{error:?}") };
    assert_eq!(retry_after, Some(Duration::from_secs(3600)));
    assert_eq!(server.seen().len(), 1);
}

#[tokio::test]
async fn who_does_not_want_repeats_gets_none() {
    let server = Scripted::answering([Answer::html(502)]).await;
    let client = builder(server.url()).retry(RetryPolicy::never()).build().unwrap();
    makes(&client).await.unwrap_err();
    assert_eq!(server.seen().len(), 1);
}

#[tokio::test]
async fn a_change_on_a_condition_is_not_repeated_if_it_may_have_been_done() {
    let shown = Answer::json(200, &json!({"universe": universe("universe:v")})).header("etag", "\"1\"");
    let limited = Answer::problem(ProblemType::RateLimited).header("retry-after", "0");
    let server = Scripted::answering([shown.clone(), limited, Answer::html(502), shown]).await;
    let client = client(server.url());
    let tag = client.tagged_universe(&id("universe:v")).await.unwrap().tag;
    let change = PatchUniverse { is_public: Some(true), ..PatchUniverse::default() };
    client.change_universe_if(&id("universe:v"), change.clone(), &tag).await.unwrap_err();
    let attempts = server.seen();
    assert_eq!(attempts.len(), 3, "after 429 it was, and after 502 it was not");
    assert_eq!(attempts[2].header("if-match"), Some("\"1\""));
    client.change_universe(&id("universe:v"), change).await.unwrap();
}

#[tokio::test]
async fn a_deletion_whose_answer_was_lost_is_done() {
    let gone = Answer::problem(ProblemType::NotFound);
    let server = Scripted::answering([Answer::html(504), gone.clone()]).await;
    assert!(client(server.url()).delete_universe(&id("universe:v")).await.unwrap().success);
    let server = Scripted::answering([gone]).await;
    let error = client(server.url()).delete_universe(&id("universe:v")).await.unwrap_err();
    assert!(matches!(error, ClientError::NotFound(_)), "nothing was there from the beginning");
}
