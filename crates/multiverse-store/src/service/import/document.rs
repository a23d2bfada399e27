//! Documents out of gzip files.

use std::fs::File;
use std::io::{BufReader, Read};

use flate2::read::MultiGzDecoder;
use serde::de::IgnoredAny;

/// Unpacks a file of at most `limit` bytes of content. A small file can claim terabytes, so the limit is on what comes
/// out, while it comes.
///
/// # Errors
/// Why it is not read, for the report.
pub(super) fn unpack(file: File, limit: u64) -> Result<Vec<u8>, String> {
    let mut bytes = Vec::new();
    let unpacked =
        MultiGzDecoder::new(BufReader::new(file)).take(limit.saturating_add(1)).read_to_end(&mut bytes);
    unpacked.map_err(|error| format!("it does not unpack: {error}"))?;
    if bytes.len() as u64 > limit {
        return Err(format!("it unpacks to more than {limit} bytes; raise the limit to import it"));
    }
    Ok(bytes)
}

/// Whether `bytes` are one JSON value.
pub(super) fn is_json(bytes: &[u8]) -> bool {
    serde_json::from_slice::<IgnoredAny>(bytes).is_ok()
}

/// A JSON text without the white space between its tokens: what the earlier implementation took its checksums of.
pub(super) fn compact(json: &[u8]) -> Vec<u8> {
    let mut compact = Vec::with_capacity(json.len());
    let (mut in_string, mut is_escaped) = (false, false);
    for &byte in json {
        if in_string || !byte.is_ascii_whitespace() {
            compact.push(byte);
        }
        if is_escaped {
            is_escaped = false;
        } else if byte == b'"' {
            in_string = !in_string;
        } else if byte == b'\\' {
            is_escaped = in_string;
        }
    }
    compact
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_white_space_between_tokens_goes() {
        assert_eq!(compact(b"{ \"a b\\\" c\" :\n[1, 2]\t}"), br#"{"a b\" c":[1,2]}"#);
    }
}
