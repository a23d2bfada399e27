//! Uploads to servers that lie, refuse or break off.

use std::sync::{Arc, Mutex};

use bytes::Bytes;
use multiverse_client::{Base, ClientError, Form, Mismatch, Progress, Upload};
use multiverse_model::{Checksum, ProblemType};

use crate::support::{Answer, Raw, Scripted, Step, builder, client, id, saved, tick};

fn village(at: u64) -> Bytes {
    let people: Vec<_> =
        (0..200).map(|n| serde_json::json!({"id": n, "x": n * at, "mood": "calm"})).collect();
    serde_json::to_vec(&people).unwrap().into()
}

fn delta() -> Upload {
    let base = village(1);
    Upload {
        base: Some(Base { checksum: Checksum::of(&base), bytes: base }),
        ..Upload::new(tick(2), village(2))
    }
}

#[tokio::test]
async fn a_server_that_answers_for_another_document_or_tick_is_not_believed() {
    let upload = Upload::new(tick(7), "{}");
    let server = Scripted::answering([saved(7, b"{ }")]).await;
    let error = client(server.url()).upload(&id("universe:v"), upload.clone()).await.unwrap_err();
    let ClientError::Integrity(Mismatch::Checksum { expected, found }) = error else { panic!("{error:?}") };
    assert_eq!((expected, found), (Checksum::of(b"{}"), Checksum::of(b"{ }")));
    let server = Scripted::answering([saved(8, b"{}")]).await;
    for error in [
        client(server.url()).upload(&id("universe:v"), upload.clone()).await.unwrap_err(),
        client(server.url()).upload_json(&id("universe:v"), upload.clone()).await.unwrap_err(),
        client(server.url()).upload_packed(&id("universe:v"), upload).await.unwrap_err(),
    ] {
        let ClientError::Integrity(Mismatch::Tick { expected, found }) = error else { panic!("{error:?}") };
        assert_eq!((expected, found), (tick(7), tick(8)));
    }
}

#[tokio::test]
async fn a_delta_that_is_not_taken_is_followed_by_the_whole_document() {
    for kind in [ProblemType::BaseGone, ProblemType::BadDelta] {
        let server = Scripted::answering([Answer::problem(kind), saved(2, &village(2))]).await;
        let uploaded = client(server.url()).upload(&id("universe:v"), delta()).await.unwrap();
        assert_eq!(uploaded.form, Form::Zstd);
        let seen = server.seen();
        assert_eq!(seen[0].header("content-type"), Some("application/vnd.multiverse.worldline"));
        let base = Checksum::of(&village(1)).to_string();
        assert_eq!(seen[0].header("snapshot-base"), Some(base.as_str()));
        assert_eq!(worldline::decode(&village(1), &seen[0].body, 1 << 20).unwrap(), village(2));
        assert_eq!(seen[1].header("content-encoding"), Some("zstd"));
        assert_eq!(zstd::decode_all(&seen[1].body[..]).unwrap(), village(2));
        assert_eq!(uploaded.sent_bytes, (seen[0].body.len() + seen[1].body.len()) as u64);
    }
}

#[tokio::test]
async fn a_whole_document_that_is_not_taken_is_not_sent_again() {
    let server = Scripted::answering([Answer::problem(ProblemType::BaseGone)]).await;
    let error = client(server.url()).upload(&id("universe:v"), delta()).await.unwrap_err();
    assert!(matches!(error, ClientError::BaseGone(_)), "{error:?}");
    assert_eq!(server.seen().len(), 2);
}

#[tokio::test]
async fn an_upload_names_its_parent_and_what_to_do_if_it_is_not_the_head() {
    let server = Scripted::answering([saved(1, b"{}")]).await;
    let parent = Checksum::of(b"before");
    let upload = Upload {
        parent: Some(parent),
        on_conflict: multiverse_model::wire::OnConflict::Fork,
        label: Some(multiverse_model::Label::new("a & b").unwrap()),
        ..Upload::new(tick(1), "{}")
    };
    client(server.url()).upload(&id("universe:v"), upload).await.unwrap();
    let seen = &server.seen()[0];
    assert_eq!(seen.path, "/api/universe/universe:v/snapshot/1?label=a+%26+b&onConflict=fork");
    assert_eq!(seen.header("if-match").unwrap(), format!("\"{parent}\""));
}

#[tokio::test]
async fn an_upload_whose_connection_breaks_is_sent_again_from_its_beginning() {
    let document = vec![b' '; 1 << 20];
    let good = vec![Step::Read, Step::Send(saved(1, &document).wire(0))];
    for broken in
        [vec![Step::ReadOnly(1000)], vec![Step::Read], vec![Step::Read, Step::Send(b"HTTP/1".to_vec())]]
    {
        let server = Raw::doing([broken, good.clone()]).await;
        let steps = Arc::new(Mutex::new(Vec::new()));
        let seen = Arc::clone(&steps);
        let upload = Upload {
            progress: Some(Progress::new(move |sent, _| seen.lock().unwrap().push(sent))),
            ..Upload::new(tick(1), document.clone())
        };
        let plain = builder(server.url()).compression(false).build().unwrap();
        let uploaded = plain.upload(&id("universe:v"), upload).await.unwrap();
        assert!(uploaded.sent_bytes >= document.len() as u64, "what was lost counts too");
        let steps = steps.lock().unwrap();
        assert!(!steps.is_sorted(), "what is done falls when it begins anew");
        assert_eq!(steps.last(), Some(&(document.len() as u64)));
    }
}

#[tokio::test]
async fn a_refusal_that_comes_before_the_body_has_gone_is_heard() {
    let refusal = Answer::problem(ProblemType::Unauthenticated).wire(0);
    let server = Raw::doing([vec![Step::ReadOnly(100), Step::Send(refusal), Step::Hang]]).await;
    let plain = builder(server.url()).compression(false).build().unwrap();
    let upload = Upload::new(tick(1), vec![b' '; 32 << 20]);
    let error = plain.upload(&id("universe:v"), upload).await.unwrap_err();
    assert!(matches!(error, ClientError::Unauthenticated(_)), "{error:?}");
}

#[tokio::test]
async fn what_no_header_can_carry_is_not_sent() {
    let server = Scripted::answering([saved(1, b"{}")]).await;
    for content_type in ["text/plain\r\nx: y", "ä\n"] {
        let upload = Upload { content_type: content_type.to_owned(), ..Upload::new(tick(1), "{}") };
        let error = client(server.url()).upload(&id("universe:v"), upload).await.unwrap_err();
        assert!(matches!(error, ClientError::Unsendable(_)), "{error:?}");
    }
    assert!(server.seen().is_empty());
}
