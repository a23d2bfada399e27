//! The upload form of JSON-only clients: base64 of a gzip stream.

use std::io::BufReader;

use base64::DecodeError as Base64Error;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use base64::read::DecoderReader;

use super::{DecodeError, Decoded, Encoding, Room, decode_within};

/// Why a `compressedSnapshot` could not be unpacked.
#[derive(Debug, thiserror::Error)]
pub(crate) enum GzipBase64Error {
    /// The text is not standard base64.
    #[error("compressedSnapshot is not base64: {0}; send standard base64 without white space")]
    NotBase64(#[source] Base64Error),
    /// The base64 is right, and what it holds cannot be unpacked.
    #[error(transparent)]
    Gzip(#[from] DecodeError),
}

/// Unpacks base64 of a gzip stream, in a stream: the gzip bytes are never held whole.
///
/// The alphabet is the standard one; padding is canonical or absent; nothing else, white space included, is
/// accepted, and unused bits are zero. So one text has one meaning.
///
/// `room` is asked before the document takes more memory.
///
/// # Errors
/// - [`GzipBase64Error::NotBase64`]: with what stands where.
/// - [`GzipBase64Error::Gzip`]: as [`decode`] says; the document has more than `limit` bytes, or is corrupt.
pub(crate) fn decode_gzip_base64(
    text: &str,
    limit: usize,
    room: Room<'_>,
) -> Result<Decoded, GzipBase64Error> {
    // "Indifferent" would let `AA=` pass, which is neither padded nor unpadded.
    let padding = match text.ends_with('=') {
        true => DecodePaddingMode::RequireCanonical,
        false => DecodePaddingMode::RequireNone,
    };
    let config = GeneralPurposeConfig::new().with_decode_padding_mode(padding);
    let engine = GeneralPurpose::new(&STANDARD, config);
    let gzip = BufReader::new(DecoderReader::new(text.as_bytes(), &engine));
    decode_within(Encoding::Gzip, gzip, limit, None, room).map_err(classify)
}

/// Tells the text's faults from those of the gzip stream in it.
fn classify(error: DecodeError) -> GzipBase64Error {
    if let DecodeError::Corrupt { source, .. } = &error
        && let Some(fault) = source.get_ref().and_then(|cause| cause.downcast_ref::<Base64Error>())
    {
        return GzipBase64Error::NotBase64(fault.clone());
    }
    GzipBase64Error::Gzip(error)
}

#[cfg(test)]
mod tests {
    use base64::Engine;
    use base64::engine::general_purpose;
    use proptest::prelude::*;

    use super::*;
    use crate::coding::encode;

    fn gzip(document: &[u8]) -> Vec<u8> {
        encode(Encoding::Gzip, document).unwrap()
    }

    fn is_bad_base64(text: &str) -> bool {
        matches!(decode_gzip_base64(text, 1 << 20, &mut |_| true), Err(GzipBase64Error::NotBase64(_)))
    }

    fn is_bad_gzip(text: &str) -> bool {
        matches!(
            decode_gzip_base64(text, 1 << 20, &mut |_| true),
            Err(GzipBase64Error::Gzip(DecodeError::Corrupt { encoding: Encoding::Gzip, .. }))
        )
    }

    /// Texts of all three lengths modulo three, so with two, one and no `=`.
    fn paddings() -> impl Iterator<Item = (Vec<u8>, Vec<u8>)> {
        let documents = (0..40).map(|length| (0..length).collect::<Vec<u8>>());
        documents.map(|document| (gzip(&document), document))
    }

    #[test]
    fn padding_may_be_there_or_not() {
        for (gzip, document) in paddings() {
            for engine in [general_purpose::STANDARD, general_purpose::STANDARD_NO_PAD] {
                let decoded = decode_gzip_base64(&engine.encode(&gzip), 100, &mut |_| true).unwrap();
                assert_eq!(decoded.bytes, document);
            }
        }
    }

    #[test]
    fn padding_that_is_not_canonical_is_refused() {
        for (gzip, _) in paddings() {
            let padded = general_purpose::STANDARD.encode(&gzip);
            assert!(is_bad_base64(&format!("{padded}=")), "{padded}=");
            assert!(is_bad_base64(&format!("{padded}====")), "{padded}====");
            if let Some(short) = padded.strip_suffix("==") {
                assert!(is_bad_base64(&format!("{short}=")), "{short}=");
            }
        }
    }

    #[test]
    fn foreign_characters_and_white_space_are_refused() {
        let text = general_purpose::STANDARD.encode(gzip(b"day one of a world that branches"));
        for foreign in [" ", "\n", "\r\n", "\t", "-", "_", "é", "\0", "="] {
            for at in [0, 1, text.len() / 2, text.len()] {
                let (before, after) = text.split_at(at);
                let spoiled = format!("{before}{foreign}{after}");
                assert!(is_bad_base64(&spoiled) || is_bad_gzip(&spoiled), "{spoiled:?}");
                assert!(foreign == "=" || is_bad_base64(&spoiled), "{spoiled:?}");
            }
        }
    }

    #[test]
    fn good_base64_of_something_else_is_a_fault_of_the_gzip() {
        for text in ["", "AAAA", "eyJhIjoxfQ=="] {
            assert!(is_bad_gzip(text), "{text:?}");
        }
        let whole = gzip(b"day one");
        for cut in 0..whole.len() {
            assert!(is_bad_gzip(&general_purpose::STANDARD.encode(&whole[..cut])), "cut at {cut}");
        }
    }

    #[test]
    fn unused_bits_are_zero() {
        let (gzip, _) = paddings().find(|(gzip, _)| gzip.len() % 3 == 1).unwrap();
        let text = general_purpose::STANDARD_NO_PAD.encode(&gzip);
        let (start, last) = text.split_at(text.len() - 1);
        let spoiled = char::from(last.as_bytes()[0] + 1);
        assert!(is_bad_base64(&format!("{start}{spoiled}")));
    }

    #[test]
    fn a_bomb_is_stopped_at_the_limit() {
        let text = general_purpose::STANDARD.encode(gzip(&vec![0; 8 << 20]));
        assert!(matches!(
            decode_gzip_base64(&text, 1 << 20, &mut |_| true),
            Err(GzipBase64Error::Gzip(DecodeError::TooLarge { limit: 1_048_576 }))
        ));
    }

    proptest! {
        #[test]
        fn any_text_gives_an_error_or_at_most_the_limit(text in "[A-Za-z0-9+/= \n-]{0,80}", limit in 0..50_usize) {
            for text in [text.clone(), format!("H4sIAAAAAAAA{text}")] {
                if let Ok(decoded) = decode_gzip_base64(&text, limit, &mut |_| true) {
                    prop_assert!(decoded.bytes.len() <= limit);
                }
            }
        }
    }
}
