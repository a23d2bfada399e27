//! Snapshots: saving, reading, timelines, decay.

mod decay;
mod download;
mod fetch;
mod head;
mod json;
mod lists;
mod meta;
mod post;
mod prepare;
mod put;
mod sink;
mod upload;

use http::HeaderName;

pub use download::{At, Download, Downloaded, Written};
pub use json::JsonSnapshot;
pub use upload::{Base, Form, Upload, Uploaded};

const SNAPSHOT_META: HeaderName = HeaderName::from_static("snapshot-meta");
