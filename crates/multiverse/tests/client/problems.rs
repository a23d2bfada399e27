//! Every way in which the real server refuses, and what the client makes of it.

use std::time::Duration;

use multiverse_client::{At, ClientError, Download, RetryPolicy, Upload};
use multiverse_model::{ProblemType, Tick};

use crate::support::{Plays, Server, id, named, noise, tick, world};

#[tokio::test]
async fn a_refusal_keeps_the_whole_problem_and_the_request_id() {
    let server = Server::start();
    let error = server.anybody().universe(&id("universe:none")).await.unwrap_err();
    let refusal = error.refusal().unwrap();
    assert_eq!((refusal.problem.status, error.kind()), (404, Some(ProblemType::NotFound)));
    assert_eq!(error.to_string(), refusal.problem.detail);
    assert!(error.request_id().is_some_and(|id| !id.is_empty()));
    assert!(error.is_permanent() && !error.is_offline());
}

#[tokio::test]
async fn who_is_not_known_is_unauthenticated() {
    let server = Server::start();
    let forged = server.anybody().with_token("mv_forged").unwrap();
    for error in [
        server.anybody().create_universe(named("universe:v")).await.unwrap_err(),
        forged.create_universe(named("universe:v")).await.unwrap_err(),
    ] {
        assert!(matches!(error, ClientError::Unauthenticated(_)), "{error:?}");
        assert!(!format!("{error:?} {error}").contains("mv_forged"));
    }
}

#[tokio::test]
async fn what_is_too_large_is_told_with_the_limit() {
    let server = Server::start_with(&["--max-document-bytes", "1000"]);
    let ada = server.player("ada").await;
    let village = ada.makes("universe:v").await.id;
    let error = ada.upload(&village, Upload::new(tick(1), world(100, 1))).await.unwrap_err();
    assert!(matches!(error, ClientError::TooLarge { limit: Some(1000), .. }), "{error:?}");
}

#[tokio::test]
async fn a_quota_that_is_used_up_is_told() {
    let server = Server::start_with(&["--max-universes-per-player", "1"]);
    let ada = server.player("ada").await;
    ada.makes("universe:a").await;
    let error = ada.create_universe(named("universe:b")).await.unwrap_err();
    assert!(matches!(error, ClientError::QuotaExceeded(_)), "{error:?}");
    assert!(error.is_permanent());
}

#[tokio::test]
async fn who_asks_too_often_is_told_how_long_to_wait_or_waits() {
    let flags = ["--limit-loopback", "--player-requests-per-second", "1", "--player-burst", "2"];
    let server = Server::start_with(&flags);
    let token = server.token("ada").await;
    let ada = server.with_token(&token);
    let hasty = server.builder().token(&token).retry(RetryPolicy::never()).build().unwrap();
    let error = loop {
        if let Err(error) = hasty.stats().await {
            break error;
        }
    };
    let ClientError::RateLimited { retry_after: Some(wait), .. } = &error else { panic!("{error:?}") };
    assert!((Duration::from_millis(1)..=Duration::from_secs(2)).contains(wait), "{wait:?}");
    assert!(!error.is_permanent() && !error.is_offline());
    for _ in 0..2 {
        ada.stats().await.unwrap();
    }
}

#[tokio::test]
async fn a_server_without_room_for_an_upload_is_unavailable_for_a_while() {
    let server = Server::start_with(&["--max-document-bytes", "100000", "--upload-memory-bytes", "100000"]);
    let token = server.token("ada").await;
    let village = server.with_token(&token).makes("universe:v").await.id;
    let hasty = server.builder().token(&token).retry(RetryPolicy::never()).build().unwrap();
    // It has room for the document, and none for its packed form beside it.
    let large = [noise(40_000), vec![0; 55_000]].concat();
    let upload =
        Upload { content_type: "application/octet-stream".to_owned(), ..Upload::new(tick(1), large) };
    let error = hasty.upload(&village, upload).await.unwrap_err();
    assert!(matches!(error, ClientError::Unavailable { retry_after: Some(_), .. }), "{error:?}");
    assert!(!error.is_permanent() && !error.is_offline());
}

#[tokio::test]
async fn a_server_that_stands_still_is_timed_out() {
    let server = Server::start();
    server.stands_still();
    let short = Duration::from_millis(100);
    let hasty = server.builder().idle_timeout(short).retry(RetryPolicy::never()).build().unwrap();
    let error = hasty.stats().await.unwrap_err();
    assert!(matches!(error, ClientError::Timeout { .. }), "{error:?}");
}

#[tokio::test]
async fn what_is_against_a_rule_or_malformed_is_a_problem_by_its_kind() {
    let server = Server::start();
    let ada = server.player("ada").await;
    let village = ada.makes("universe:v").await.id;
    ada.upload(&village, Upload::new(tick(1), world(1, 1))).await.unwrap();
    let error = ada.clean_up(&village, Tick::MAX).await.unwrap_err();
    assert_eq!(error.kind(), Some(ProblemType::Rule));
    let error = ada.upload(&village, Upload::new(tick(2), "no JSON")).await.unwrap_err();
    assert_eq!(error.kind(), Some(ProblemType::Malformed));
    let error = ada.create_universe(named("universe:v")).await.unwrap_err();
    assert_eq!(error.kind(), Some(ProblemType::Taken));
    assert!(matches!(error, ClientError::Problem(_)));
}

#[tokio::test]
async fn a_damaged_content_is_told_and_the_intact_one_before_it_answers_for_the_head() {
    let mut server = Server::start();
    let token = server.token("ada").await;
    let ada = server.with_token(&token);
    let village = ada.makes("universe:v").await.id;
    let intact = ada.upload(&village, Upload::new(tick(1), world(9, 1))).await.unwrap().entry;
    let damaged = ada.upload(&village, Upload::new(tick(2), world(9, 2))).await.unwrap().entry;
    server.damages(&damaged.checksum);
    let server = server.again();
    let ada = server.with_token(&token);

    let error = ada.download(&village, Download::tick(tick(2))).await.unwrap_err();
    assert_eq!(error.kind(), Some(ProblemType::Corrupt));
    let latest = ada.download(&village, Download::latest()).await.unwrap();
    assert_eq!((latest.entry, latest.fallback_for), (intact, Some(damaged.checksum)));
    assert!(ada.snapshot(&village, At::Latest).await.unwrap().fallback);
}
