//! What the head of a download says.

use http::{HeaderName, StatusCode, header};
use multiverse_model::{Checksum, SnapshotEntry};

use super::SNAPSHOT_META;
use super::download::At;
use crate::client::error::{BadAnswer, ClientError, Mismatch};
use crate::client::transport::Answer;

const SNAPSHOT_FALLBACK: HeaderName = HeaderName::from_static("snapshot-fallback");

/// What is being downloaded.
#[derive(Debug, Clone)]
pub(super) struct Head {
    pub entry: SnapshotEntry,
    pub fallback_for: Option<Checksum>,
}

impl Head {
    /// Reads the head of a whole document.
    pub(super) fn of(answer: &Answer, at: At) -> Result<Self, ClientError> {
        if answer.status() != StatusCode::OK {
            return Err(BadAnswer::WrongStatus { status: answer.status().as_u16() }.into());
        }
        let meta = answer.header(&SNAPSHOT_META).ok_or(BadAnswer::Header { name: "Snapshot-Meta" })?;
        let entry: SnapshotEntry =
            serde_json::from_str(meta).map_err(|error| BadAnswer::malformed(&error))?;
        let tag = tag(answer)?;
        if tag != entry.checksum {
            return Err(Mismatch::Checksum { expected: entry.checksum, found: tag }.into());
        }
        at.check(entry.tick)?;
        Ok(Self { entry, fallback_for: fallback_for(answer)? })
    }

    /// Checks the head of a part: that it is of the same document and begins at `from`.
    pub(super) fn is_continued(&self, answer: &Answer, from: u64) -> Result<(), ClientError> {
        let tag = tag(answer)?;
        if tag != self.entry.checksum {
            return Err(Mismatch::Checksum { expected: self.entry.checksum, found: tag }.into());
        }
        let begins = answer.header(&header::CONTENT_RANGE).and_then(first_byte);
        if begins == Some(from) { Ok(()) } else { Err(BadAnswer::Header { name: "Content-Range" }.into()) }
    }
}

fn fallback_for(answer: &Answer) -> Result<Option<Checksum>, ClientError> {
    let wrong = |_| BadAnswer::Header { name: "Snapshot-Fallback" };
    Ok(answer.header(&SNAPSHOT_FALLBACK).map(|text| text.parse().map_err(wrong)).transpose()?)
}

/// The checksum that an answer's `ETag` is.
fn tag(answer: &Answer) -> Result<Checksum, ClientError> {
    let tag = answer.header(&header::ETAG).and_then(|tag| tag.strip_prefix('"')?.strip_suffix('"'));
    tag.and_then(|tag| tag.parse().ok()).ok_or(BadAnswer::Header { name: "ETag" }.into())
}

/// The first byte of `bytes 5-9/10`.
fn first_byte(content_range: &str) -> Option<u64> {
    content_range.strip_prefix("bytes ")?.split_once('-')?.0.parse().ok()
}
