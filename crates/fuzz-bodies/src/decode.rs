//! Any bytes against any base.

use worldline::{DecodeError, Decoder, decode as decode_once, inspect, without_digests};

use crate::Forged;

/// The longest document that is allowed. Above what a structured input can name.
const LIMIT: usize = 1 << 18;

/// Decodes a delta that nobody encoded: it is refused, or makes a document of the length that it names, within the
/// limit, and the same one each time.
///
/// # Panics
/// If a promise is broken.
pub fn decode(input: &[u8]) {
    let Some(Forged { base, delta }) = Forged::read(input) else { return };
    let mut decoder = Decoder::new();
    let first = decoder.decode(&base, &delta, LIMIT);
    // What one delta leaves in the buffers, and be it one that was refused half way, the next must not see.
    assert_eq!(
        decoder.decode(&base, &delta, LIMIT),
        first,
        "a used decoder decodes otherwise than a new one"
    );
    match first {
        Ok(document) => check_document(&base, &delta, &document),
        Err(error) => check_error(&delta, &error),
    }
}

fn check_document(base: &[u8], delta: &[u8], document: &[u8]) {
    let header = inspect(delta).expect("what decodes has a header");
    assert_eq!(document.len() as u64, header.len);
    assert!(document.len() <= LIMIT);
    assert!(decode_once(base, delta, document.len()).as_deref() == Ok(document), "the limit is inclusive");
    if let Some(limit) = document.len().checked_sub(1) {
        let refused = Err(DecodeError::TooLong { len: header.len, limit });
        assert_eq!(decode_once(base, delta, limit), refused);
    }
    let bare = without_digests(delta).expect("what decodes has a header");
    assert_eq!(
        decode_once(base, &bare, LIMIT).as_deref(),
        Ok(document),
        "digests do not change the document"
    );
}

fn check_error(delta: &[u8], error: &DecodeError) {
    assert!(!matches!(error, DecodeError::OutOfMemory { .. }), "{LIMIT} bytes are there");
    if let DecodeError::TooLong { len, limit } = *error {
        assert!(len > limit as u64, "{len} bytes are within {limit}");
    }
    assert!(!error.to_string().is_empty());
    // Whatever is wrong with the rest of it, taking out its digests must not panic.
    let _ = without_digests(delta);
}
