//! Uploads: three ways, one meaning.

use std::sync::{Arc, Mutex};

use bytes::Bytes;
use multiverse_client::{ClientError, Download, Form, MultiverseClient, Progress, Upload, Uploaded};
use multiverse_model::wire::OnConflict;
use multiverse_model::{CanonEvent, Day, DecayPolicy, Description, Label, SnapshotType, UniverseId};

use crate::support::{Plays, Server, noise, tick, world};

fn death(entities: usize) -> CanonEvent {
    CanonEvent {
        kind: "death".to_owned().try_into().unwrap(),
        title: Label::new("Æthelred dies 🕯").unwrap(),
        description: Some(Description::new("Of \"age\",\nin his bed.").unwrap()),
        day: None,
        importance: Some(80.try_into().unwrap()),
        entities: Some((0..entities).map(|n| Label::new(format!("person:{n}")).unwrap()).collect()),
    }
}

fn told(bytes: Bytes) -> Upload {
    Upload {
        day: Some(Day::new(3).unwrap()),
        kind: Some(SnapshotType::Canonical),
        canon_event: Some(death(2)),
        label: Some(Label::new("ein Tag & mehr").unwrap()),
        decay_policy: Some(DecayPolicy {
            preservation_reason: Some(Label::new("für immer").unwrap()),
            ..DecayPolicy::never()
        }),
        ..Upload::new(tick(1200), bytes)
    }
}

async fn way(client: &MultiverseClient, way: usize, to: &UniverseId, upload: Upload) -> Uploaded {
    match way {
        0 => client.upload(to, upload).await.unwrap(),
        1 => client.upload_json(to, upload).await.unwrap(),
        _ => client.upload_packed(to, upload).await.unwrap(),
    }
}

#[tokio::test]
async fn each_way_saves_the_same_entry_and_the_same_bytes() {
    let server = Server::start();
    let ada = server.player("ada").await;
    let document = world(50, 1);
    for (number, form) in [Form::Zstd, Form::Plain, Form::GzipBase64].into_iter().enumerate() {
        let village = ada.makes(&format!("universe:{number}")).await.id;
        let upload = told(document.clone());
        let uploaded = way(&ada, number, &village, upload.clone()).await;
        assert_eq!((uploaded.form, uploaded.is_new, &uploaded.fork), (form, true, &None));
        let entry = &uploaded.entry;
        assert_eq!((entry.day.get(), entry.kind), (3, SnapshotType::Canonical));
        assert_eq!((&entry.canon_event, &entry.label), (&upload.canon_event, &upload.label));
        assert_eq!(Some(&entry.decay_policy), upload.decay_policy.as_ref());
        let loaded = ada.download(&village, Download::latest()).await.unwrap();
        assert_eq!((&loaded.bytes, &loaded.entry), (&document, entry));

        let again = way(&ada, number, &village, upload).await;
        assert!(!again.is_new, "a repeat saves nothing");
        assert_eq!(again.entry, uploaded.entry);
    }
}

#[tokio::test]
async fn what_is_sent_is_packed_only_where_that_helps_and_is_wanted() {
    let server = Server::start();
    let token = server.token("ada").await;
    let ada = server.with_token(&token);
    let village = ada.makes("universe:v").await.id;
    let document = world(500, 1);
    let packed = ada.upload(&village, Upload::new(tick(1), document.clone())).await.unwrap();
    assert_eq!(packed.form, Form::Zstd);
    assert!(packed.sent_bytes * 5 < document.len() as u64, "{}", packed.sent_bytes);
    let tiny = ada.upload(&village, Upload::new(tick(2), "{}")).await.unwrap();
    assert_eq!((tiny.form, tiny.sent_bytes), (Form::Plain, 2));
    let plain = server.builder().compression(false).token(&token).build().unwrap();
    let sent = plain.upload(&village, Upload::new(tick(3), document.clone())).await.unwrap();
    assert_eq!((sent.form, sent.sent_bytes), (Form::Plain, document.len() as u64));
}

