//! Uploads of what changed.

use multiverse_client::{Base, Download, Form, MultiverseClient, Upload};
use multiverse_model::{Checksum, Tick, UniverseId};

use crate::support::{Plays, Server, tick, world};

async fn village(server: &Server) -> (MultiverseClient, UniverseId, Base) {
    let ada = server.player("ada").await;
    let village = ada.makes("universe:v").await.id;
    let bytes = world(500, 1);
    let first = ada.upload(&village, Upload::new(tick(1), bytes.clone())).await.unwrap();
    (ada, village, Base { checksum: first.entry.checksum, bytes })
}

fn on(base: &Base, at: Tick) -> Upload {
    let base = Some(base.clone());
    Upload { base, ..Upload::new(at, world(500, at.get())) }
}

#[tokio::test]
async fn what_changed_is_sent_alone_and_saved_whole() {
    let server = Server::start();
    let (ada, village, mut base) = village(&server).await;
    for at in 2..6 {
        let upload = on(&base, tick(at));
        let whole = zstd::bulk::compress(&upload.bytes, 3).unwrap();
        let uploaded = ada.upload(&village, upload.clone()).await.unwrap();
        assert_eq!(uploaded.form, Form::Delta);
        assert!(uploaded.sent_bytes < whole.len() as u64 / 2, "{} of {}", uploaded.sent_bytes, whole.len());
        assert_eq!(ada.download(&village, Download::latest()).await.unwrap().bytes, upload.bytes);
        base = Base { checksum: uploaded.entry.checksum, bytes: upload.bytes };
    }
}

#[tokio::test]
async fn a_document_keeps_its_type_although_its_base_has_another() {
    let server = Server::start();
    let (ada, village, base) = village(&server).await;
    let upload = Upload { content_type: "application/vnd.village+json".to_owned(), ..on(&base, tick(2)) };
    let uploaded = ada.upload(&village, upload).await.unwrap();
    assert_eq!(uploaded.form, Form::Delta);
    assert_eq!(uploaded.entry.content_type, "application/vnd.village+json");
}

#[tokio::test]
async fn a_base_that_the_server_does_not_hold_costs_one_more_request_and_nothing_else() {
    let server = Server::start();
    let (ada, village, _) = village(&server).await;
    let unknown = world(500, 999);
    let upload = on(&Base { checksum: Checksum::of(&unknown), bytes: unknown }, tick(2));
    let uploaded = ada.upload(&village, upload.clone()).await.unwrap();
    assert_eq!(uploaded.form, Form::Zstd);
    assert_eq!(ada.download(&village, Download::latest()).await.unwrap().bytes, upload.bytes);
}

#[tokio::test]
async fn a_base_whose_bytes_are_others_than_the_servers_is_found_out_and_not_used() {
    let server = Server::start();
    let (ada, village, base) = village(&server).await;
    let wrong = Base { checksum: base.checksum, bytes: world(500, 77) };
    let upload = on(&wrong, tick(2));
    let uploaded = ada.upload(&village, upload.clone()).await.unwrap();
    assert_eq!(uploaded.form, Form::Zstd);
    assert_eq!(ada.download(&village, Download::latest()).await.unwrap().bytes, upload.bytes);
}

#[tokio::test]
async fn a_base_that_has_nothing_in_common_is_not_used() {
    let server = Server::start();
    let (ada, village, base) = village(&server).await;
    let other: String = (0..5000_u64).map(|n| format!("{:x}", n * n * 2_654_435_761)).collect();
    let upload =
        Upload { base: Some(base), content_type: "text/plain".to_owned(), ..Upload::new(tick(2), other) };
    let uploaded = ada.upload(&village, upload.clone()).await.unwrap();
    assert_ne!(uploaded.form, Form::Plain);
    assert_eq!(ada.download(&village, Download::latest()).await.unwrap().bytes, upload.bytes);
}

#[tokio::test]
async fn the_same_document_again_is_a_few_bytes() {
    let server = Server::start();
    let (ada, village, base) = village(&server).await;
    let same = Upload { base: Some(base.clone()), ..Upload::new(tick(9), base.bytes) };
    let uploaded = ada.upload(&village, same).await.unwrap();
    assert_eq!((uploaded.form, uploaded.is_new), (Form::Delta, true));
    assert!(uploaded.sent_bytes < 200, "{}", uploaded.sent_bytes);
}

#[tokio::test]
async fn a_hundred_uploads_at_once_share_an_encoder_and_do_not_mix() {
    let server = Server::start();
    let (ada, village, base) = village(&server).await;
    let uploads = (2..102).map(|at| {
        let (ada, village, upload) = (ada.clone(), village.clone(), on(&base, tick(at)));
        tokio::spawn(async move { ada.upload(&village, upload).await.unwrap().form })
    });
    for upload in uploads.collect::<Vec<_>>() {
        assert_eq!(upload.await.unwrap(), Form::Delta);
    }
    for at in [2, 50, 101] {
        let loaded = ada.download(&village, Download::tick(tick(at))).await.unwrap();
        assert_eq!(loaded.bytes, world(500, at));
    }
}
