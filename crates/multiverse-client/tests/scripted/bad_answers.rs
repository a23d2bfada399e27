//! Answers that no Multiverse gives.

use multiverse_client::{BadAnswer, ClientError};
use multiverse_model::Problem;
use serde_json::json;

use crate::support::{Answer, Raw, Scripted, Step, builder, client, id, universe};

/// What the client makes of an answer to `GET /universe/{id}`.
async fn error_of(answer: Answer) -> ClientError {
    let server = Scripted::answering([answer]).await;
    let error = client(server.url()).universe(&id("universe:v")).await.unwrap_err();
    assert_eq!(server.seen().len(), 1, "it is no answer that another attempt would change: {error}");
    error
}

async fn bad(answer: Answer) -> BadAnswer {
    match error_of(answer).await {
        ClientError::BadAnswer(bad) => bad,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_page_of_html_is_no_answer() {
    let found = bad(Answer::html(200)).await;
    assert!(matches!(found, BadAnswer::WrongType { status: 200, .. }), "{found:?}");
    let found = bad(Answer::html(404)).await;
    assert!(matches!(found, BadAnswer::WrongType { status: 404, .. }), "{found:?}");
    let found = bad(Answer::json(200, &json!({})).without("content-type")).await;
    assert!(matches!(found, BadAnswer::WrongType { .. }), "{found:?}");
}

#[tokio::test]
async fn json_of_another_shape_or_none_is_no_answer() {
    let long = "x".repeat(100_000);
    for body in
        ["", "{", "[]", "null", "{\"universe\":{}}", "\u{1b}[31m", &format!("{{\"universe\":\"{long}\"}}")]
    {
        let found = bad(Answer::new(200, "application/json", body)).await;
        let BadAnswer::Malformed { why } = found else { panic!("{found:?}") };
        assert!(why.len() < 1000 && !why.contains('\u{1b}'), "{why}");
    }
}

#[tokio::test]
async fn a_status_that_says_nothing_is_no_answer() {
    for status in [204, 206] {
        let server = Scripted::answering([Answer::html(status)]).await;
        client(server.url()).universe(&id("universe:v")).await.unwrap_err();
    }
}

#[tokio::test]
async fn an_answer_longer_than_the_client_takes_is_not_read_to_its_end() {
    let long = json!({"universe": universe(&"x".repeat(128)), "more": "x".repeat(2000)});
    let packed = zstd::encode_all(&vec![b' '; 100_000][..], 3).unwrap();
    for answer in [
        Answer::json(200, &long),
        Answer::new(200, "application/json", packed).header("content-encoding", "zstd"),
    ] {
        let server = Scripted::answering([answer]).await;
        let client = builder(server.url()).max_json_bytes(1000).build().unwrap();
        let error = client.universe(&id("universe:v")).await.unwrap_err();
        assert!(matches!(error, ClientError::BadAnswer(BadAnswer::TooLong { limit: 1000 })), "{error:?}");
    }
}

#[tokio::test]
async fn an_encoding_that_was_not_asked_for_or_is_broken_is_told() {
    for encoding in ["gzip", "br", "zstd"] {
        let answer = Answer::json(200, &json!({})).header("content-encoding", encoding);
        assert_eq!(bad(answer).await, BadAnswer::Encoding, "{encoding}");
    }
}

#[tokio::test]
async fn packed_answers_are_unpacked() {
    let body = json!({"universe": universe("universe:v")}).to_string();
    let packed = zstd::encode_all(body.as_bytes(), 3).unwrap();
    let answer = Answer::new(200, "application/json", packed).header("content-encoding", "zstd");
    let server = Scripted::answering([answer]).await;
    let found = client(server.url()).universe(&id("universe:v")).await.unwrap();
    assert_eq!(found.name.as_str(), "universe:v");
    assert_eq!(server.seen()[0].header("accept-encoding"), Some("zstd"));
    let plain = builder(server.url()).compression(false).build().unwrap();
    plain.universe(&id("universe:v")).await.unwrap();
    assert_eq!(server.seen()[1].header("accept-encoding"), Some("identity"));
}

#[tokio::test]
async fn what_is_not_http_is_told_at_once() {
    let server = Raw::doing([vec![Step::Read, Step::Send(b"SSH-2.0-OpenSSH_9.6\r\n".to_vec())]]).await;
    let error = client(server.url()).stats().await.unwrap_err();
    assert!(matches!(error, ClientError::BadAnswer(BadAnswer::NotHttp)), "{error:?}");
    assert_eq!(server.connections(), 1);
}

#[tokio::test]
async fn a_kind_of_problem_that_only_newer_servers_know_is_kept_whole() {
    let problem: Problem = serde_json::from_value(json!({
        "type": "/problems/newer", "title": "Newer", "status": 409, "detail": "Bell\u{7}.", "error": "Bell\u{7}.",
        "fact": 7,
    }))
    .unwrap();
    let error = error_of(Answer::problem_with(&problem).header("x-request-id", "r-1")).await;
    assert!(matches!(error, ClientError::Problem(_)));
    assert_eq!((error.problem(), error.kind()), (Some(&problem), None));
    assert_eq!((error.request_id(), error.to_string().as_str()), (Some("r-1"), "Bell."));
}

#[tokio::test]
async fn a_problem_that_is_none_is_told() {
    let found = bad(Answer::new(400, "application/problem+json", "{}")).await;
    assert!(matches!(found, BadAnswer::Malformed { .. }), "{found:?}");
}

#[tokio::test]
async fn a_universe_without_a_tag_cannot_be_changed_on_a_condition() {
    let server = Scripted::answering([Answer::json(200, &json!({"universe": universe("universe:v")}))]).await;
    let error = client(server.url()).tagged_universe(&id("universe:v")).await.unwrap_err();
    assert!(matches!(error, ClientError::BadAnswer(BadAnswer::Header { name: "ETag" })), "{error:?}");
}