#[tokio::test]
async fn documents_of_any_type_and_no_length_are_kept_with_their_type() {
    let server = Server::start();
    let ada = server.player("ada").await;
    let village = ada.makes("universe:v").await.id;
    let cases = [("application/octet-stream", &b"\0\xff\x80"[..]), ("text/plain; charset=utf-8", b"")];
    for (at, (content_type, bytes)) in (1..).zip(cases) {
        let upload = Upload {
            content_type: content_type.to_owned(),
            ..Upload::new(tick(at), Bytes::from_static(bytes))
        };
        ada.upload(&village, upload).await.unwrap();
        let loaded = ada.download(&village, Download::tick(tick(at))).await.unwrap();
        assert_eq!((&loaded.bytes[..], loaded.entry.content_type.as_str()), (bytes, content_type));
    }
}

#[tokio::test]
async fn a_canon_event_that_no_header_can_carry_is_saved_whole() {
    let server = Server::start();
    let ada = server.player("ada").await;
    let village = ada.makes("universe:v").await.id;
    // With white space around it, which an envelope of JSON would lose.
    let document = Bytes::from_static(b"\n{\"people\": []}\n");
    let upload = Upload { canon_event: Some(death(1000)), ..Upload::new(tick(1), document.clone()) };
    let uploaded = ada.upload(&village, upload.clone()).await.unwrap();
    assert_eq!((uploaded.form, &uploaded.entry.canon_event), (Form::GzipBase64, &upload.canon_event));
    assert_eq!(ada.download(&village, Download::latest()).await.unwrap().bytes, document);
}

#[tokio::test]
async fn what_json_cannot_carry_is_not_sent_as_json() {
    let server = Server::start();
    let ada = server.player("ada").await;
    let village = ada.makes("universe:v").await.id;
    for document in ["not JSON", " {}", ""] {
        let error = ada.upload_json(&village, Upload::new(tick(1), document)).await.unwrap_err();
        assert!(matches!(error, ClientError::Unsendable(_)), "{error:?}");
    }
    assert_eq!(ada.universe(&village).await.unwrap().snapshot_count, 0);
}

#[tokio::test]
async fn a_save_that_lost_the_race_is_told_the_head_that_won_or_becomes_a_fork() {
    for number in 0..3 {
        let server = Server::start();
        let ada = server.player("ada").await;
        let village = ada.makes("universe:v").await.id;
        let first = ada.upload(&village, Upload::new(tick(1), world(5, 1))).await.unwrap().entry;
        let on_first = |at| Upload { parent: Some(first.checksum), ..Upload::new(tick(2), world(5, at)) };
        let won = ada.upload(&village, on_first(2)).await.unwrap().entry;

        let lost = on_first(3);
        let error = match number {
            0 => ada.upload(&village, lost.clone()).await.unwrap_err(),
            1 => ada.upload_json(&village, lost.clone()).await.unwrap_err(),
            _ => ada.upload_packed(&village, lost.clone()).await.unwrap_err(),
        };
        let ClientError::Diverged { head: Some(head), refusal } = error else { panic!("{error:?}") };
        assert_eq!((head.id, head.tick, head.checksum), (won.id, tick(2), won.checksum));
        assert!(refusal.request_id.is_some());

        let forked =
            way(&ada, number, &village, Upload { on_conflict: OnConflict::Fork, ..lost.clone() }).await;
        let (fork, point) = forked.fork.unwrap();
        assert_eq!((&point.universe_id, point.snapshot_tick), (&village, tick(1)));
        assert_eq!((&forked.entry.universe_id, forked.is_new), (&fork.id, true));
        assert_eq!(ada.download(&fork.id, Download::latest()).await.unwrap().bytes, lost.bytes);
    }
}

#[tokio::test]
async fn an_upload_tells_how_far_it_is() {
    let server = Server::start();
    let ada = server.player("ada").await;
    let village = ada.makes("universe:v").await.id;
    let steps = Arc::new(Mutex::new(Vec::new()));
    let seen = Arc::clone(&steps);
    // Nothing in it repeats, so that it takes many chunks.
    let upload = Upload {
        content_type: "application/octet-stream".to_owned(),
        progress: Some(Progress::new(move |sent, total| seen.lock().unwrap().push((sent, total)))),
        ..Upload::new(tick(1), noise(1_000_000))
    };
    let uploaded = ada.upload(&village, upload).await.unwrap();
    let steps = steps.lock().unwrap();
    assert!(steps.len() > 1 && steps.is_sorted(), "{steps:?}");
    assert_eq!(steps.last(), Some(&(uploaded.sent_bytes, uploaded.sent_bytes)));
}
