//! Uploads of what changed.

use sha2::{Digest, Sha256};

use super::Request;

/// The media type of a delta.
pub(crate) const WORLDLINE: &str = "application/vnd.multiverse.worldline";

/// The checksum of bytes, as it stands on the wire.
pub(crate) fn checksum(bytes: &[u8]) -> String {
    let hex: String = Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect();
    format!("sha256:{hex}")
}

/// What changed from `base` to `new`.
pub(crate) fn delta(base: &[u8], new: &[u8]) -> Vec<u8> {
    worldline::encode(base, new, &worldline::Options::default()).unwrap()
}

/// An upload to `path` of `new` as what changed since `base`.
pub(crate) fn put_delta(path: impl Into<String>, base: &[u8], new: &[u8]) -> Request {
    named_delta(path, base, new, delta(base, new))
}

/// An upload of any bytes, which says that they are what changed from `base` to `new`.
pub(crate) fn named_delta(path: impl Into<String>, base: &[u8], new: &[u8], delta: Vec<u8>) -> Request {
    Request::put(path)
        .header("snapshot-base", checksum(base))
        .header("snapshot-digest", checksum(new))
        .text(WORLDLINE, delta)
}
