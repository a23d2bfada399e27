//! Downloads in JSON: the document and its entry in one.

use bytes::Bytes;
use multiverse_model::{Checksum, SnapshotEntry, UniverseId};
use serde::Deserialize;
use serde_json::value::RawValue;

use super::download::At;
use crate::client::MultiverseClient;
use crate::client::error::{BadAnswer, ClientError, Mismatch};
use crate::client::methods::client_methods;

/// A JSON document and its entry.
#[derive(Debug, Clone)]
pub struct JsonSnapshot {
    /// The document, as it was saved. Its checksum is the entry's, but for white space around it, which JSON loses.
    pub snapshot: Box<RawValue>,
    /// Its entry, whole.
    pub entry: SnapshotEntry,
    /// Whether the head's content is damaged on the server and this is the newest snapshot before it that is not.
    pub fallback: bool,
}

client_methods! {
    /// Downloads a JSON document together with its entry. [`download`](crate::MultiverseClient::download) goes on where it
    /// broke off and takes documents of any type.
    ///
    /// # Errors
    /// Those of `download`; and [`ClientError::Problem`] with [`NotAcceptable`](multiverse_model::ProblemType::NotAcceptable)
    /// for a document that is not JSON.
    pub async fn snapshot(&self, universe: &UniverseId, at: At) -> Result<JsonSnapshot, ClientError> {
        let request = at.request(universe);
        let mut retries = self.retries(request.repeat);
        let text = loop {
            match self.spliced(&request).await {
                Ok(text) => break text,
                Err(error) => retries.after(error).await?,
            }
        };
        let snapshot = checked(&text)?;
        at.check(snapshot.entry.tick)?;
        Ok(snapshot)
    }
}

impl MultiverseClient {
    async fn spliced(&self, request: &crate::client::transport::Request) -> Result<Bytes, ClientError> {
        let settings = self.settings();
        let answer = self.send(request).await?;
        answer.expect_type("application/json")?;
        answer.reader(settings.max_document_bytes.saturating_add(settings.max_json_bytes))?.whole().await
    }
}

#[derive(Deserialize)]
struct Wire<'a> {
    #[serde(borrow)]
    snapshot: &'a RawValue,
    entry: SnapshotEntry,
    #[serde(default)]
    fallback: bool,
}

fn checked(text: &Bytes) -> Result<JsonSnapshot, ClientError> {
    let wire: Wire<'_> = serde_json::from_slice(text).map_err(|error| BadAnswer::malformed(&error))?;
    let document = whole_document(text, wire.snapshot.get(), wire.entry.file_size);
    let (expected, found) = (wire.entry.checksum, Checksum::of(document));
    if found != expected {
        return Err(Mismatch::Checksum { expected, found }.into());
    }
    Ok(JsonSnapshot { snapshot: wire.snapshot.to_owned(), entry: wire.entry, fallback: wire.fallback })
}

/// The document with the white space around it, which is a part of it if it is as long as that.
fn whole_document<'t>(text: &'t Bytes, document: &'t str, length: u64) -> &'t [u8] {
    if document.len() as u64 == length {
        return document.as_bytes();
    }
    let is_space = |byte: &&u8| matches!(byte, b' ' | b'\t' | b'\n' | b'\r');
    let begin = document.as_ptr() as usize - text.as_ptr() as usize;
    let end = begin + document.len();
    let before = text[..begin].iter().rev().take_while(is_space).count();
    let after = text[end..].iter().take_while(is_space).count();
    &text[begin - before..end + after]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(document: &str, saved: &str) -> Bytes {
        let entry = serde_json::json!({
            "id": "snapshot:1", "universeId": "u", "tick": 1, "day": 0, "timestamp": 0, "type": "auto",
            "fileSize": saved.len(), "storedSize": 0, "checksum": Checksum::of(saved.as_bytes()),
            "filename": "1.snapshot.json.gz", "contentType": "application/json", "decayPolicy": {},
            "title": "Tick 1", "canFork": true, "hasSnapshot": true,
        });
        format!("{{\"snapshot\":{document},\"entry\":{entry}}}").into()
    }

    #[test]
    fn a_document_is_the_text_as_it_was_saved() {
        for document in ["{\"b\":1e400,\"b\":-0}", "null", " [1] ", "\n{}\n\n"] {
            let snapshot = checked(&answer(document, document)).unwrap();
            assert_eq!(snapshot.snapshot.get(), document.trim());
        }
    }

    #[test]
    fn another_document_is_none_to_be_used() {
        let error = checked(&answer("{\"gold\":9}", "{\"gold\":1}")).unwrap_err();
        assert!(matches!(error, ClientError::Integrity(Mismatch::Checksum { .. })), "{error}");
    }
}
