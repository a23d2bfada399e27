//! Downloads from servers that lie or break off.

use multiverse_client::{At, BadAnswer, ClientError, Download, Downloaded, Mismatch, MultiverseClient};
use multiverse_model::Checksum;
use serde_json::json;

use crate::support::{Answer, Raw, Scripted, Step, builder, client, entry, id, snapshot, tick};

async fn latest(client: &MultiverseClient) -> Result<Downloaded, ClientError> {
    client.download(&id("universe:v"), Download::latest()).await
}

async fn error_of(answer: Answer) -> ClientError {
    let server = Scripted::answering([answer]).await;
    let error = latest(&client(server.url())).await.unwrap_err();
    assert_eq!(server.seen().len(), 1, "{error}");
    error
}

/// The second part of a document, from `at` on.
fn rest(document: &[u8], at: usize) -> Answer {
    Answer::new(206, "application/json", &document[at..])
        .header("etag", format!("\"{}\"", Checksum::of(document)))
        .header("content-range", format!("bytes {at}-{}/{}", document.len() - 1, document.len()))
}

/// A connection that breaks after the first half of a document.
fn half(document: &[u8]) -> Vec<Step> {
    vec![Step::Read, Step::Send(snapshot(1, document).wire(document.len() / 2))]
}

fn document() -> Vec<u8> {
    (0..100_000_u32).flat_map(u32::to_be_bytes).collect()
}

#[tokio::test]
async fn other_bytes_than_were_promised_are_not_answered() {
    let lie = Answer::new(200, "application/json", "{\"gold\":9}")
        .header("etag", format!("\"{}\"", Checksum::of(b"{\"gold\":1}")))
        .header("snapshot-meta", entry(1, b"{\"gold\":1}"));
    let error = error_of(lie).await;
    let ClientError::Integrity(Mismatch::Checksum { expected, found }) = error else { panic!("{error:?}") };
    assert_eq!((expected, found), (Checksum::of(b"{\"gold\":1}"), Checksum::of(b"{\"gold\":9}")));
    let text = json!({"snapshot": {"gold": 9}, "entry": entry(1, b"{\"gold\":1}")});
    let server = Scripted::answering([Answer::json(200, &text)]).await;
    let error = client(server.url()).snapshot(&id("universe:v"), At::Latest).await.unwrap_err();
    assert!(matches!(error, ClientError::Integrity(Mismatch::Checksum { .. })), "{error:?}");
}

#[tokio::test]
async fn a_tag_and_an_entry_that_disagree_are_told() {
    let other = format!("\"{}\"", Checksum::of(b"other"));
    let error = error_of(snapshot(1, b"{}").header("etag", other)).await;
    assert!(matches!(error, ClientError::Integrity(Mismatch::Checksum { .. })), "{error:?}");
    for tag in ["", "sha256:1", "\"sha256:1\"", "W/\"x\""] {
        let error = error_of(snapshot(1, b"{}").header("etag", tag)).await;
        assert!(matches!(error, ClientError::BadAnswer(BadAnswer::Header { name: "ETag" })), "{error:?}");
    }
    let error = error_of(snapshot(1, b"{}").without("snapshot-meta")).await;
    assert!(
        matches!(error, ClientError::BadAnswer(BadAnswer::Header { name: "Snapshot-Meta" })),
        "{error:?}"
    );
    let error = error_of(snapshot(1, b"{}").header("snapshot-meta", "{}")).await;
    assert!(matches!(error, ClientError::BadAnswer(BadAnswer::Malformed { .. })), "{error:?}");
}

#[tokio::test]
async fn a_snapshot_of_another_tick_is_not_answered() {
    let server = Scripted::answering([snapshot(5, b"{}")]).await;
    let client = client(server.url());
    for download in [Download::tick(tick(4)), Download::nearest(tick(4))] {
        let error = client.download(&id("universe:v"), download).await.unwrap_err();
        assert!(matches!(error, ClientError::Integrity(Mismatch::Tick { .. })), "{error:?}");
    }
    client.download(&id("universe:v"), Download::nearest(tick(6))).await.unwrap();
}

#[tokio::test]
async fn a_status_that_was_not_asked_for_is_told() {
    let error = error_of(rest(b"{}", 0)).await;
    assert!(matches!(error, ClientError::BadAnswer(BadAnswer::WrongStatus { status: 206 })), "{error:?}");
    let error = error_of(Answer::new(304, "text/plain", "")).await;
    assert!(matches!(error, ClientError::BadAnswer(BadAnswer::WrongStatus { status: 304 })), "{error:?}");
}

#[tokio::test]
async fn more_than_is_taken_or_was_promised_is_not_read_to_its_end() {
    let server = Scripted::answering([snapshot(1, &document())]).await;
    let small = builder(server.url()).max_document_bytes(1000).build().unwrap();
    let error = latest(&small).await.unwrap_err();
    assert!(matches!(error, ClientError::BadAnswer(BadAnswer::TooLong { limit: 1000 })), "{error:?}");
    let error =
        error_of(snapshot(1, &document()).header("snapshot-meta", entry_of_length(&document(), 10))).await;
    assert!(matches!(error, ClientError::BadAnswer(BadAnswer::TooLong { limit: 10 })), "{error:?}");
    // A bomb: a few bytes that unpack to more than was promised.
    let bomb = zstd::encode_all(&vec![0; 10 << 20][..], 3).unwrap();
    let bomb = Answer::new(200, "application/json", bomb)
        .header("etag", format!("\"{}\"", Checksum::of(b"x")))
        .header("snapshot-meta", entry(1, b"x"))
        .header("content-encoding", "zstd");
    let error = error_of(bomb).await;
    assert!(matches!(error, ClientError::BadAnswer(BadAnswer::TooLong { limit: 1 })), "{error:?}");
}

