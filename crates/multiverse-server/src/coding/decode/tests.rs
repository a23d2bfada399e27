use std::io::{BufReader, Write, repeat};

use bytes::Bytes;
use flate2::Compression;
use flate2::write::GzEncoder;
use proptest::prelude::*;

use super::*;
use crate::coding::{Chunks, encode};

const PACKED: [Encoding; 3] = [Encoding::Gzip, Encoding::Zstd, Encoding::Brotli];
const MIB: usize = 1024 * 1024;

fn pack(encoding: Encoding, bytes: &[u8]) -> Vec<u8> {
    encode(encoding, bytes).unwrap()
}

fn unpack(encoding: Encoding, body: &[u8]) -> Result<Vec<u8>, DecodeError> {
    decode(encoding, body, MIB, None).map(|decoded| decoded.bytes)
}

fn is_corrupt(outcome: Result<Vec<u8>, DecodeError>) -> bool {
    matches!(outcome, Err(DecodeError::Corrupt { .. }))
}

/// A gigabyte of zeros in the given encoding, made without ever holding it.
fn bomb(encoding: Encoding) -> Vec<u8> {
    let mut zeros = repeat(0).take(1 << 30);
    match encoding {
        Encoding::Identity => unreachable!("a bomb is packed"),
        Encoding::Gzip => {
            let mut packer = GzEncoder::new(Vec::new(), Compression::fast());
            io::copy(&mut zeros, &mut packer).unwrap();
            packer.finish().unwrap()
        }
        Encoding::Zstd => zstd::encode_all(zeros, 1).unwrap(),
        Encoding::Brotli => {
            let mut packed = Vec::new();
            let params = brotli::enc::BrotliEncoderParams { quality: 1, ..Default::default() };
            brotli::BrotliCompress(&mut zeros, &mut packed, &params).unwrap();
            packed
        }
    }
}

#[test]
fn a_gigabyte_in_a_small_body_is_stopped_at_the_limit() {
    for encoding in PACKED {
        let body = bomb(encoding);
        assert!(body.len() < 16 * MIB, "{encoding:?}: {}", body.len());
        let mut rest = body.as_slice();
        let outcome = decode(encoding, &mut rest, MIB, Some(usize::MAX));
        assert!(matches!(outcome, Err(DecodeError::TooLarge { limit: MIB })), "{encoding:?}: {outcome:?}");
        assert!(!rest.is_empty(), "{encoding:?}: the whole body was read");
    }
}

#[test]
fn a_document_of_exactly_the_limit_passes_and_one_byte_more_does_not() {
    let document = vec![b'x'; 100_000];
    for encoding in PACKED {
        let body = pack(encoding, &document);
        assert_eq!(decode(encoding, &*body, 100_000, None).unwrap().bytes, document, "{encoding:?}");
        let outcome = decode(encoding, &*body, 99_999, None);
        assert!(matches!(outcome, Err(DecodeError::TooLarge { limit: 99_999 })), "{encoding:?}");
    }
    assert!(decode(Encoding::Identity, &*document, 99_999, None).is_err());
    assert_eq!(decode(Encoding::Identity, &*document, 100_000, None).unwrap().bytes, document);
}

#[test]
fn memory_grows_with_the_document_and_not_beyond_the_limit() {
    let document = vec![7; 700_000];
    for hint in [None, Some(0), Some(700_000), Some(usize::MAX)] {
        let decoded = decode(Encoding::Gzip, &*pack(Encoding::Gzip, &document), 900_000, hint).unwrap();
        assert!(decoded.bytes.capacity() <= 900_000, "{hint:?}: {}", decoded.bytes.capacity());
    }
}

#[test]
fn a_body_cut_off_anywhere_is_corrupt() {
    let document = b"day one of a world that branches, day two of a world that branches".repeat(3);
    for encoding in PACKED {
        let body = pack(encoding, &document);
        for cut in 0..body.len() {
            assert!(is_corrupt(unpack(encoding, &body[..cut])), "{encoding:?} cut at {cut}");
        }
        assert_eq!(unpack(encoding, &body).unwrap(), document);
    }
}

#[test]
fn bytes_behind_the_end_are_corrupt_wherever_the_chunks_are_cut() {
    for encoding in PACKED {
        let body = pack(encoding, b"{}");
        for garbage in [&b"\0"[..], b"x", b"{\"a\": 1}", &[0xff; 40]] {
            assert!(is_corrupt(unpack(encoding, &[&body, garbage].concat())), "{encoding:?} {garbage:?}");
            let chunks = Chunks::new([body.clone().into(), Bytes::copy_from_slice(garbage)]);
            assert!(decode(encoding, chunks, MIB, None).is_err(), "{encoding:?} {garbage:?}");
        }
    }
}

