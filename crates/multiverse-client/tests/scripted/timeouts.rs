//! Servers that are slow, or silent.

use std::time::Duration;

use multiverse_client::{ClientBuilder, ClientError, Download, RetryPolicy, Upload};
use serde_json::json;

use crate::support::{Answer, Raw, Step, builder, id, snapshot, tick, universe};

const SHORT: Duration = Duration::from_millis(50);
const LONG: Duration = Duration::from_secs(60);

fn once(url: &str) -> ClientBuilder {
    builder(url).retry(RetryPolicy::never())
}

#[tokio::test]
async fn a_server_that_never_answers_is_given_up() {
    let server = Raw::doing([vec![Step::Read, Step::Hang]]).await;
    for client in [
        once(server.url()).idle_timeout(SHORT).request_timeout(LONG),
        once(server.url()).idle_timeout(LONG).request_timeout(SHORT),
    ] {
        let error = client.build().unwrap().stats().await.unwrap_err();
        assert!(matches!(error, ClientError::Timeout { after: SHORT }), "{error:?}");
        assert!(error.is_offline() && !error.is_permanent());
    }
}

#[tokio::test]
async fn a_server_that_stops_in_the_middle_is_given_up() {
    let whole = snapshot(1, &vec![b' '; 100_000]).wire(50_000);
    let server = Raw::doing([vec![Step::Read, Step::Send(whole), Step::Hang]]).await;
    let client = once(server.url()).idle_timeout(SHORT).build().unwrap();
    let error = client.download(&id("universe:v"), Download::latest()).await.unwrap_err();
    assert!(matches!(error, ClientError::Timeout { after: SHORT }), "{error:?}");
}

#[tokio::test]
async fn a_server_that_takes_no_more_of_an_upload_is_given_up() {
    let server = Raw::doing([vec![Step::ReadOnly(100), Step::Hang]]).await;
    let client = once(server.url()).idle_timeout(SHORT).compression(false).build().unwrap();
    // More than the system's buffers hold.
    let upload = Upload::new(tick(1), vec![b' '; 32 << 20]);
    let error = client.upload(&id("universe:v"), upload).await.unwrap_err();
    assert!(matches!(error, ClientError::Timeout { after: SHORT }), "{error:?}");
}

#[tokio::test]
async fn a_small_answer_that_trickles_is_given_up_and_a_snapshot_that_trickles_is_not() {
    let small = Answer::json(200, &json!({"universe": universe("universe:v")})).wire(0);
    let pause = Duration::from_millis(20);
    let server = Raw::doing([vec![Step::Read, Step::Trickle(small, 8, pause), Step::Hang]]).await;
    let client = once(server.url()).idle_timeout(LONG).request_timeout(SHORT).build().unwrap();
    let error = client.universe(&id("universe:v")).await.unwrap_err();
    assert!(matches!(error, ClientError::Timeout { after: SHORT }), "{error:?}");

    let document = vec![b' '; 1000];
    let whole = snapshot(1, &document).wire(0);
    let server = Raw::doing([vec![Step::Read, Step::Trickle(whole, 200, pause), Step::Hang]]).await;
    let client = once(server.url()).idle_timeout(LONG).request_timeout(SHORT).build().unwrap();
    let loaded = client.download(&id("universe:v"), Download::latest()).await.unwrap();
    assert_eq!(loaded.bytes, document);
}
