//! Each save by itself, as most games keep them.

use std::io::{Read, Write};

use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;

use super::Peer;
use crate::Outcome;

/// `gzip -6`, by zlib-rs.
pub(crate) struct Gzip;

impl Peer<'_> for Gzip {
    fn encode(&mut self, _base: &[u8], new: &[u8]) -> Outcome<Vec<u8>> {
        let mut encoder = GzEncoder::new(Vec::with_capacity(new.len() / 4), Compression::new(6));
        encoder.write_all(new)?;
        Ok(encoder.finish()?)
    }

    fn decode(&mut self, _base: &[u8], encoded: &[u8], len: usize) -> Outcome<Vec<u8>> {
        let mut document = Vec::with_capacity(len);
        GzDecoder::new(encoded).read_to_end(&mut document)?;
        Ok(document)
    }
}