#[test]
fn concatenated_gzip_members_and_zstd_frames_are_one_document() {
    for encoding in [Encoding::Gzip, Encoding::Zstd] {
        let body = [pack(encoding, b"day "), pack(encoding, b""), pack(encoding, b"one")].concat();
        assert_eq!(unpack(encoding, &body).unwrap(), b"day one", "{encoding:?}");
    }
    let twice = pack(Encoding::Brotli, b"day").repeat(2);
    assert!(is_corrupt(unpack(Encoding::Brotli, &twice)), "brotli has no concatenation");
}

#[test]
fn a_wrong_checksum_is_corrupt() {
    let mut gzip = pack(Encoding::Gzip, b"day one");
    let crc_at = gzip.len() - 8;
    gzip[crc_at] ^= 1;
    assert!(is_corrupt(unpack(Encoding::Gzip, &gzip)));

    let mut packer = zstd::Encoder::new(Vec::new(), 3).unwrap();
    packer.include_checksum(true).unwrap();
    packer.write_all(b"day one").unwrap();
    let mut zstd = packer.finish().unwrap();
    assert_eq!(unpack(Encoding::Zstd, &zstd).unwrap(), b"day one");
    *zstd.last_mut().unwrap() ^= 1;
    assert!(is_corrupt(unpack(Encoding::Zstd, &zstd)));
}

#[test]
fn a_window_of_gigabytes_is_refused() {
    // Magic number, a header without content size, a window of 2^31 bytes, one empty last block.
    let zstd = [0x28, 0xb5, 0x2f, 0xfd, 0x00, 0xa8, 0x01, 0x00, 0x00];
    let outcome = unpack(Encoding::Zstd, &zstd);
    assert!(is_corrupt(outcome), "2^31");
    let within = [0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x88, 0x01, 0x00, 0x00];
    assert_eq!(unpack(Encoding::Zstd, &within).unwrap(), b"", "2^27");

    let params = brotli::enc::BrotliEncoderParams { large_window: true, lgwin: 30, ..Default::default() };
    let mut large = Vec::new();
    brotli::BrotliCompress(&mut &b"day one"[..], &mut large, &params).unwrap();
    assert!(is_corrupt(unpack(Encoding::Brotli, &large)));
}

#[test]
fn an_error_says_what_is_wrong_in_words_for_the_client() {
    let cut = unpack(Encoding::Brotli, &pack(Encoding::Brotli, b"day one")[..4]).unwrap_err();
    assert_eq!(cut.to_string(), "the body is not whole, valid br: it ends too early; pack it again");
    let large = decode(Encoding::Identity, &b"day one"[..], 3, None).unwrap_err();
    assert_eq!(large.to_string(), "the document is larger than 3 bytes when unpacked; send a smaller one");
}

/// Documents: mostly repetitive, as worlds are, since only those exercise the window; some of noise.
fn document() -> impl Strategy<Value = Vec<u8>> {
    let noise = proptest::collection::vec(any::<u8>(), 0..3000);
    let world =
        ("[a-z{}\":, ]{0,40}", 0..3000_usize).prop_map(|(line, times)| line.repeat(times).into_bytes());
    prop_oneof![1 => noise, 3 => world]
}

fn any_encoding() -> impl Strategy<Value = Encoding> {
    prop::sample::select(vec![Encoding::Identity, Encoding::Gzip, Encoding::Zstd, Encoding::Brotli])
}

proptest! {
    #[test]
    fn what_was_packed_unpacks_to_itself(document in document(), at in 1..2000_usize) {
        for encoding in PACKED {
            let body = Bytes::from(pack(encoding, &document));
            let cut = at.min(body.len());
            let chunks = Chunks::new([body.slice(..cut), Bytes::new(), body.slice(cut..)]);
            let decoded = decode(encoding, chunks, document.len(), Some(at)).unwrap();
            prop_assert_eq!(decoded.sha256, <[u8; 32]>::from(Sha256::digest(&document)));
            prop_assert_eq!(&decoded.bytes, &document);
        }
    }

    #[test]
    fn any_bytes_give_an_error_or_at_most_the_limit(
        encoding in any_encoding(),
        body in proptest::collection::vec(any::<u8>(), 0..400),
        limit in 0..500_usize,
    ) {
        if let Ok(decoded) = decode(encoding, &*body, limit, None) {
            prop_assert!(decoded.bytes.len() <= limit);
        }
    }

    /// Random bytes hardly get past a header; a damaged real stream goes deep.
    #[test]
    fn a_damaged_stream_gives_an_error_or_at_most_the_limit(
        document in document(),
        damage in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..4),
        limit in 0..100_000_usize,
    ) {
        for encoding in PACKED {
            let mut body = pack(encoding, &document);
            for (place, mask) in &damage {
                let at = place.index(body.len());
                body[at] ^= mask;
            }
            if let Ok(decoded) = decode(encoding, BufReader::with_capacity(7, &*body), limit, None) {
                prop_assert!(decoded.bytes.len() <= limit);
            }
        }
    }
}
