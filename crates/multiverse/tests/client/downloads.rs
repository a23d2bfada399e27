//! Downloads.

use std::sync::{Arc, Mutex};

use multiverse_client::{At, ClientError, Download, MultiverseClient, Progress, Upload};
use multiverse_model::{ProblemType, UniverseId};

use crate::support::{Line, Plays, Server, builder_at, tick, world};

async fn village(server: &Server) -> (MultiverseClient, UniverseId) {
    let (ada, _, village) = village_with_token(server).await;
    (ada, village)
}

async fn village_with_token(server: &Server) -> (MultiverseClient, String, UniverseId) {
    let token = server.token("ada").await;
    let ada = server.with_token(&token);
    let village = ada.makes("universe:v").await.id;
    for at in [10, 20, 30] {
        ada.upload(&village, Upload::new(tick(at), world(2000, at))).await.unwrap();
    }
    (ada, token, village)
}

#[tokio::test]
async fn the_latest_one_the_one_at_a_tick_and_the_nearest_are_found() {
    let server = Server::start();
    let (ada, village) = village(&server).await;
    for (download, at) in [
        (Download::latest(), 30),
        (Download::tick(tick(10)), 10),
        (Download::nearest(tick(29)), 20),
        (Download::nearest(tick(30)), 30),
    ] {
        let loaded = ada.download(&village, download.clone()).await.unwrap();
        assert_eq!((loaded.entry.tick, &loaded.bytes), (tick(at), &world(2000, at)));
        assert_eq!(loaded.fallback_for, None);
        let json = ada.snapshot(&village, download.at).await.unwrap();
        assert_eq!((json.entry, json.snapshot.get().as_bytes()), (loaded.entry, &loaded.bytes[..]));
        let mut written = Vec::new();
        ada.download_to(&village, download, &mut written).await.unwrap();
        assert_eq!(written, loaded.bytes);
    }
    for download in [Download::tick(tick(15)), Download::nearest(tick(9))] {
        let error = ada.download(&village, download).await.unwrap_err();
        assert!(matches!(error, ClientError::NotFound(_)), "{error:?}");
    }
}

#[tokio::test]
async fn what_the_caller_has_is_not_sent_again() {
    let server = Server::start();
    let (ada, village) = village(&server).await;
    let loaded = ada.download(&village, Download::latest()).await.unwrap();
    let known = loaded.entry.checksum;
    assert_eq!(ada.download_if_changed(&village, Download::latest(), known).await.unwrap(), None);
    ada.upload(&village, Upload::new(tick(40), world(2000, 40))).await.unwrap();
    let newer = ada.download_if_changed(&village, Download::latest(), known).await.unwrap().unwrap();
    assert_eq!(newer.entry.tick, tick(40));
}

#[tokio::test]
async fn a_document_that_is_not_json_has_no_form_in_json() {
    let server = Server::start();
    let (ada, village) = village(&server).await;
    let picture = Upload { content_type: "image/png".to_owned(), ..Upload::new(tick(40), &b"\x89PNG"[..]) };
    ada.upload(&village, picture).await.unwrap();
    let error = ada.snapshot(&village, At::Latest).await.unwrap_err();
    assert_eq!(error.kind(), Some(ProblemType::NotAcceptable));
    assert_eq!(&ada.download(&village, Download::latest()).await.unwrap().bytes[..], b"\x89PNG");
}

#[tokio::test]
async fn a_document_larger_than_the_client_takes_is_refused_before_it_comes() {
    let server = Server::start();
    let (_, token, village) = village_with_token(&server).await;
    let small = server.builder().token(&token).max_document_bytes(1000).build().unwrap();
    let error = small.download(&village, Download::latest()).await.unwrap_err();
    assert!(error.to_string().contains("1000 bytes"), "{error}");
}

/// The line breaks six times, each time a little later.
const BREAKS: [usize; 6] = [500, 10_000, 20_000, 60_000, 100_000, 150_000];

#[tokio::test]
async fn a_download_that_breaks_off_goes_on_where_it_was() {
    let server = Server::start();
    let (_, token, village) = village_with_token(&server).await;
    let total = world(2000, 30).len() as u64;
    for compression in [true, false] {
        let line = Line::to(&server, &BREAKS);
        let client = builder_at(line.url()).token(&token).compression(compression).build().unwrap();
        let steps = Arc::new(Mutex::new(Vec::new()));
        let seen = Arc::clone(&steps);
        let told = Progress::new(move |done, total| seen.lock().unwrap().push((done, total)));
        let download = Download::latest().with_progress(told);
        assert_eq!(client.download(&village, download).await.unwrap().bytes, world(2000, 30));
        let steps = steps.lock().unwrap();
        assert!(steps.is_sorted() && steps.last() == Some(&(total, total)), "it never begins anew");
    }
}

#[tokio::test]
async fn what_goes_to_a_writer_goes_on_where_it_was_too() {
    let server = Server::start();
    let (_, token, village) = village_with_token(&server).await;
    for compression in [true, false] {
        let line = Line::to(&server, &BREAKS);
        let client = builder_at(line.url()).token(&token).compression(compression).build().unwrap();
        let mut written = Vec::new();
        client.download_to(&village, Download::latest(), &mut written).await.unwrap();
        assert_eq!(written, world(2000, 30));
    }
}