fn entry_of_length(document: &[u8], length: usize) -> serde_json::Value {
    let mut entry = entry(1, document);
    entry["fileSize"] = length.into();
    entry
}

#[tokio::test]
async fn a_download_that_breaks_off_asks_for_the_rest_of_the_same_document() {
    let document = document();
    let half_way = document.len() / 2;
    let good = vec![Step::Read, Step::Send(rest(&document, half_way).wire(0))];
    let server = Raw::doing([half(&document), good]).await;
    assert_eq!(latest(&client(server.url())).await.unwrap().bytes, document);

    let heads = server.heads();
    assert!(!heads[0].contains("\r\nrange:"), "{}", heads[0]);
    assert!(heads[1].contains(&format!("\r\nrange: bytes={half_way}-\r\n")), "{}", heads[1]);
    assert!(heads[1].contains(&format!("\r\nif-range: \"{}\"\r\n", Checksum::of(&document))), "{}", heads[1]);
}

#[tokio::test]
async fn a_server_that_sends_all_again_is_listened_to_from_where_it_was() {
    let document = document();
    let again = vec![Step::Read, Step::Send(snapshot(1, &document).wire(0))];
    let server = Raw::doing([half(&document), again.clone()]).await;
    assert_eq!(latest(&client(server.url())).await.unwrap().bytes, document);
    let server = Raw::doing([half(&document), again]).await;
    let mut written = Vec::new();
    client(server.url()).download_to(&id("universe:v"), Download::latest(), &mut written).await.unwrap();
    assert_eq!(written, document);
}

#[tokio::test]
async fn a_document_that_was_followed_by_another_meanwhile_begins_anew_in_memory_and_fails_in_a_writer() {
    let (old, new) = (document(), b"{\"newer\": true}".to_vec());
    let newer = vec![Step::Read, Step::Send(snapshot(2, &new).wire(0))];
    let server = Raw::doing([half(&old), newer.clone()]).await;
    let loaded = latest(&client(server.url())).await.unwrap();
    assert_eq!((loaded.bytes, loaded.entry.tick), (new.into(), tick(2)));
    let server = Raw::doing([half(&old), newer]).await;
    let mut written = Vec::new();
    let error = client(server.url()).download_to(&id("universe:v"), Download::latest(), &mut written).await;
    assert!(matches!(error, Err(ClientError::BadAnswer(BadAnswer::Truncated))), "{error:?}");
}

#[tokio::test]
async fn a_rest_that_does_not_fit_is_not_appended() {
    let document = document();
    let half_way = document.len() / 2;
    let parts = [
        (rest(&document, half_way - 1), "a part that begins elsewhere"),
        (rest(&document, half_way).without("content-range"), "a part of nobody knows where"),
        (
            rest(&document, half_way).header("etag", format!("\"{}\"", Checksum::of(b"x"))),
            "a part of another",
        ),
    ];
    for (part, what) in parts {
        let server = Raw::doing([half(&document), vec![Step::Read, Step::Send(part.wire(0))]]).await;
        let error = latest(&client(server.url())).await.unwrap_err();
        let is_told =
            matches!(error, ClientError::BadAnswer(BadAnswer::Header { .. }) | ClientError::Integrity(_));
        assert!(is_told, "{what}: {error:?}");
    }
    let mut wrong = document.clone();
    wrong[half_way + 7] ^= 1;
    let lie = rest(&wrong, half_way).header("etag", format!("\"{}\"", Checksum::of(&document)));
    let server = Raw::doing([half(&document), vec![Step::Read, Step::Send(lie.wire(0))]]).await;
    let error = latest(&client(server.url())).await.unwrap_err();
    assert!(matches!(error, ClientError::Integrity(Mismatch::Checksum { .. })), "{error:?}");
}

#[tokio::test]
async fn a_server_that_breaks_off_at_the_same_byte_for_ever_is_given_up() {
    let document = document();
    let stuck = vec![Step::Read, Step::Send(rest(&document, document.len() / 2).wire(document.len() / 2))];
    let server = Raw::doing([half(&document), stuck]).await;
    let error = latest(&client(server.url())).await.unwrap_err();
    assert!(matches!(error, ClientError::BadAnswer(BadAnswer::Truncated)), "{error:?}");
    assert_eq!(server.connections(), 3, "it tries as often as without what it has");
}

#[tokio::test]
async fn a_writer_that_fails_ends_the_download() {
    // Nobody reads what is written.
    let (mut writer, reader) = tokio::io::duplex(1);
    drop(reader);
    let server = Scripted::answering([snapshot(1, b"{}")]).await;
    let writes = client(server.url());
    let error = writes.download_to(&id("universe:v"), Download::latest(), &mut writer).await.unwrap_err();
    assert!(matches!(error, ClientError::Write(_)), "{error:?}");
    assert_eq!(server.seen().len(), 1);
}
