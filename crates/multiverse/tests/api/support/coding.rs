//! Packing and unpacking, with libraries of the tests' own.

use std::io::{Read as _, Write as _};

use base64::Engine as _;

/// A text as `compressedSnapshot` carries it.
pub(crate) fn gzip_base64(text: &[u8]) -> String {
    base64::engine::general_purpose::STANDARD.encode(gzip(text))
}

/// A gzip stream of a text.
pub(crate) fn gzip(text: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(text).unwrap();
    encoder.finish().unwrap()
}

/// A zstd frame of a text.
pub(crate) fn zstd(text: &[u8]) -> Vec<u8> {
    zstd::encode_all(text, 3).unwrap()
}

/// A Brotli stream of a text.
pub(crate) fn brotli(text: &[u8]) -> Vec<u8> {
    let mut packed = Vec::new();
    let params = brotli::enc::BrotliEncoderParams { quality: 5, ..Default::default() };
    brotli::BrotliCompress(&mut &*text, &mut packed, &params).unwrap();
    packed
}

/// What a body holds that came with this `Content-Encoding`.
pub(crate) fn unpacked(encoding: Option<&str>, body: &[u8]) -> Vec<u8> {
    let mut text = Vec::new();
    match encoding {
        None => text.extend_from_slice(body),
        Some("gzip") => drop(flate2::read::GzDecoder::new(body).read_to_end(&mut text).unwrap()),
        Some("zstd") => text = zstd::decode_all(body).unwrap(),
        Some("br") => brotli::BrotliDecompress(&mut &*body, &mut text).unwrap(),
        Some(other) => panic!("nobody asked for {other}"),
    }
    text
}
