//! The headers of an upload of bytes, parsed.

use std::str::FromStr;

use http::{HeaderMap, HeaderName, HeaderValue};
use multiverse_model::wire::SnapshotMeta;
use multiverse_model::{Checksum, check_depth};

use crate::extract::{expect_object, refuse_json};
use crate::range::entity_tags;
use crate::refusal::{Answer, Refusal};

/// The longest media type that is kept.
const MAX_MEDIA_TYPE: usize = 255;

/// A header that may be there once: which of two was meant, nobody can tell.
pub(super) fn once(headers: &HeaderMap, name: HeaderName) -> Answer<Option<&HeaderValue>> {
    let mut values = headers.get_all(&name).iter();
    match (values.next(), values.next()) {
        (_, Some(_)) => Err(Refusal::malformed(format!("The header {name} is there twice; send it once."))),
        (first, None) => Ok(first),
    }
}

/// `Snapshot-Meta`: what the entry shows beside its bytes.
pub(super) fn meta(header: Option<&HeaderValue>) -> Answer<SnapshotMeta> {
    let Some(header) = header else { return Ok(SnapshotMeta::default()) };
    let wrong = |why: String| Refusal::malformed(format!("Snapshot-Meta is wrong: {why}."));
    let text =
        header.to_str().map_err(|_| wrong("write characters outside of ASCII as \\u escapes".to_owned()))?;
    check_depth(text.as_bytes(), 16).map_err(|deep| wrong(deep.to_string()))?;
    expect_object(text.as_bytes())?;
    serde_json::from_str(text).map_err(|error| refuse_json(&error))
}

/// `If-Match`: the parent.
pub(super) fn parent(header: &HeaderValue) -> Answer<Checksum> {
    let wrong = || Refusal::malformed("If-Match names one parent as \"sha256:<64 hex digits>\".");
    let text = header.to_str().map_err(|_| wrong())?;
    let mut tags = entity_tags(text);
    match (tags.next(), tags.next()) {
        (Some(tag), None) if !tag.weak => {
            Checksum::from_str(tag.opaque.trim_matches('"')).map_err(|_| wrong())
        }
        _ => Err(wrong()),
    }
}

/// A media type with its parameters, as it was sent in the header `name`.
pub(super) fn media_type<'h>(name: &str, header: &'h HeaderValue) -> Answer<&'h str> {
    let text = header.to_str().ok().map(str::trim).filter(|text| {
        let parts = essence(text).split('/').filter(|part| !part.trim().is_empty());
        text.len() <= MAX_MEDIA_TYPE && parts.count() == 2
    });
    text.ok_or_else(|| Refusal::malformed(format!("{name} is not a media type; send type/subtype.")))
}

/// A media type without its parameters.
pub(super) fn essence(media_type: &str) -> &str {
    media_type.split(';').next().unwrap_or_default().trim()
}
