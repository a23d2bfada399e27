//! Things as a good server answers them.

use multiverse_model::{Checksum, Tick, UniverseId};
use serde_json::{Value, json};

use super::Answer;

pub(crate) fn id(text: &str) -> UniverseId {
    text.parse().unwrap()
}

pub(crate) fn tick(tick: u64) -> Tick {
    Tick::new(tick).unwrap()
}

pub(crate) fn universe(name: &str) -> Value {
    json!({
        "id": name, "name": name, "ownerId": "ada", "createdAt": 1, "lastSnapshotAt": 0, "snapshotCount": 0,
        "canonicalEventCount": 0, "isPublic": false, "visitorPolicy": "approval",
    })
}

/// The entry of a document.
pub(crate) fn entry(tick: u64, document: &[u8]) -> Value {
    json!({
        "id": "snapshot:1", "universeId": "universe:v", "tick": tick, "day": 0, "timestamp": 0, "type": "auto",
        "fileSize": document.len(), "storedSize": 0, "checksum": Checksum::of(document), "filename": "x",
        "contentType": "application/json", "decayPolicy": {}, "title": "x", "canFork": true, "hasSnapshot": true,
    })
}

/// The answer to an upload of a document.
pub(crate) fn saved(tick: u64, document: &[u8]) -> Answer {
    Answer::json(201, &json!({"success": true, "entry": entry(tick, document)}))
}

/// The answer to a download of a document.
pub(crate) fn snapshot(tick: u64, document: &[u8]) -> Answer {
    Answer::new(200, "application/json", document)
        .header("etag", format!("\"{}\"", Checksum::of(document)))
        .header("snapshot-meta", entry(tick, document))
}
