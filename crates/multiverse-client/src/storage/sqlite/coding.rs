//! How documents are stored.

use std::io;

use bytes::Bytes;
use multiverse_model::Checksum;
use zstd::bulk::{Compressor, Decompressor};

use super::assistant::{Assistant, Done};

/// The level of zstd. The module's documentation has what others cost.
const LEVEL: i32 = 1;

/// The longest document: as long as SQLite lets a value be.
pub(super) const MAX_DOCUMENT: u64 = 1_000_000_000;

/// Documents from which on two threads share the work: waking the second takes about 0.05 ms.
const SHARED: usize = 256 * 1024;

/// Bytes of a buffer that is kept for the next document. One large world should not cost its memory for ever.
const KEPT: usize = 16 << 20;

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
        // No memory is set aside for what was never saved.
        let size = if size <= MAX_DOCUMENT { usize::try_from(size).ok()? } else { return None };
        match self {
            Self::Raw => Some(stored.to_vec()),
            Self::Zstd => Decompressor::new().ok()?.decompress(stored, size).ok(),
        }
    }
}

/// Hashes documents and packs them.
///
/// Hashing a document takes about a third of the time that packing takes, so one thread packs two thirds of it while
/// another hashes all of it and packs the rest: both end together. What is stored then is two frames of zstd, one
/// after the other, which decode as one.
pub(super) struct Packer {
    front: Part,
    assistant: Assistant,
}

/// A compressor, with the tables and the buffer of the document before.
pub(super) struct Part {
    compressor: Compressor<'static>,
    buffer: Vec<u8>,
}

/// A document as it is to be stored.
pub(super) struct Packed<'a> {
    pub checksum: Checksum,
    pub coding: Coding,
    pub stored: &'a [u8],
}

impl Packer {
    pub(super) fn new() -> io::Result<Self> {
        Ok(Self { front: Part::new()?, assistant: Assistant::start()? })
    }

    /// Hashes and packs a document. It is stored as it is where packing does not pay.
    pub(super) fn pack<'a>(&'a mut self, document: &'a Bytes) -> Packed<'a> {
        let (checksum, packed) = if document.len() < SHARED {
            (Checksum::of(document), self.front.pack(document).map(drop))
        } else {
            self.pack_shared(document)
        };
        let worth = document.len() - document.len() / 8;
        if packed.is_ok() && self.front.buffer.len() < worth {
            return Packed { checksum, coding: Coding::Zstd, stored: &self.front.buffer };
        }
        Packed { checksum, coding: Coding::Raw, stored: document }
    }

    fn pack_shared(&mut self, document: &Bytes) -> (Checksum, io::Result<()>) {
        let from = document.len() / 3 * 2;
        let done = self.assistant.begin(document.clone(), from);
        let begun = self.front.pack(&document[..from]).map(drop);
        match done.recv() {
            Ok(Done { checksum, end }) => {
                (checksum, begun.and(end).map(|end| self.front.buffer.extend_from_slice(&end)))
            }
            // The other thread is gone.
            Err(_) => (Checksum::of(document), self.front.pack(document).map(drop)),
        }
    }
}

impl Part {
    pub(super) fn new() -> io::Result<Self> {
        Ok(Self { compressor: Compressor::new(LEVEL)?, buffer: Vec::new() })
    }

    /// Packs a document, or a part of one.
    pub(super) fn pack(&mut self, document: &[u8]) -> io::Result<&[u8]> {
        if self.buffer.capacity() > KEPT {
            self.buffer = Vec::new();
        }
        self.buffer.clear();
        self.buffer.reserve(zstd::zstd_safe::compress_bound(document.len()));
        self.compressor.compress_to_buffer(document, &mut self.buffer)?;
        Ok(&self.buffer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn world(length: usize) -> Bytes {
        (0..).flat_map(|agent: u32| format!("{{\"id\":{agent}}},").into_bytes()).take(length).collect()
    }

    #[test]
    fn what_is_packed_decodes_to_what_it_was_whoever_shared_the_work() {
        let mut packer = Packer::new().unwrap();
        for length in [0, 1, 100, SHARED - 1, SHARED, SHARED + 1, 1_400_000, KEPT + KEPT / 2, 100] {
            let document = world(length);
            let packed = packer.pack(&document);
            assert_eq!(packed.checksum, Checksum::of(&document));
            assert_eq!(packed.coding == Coding::Zstd, length >= 100, "{length}");
            let decoded = packed.coding.decode(packed.stored, length as u64).unwrap();
            assert!(document == decoded, "{length}");
        }
    }

    #[test]
    fn what_does_not_pack_is_stored_as_it_is() {
        let noise: Bytes =
            (0_u64..40_000).flat_map(|n| Checksum::of(&n.to_le_bytes()).digest().to_vec()).collect();
        let mut packer = Packer::new().unwrap();
        let packed = packer.pack(&noise);
        assert!(packed.coding == Coding::Raw && packed.stored == noise);
    }

    #[test]
    fn a_row_that_lies_about_its_size_costs_no_memory() {
        assert_eq!(Coding::Zstd.decode(b"", u64::MAX), None);
        let mut packer = Packer::new().unwrap();
        let document = world(1000);
        assert_eq!(Coding::Zstd.decode(packer.pack(&document).stored, 999), None);
    }
}
