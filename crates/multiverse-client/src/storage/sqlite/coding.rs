//! How documents are stored.

use std::io;

use zstd::bulk::{Compressor, Decompressor};

/// The level of zstd.
const LEVEL: i32 = -3;

/// How bytes are stored. Each row says it; nothing is guessed from bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Coding {
    Raw,
    Zstd,
}

impl Coding {
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Raw => "raw",
            Self::Zstd => "zstd",
        }
    }

    pub(super) fn parse(text: &str) -> Option<Self> {
        [Self::Raw, Self::Zstd].into_iter().find(|coding| coding.as_str() == text)
    }

    /// The document of `size` bytes that `stored` was made of; none if it does not decode to one.
    pub(super) fn decode(self, stored: &[u8], size: u64) -> Option<Vec<u8>> {
        // A row that claims more than SQLite could ever have taken is not asked for memory.
        let size = usize::try_from(size).ok().filter(|size| *size <= MAX_DOCUMENT)?;
        match self {
            Self::Raw => Some(stored.to_vec()),
            Self::Zstd => Decompressor::new().ok()?.decompress(stored, size).ok(),
        }
    }
}

/// SQLite's own limit on a value; a document that compresses may be longer, up to here.
const MAX_DOCUMENT: usize = 4 << 30;

/// Packs documents, with the tables and the buffer of the one before.
pub(super) struct Packer {
    compressor: Compressor<'static>,
    buffer: Vec<u8>,
}

impl Packer {
    pub(super) fn new() -> io::Result<Self> {
        Ok(Self { compressor: Compressor::new(LEVEL)?, buffer: Vec::new() })
    }

    /// The bytes to be stored for a document, and how they are coded: as they are, if packing them does not pay.
    pub(super) fn pack<'a>(&'a mut self, document: &'a [u8]) -> (Coding, &'a [u8]) {
        self.buffer.clear();
        self.buffer.reserve(zstd::zstd_safe::compress_bound(document.len()));
        let packed = self.compressor.compress_to_buffer(document, &mut self.buffer);
        match packed {
            Ok(length) if length < document.len() - document.len() / 8 => (Coding::Zstd, &self.buffer),
            _ => (Coding::Raw, document),
        }
    }
}
