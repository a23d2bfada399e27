//! What is encoded decodes to itself, and what is not a delta is refused.
#![expect(clippy::unwrap_used, reason = "a test may fail by it")]

use proptest::prelude::*;
use worldline::{DecodeError, Decoder, Encoder, Options, Stage, decode, encode, inspect, without_digests};

const STAGES: [Stage; 3] = [Stage::Plain, Stage::Zstd, Stage::Adaptive];

fn assert_round_trip(base: &[u8], new: &[u8]) {
    for stage in STAGES {
        let delta = encode(base, new, &Options::default().with_stage(stage)).unwrap();
        assert_eq!(decode(base, &delta, new.len()).unwrap(), new, "{stage:?}");
    }
}

/// Text of few words, so that tokens, fields and whole records repeat as they do in a world.
fn world() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        4 => (0..50_u32, 0..2000_i32).prop_map(|(id, x)| format!("{{\"id\":\"agent:{id}\",\"x\":{}.{},\"n\":{id}}},", x / 10, x % 10)),
        1 => "[a-c]{0,5}".prop_map(|text| format!("\"{text}\",\n")),
        1 => "[ \n\t]{0,9}",
        1 => (0..12_usize).prop_map(|n| "0123456789.-"[..n].to_owned()),
    ];
    proptest::collection::vec(piece, 0..60).prop_map(|pieces| pieces.concat().into_bytes())
}

/// Cuts, inserts and moves pieces of a document.
fn edited(base: Vec<u8>) -> impl Strategy<Value = (Vec<u8>, Vec<u8>)> {
    let edit = (any::<u16>(), 0..60_usize, 0..3_u8, world());
    proptest::collection::vec(edit, 0..8).prop_map(move |edits| {
        let mut new = base.clone();
        for (at, len, kind, text) in edits {
            let at = usize::from(at) % (new.len() + 1);
            let end = (at + len).min(new.len());
            match kind {
                0 => drop(new.drain(at..end)),
                1 => drop(new.splice(at..at, text.into_iter().take(len))),
                _ => {
                    let moved: Vec<u8> = new.drain(at..end).collect();
                    let to = (at / 2).min(new.len());
                    new.splice(to..to, moved);
                }
            }
        }
        (base.clone(), new)
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn any_bytes_come_back(base: Vec<u8>, new: Vec<u8>) {
        assert_round_trip(&base, &new);
    }

    #[test]
    fn unrelated_worlds_come_back(base in world(), new in world()) {
        assert_round_trip(&base, &new);
    }

    #[test]
    fn edited_worlds_come_back((base, new) in world().prop_flat_map(edited)) {
        assert_round_trip(&base, &new);
    }

    #[test]
    fn any_bytes_decode_to_an_error_or_within_the_limit(base: Vec<u8>, body: Vec<u8>, stage in 0..3_u8, len in 0..3000_u64) {
        let mut delta = b"WLD\x01".to_vec();
        delta.push(stage);
        for mut number in [base.len() as u64, len] {
            while number >= 128 {
                delta.push(0x80 | (number % 128).to_le_bytes()[0]);
                number /= 128;
            }
            delta.push(number.to_le_bytes()[0]);
        }
        delta.extend_from_slice(&body);
        if let Ok(document) = decode(&base, &delta, 2000) {
            prop_assert!(document.len() <= 2000);
        }
    }

    #[test]
    fn a_damaged_delta_gives_an_error_or_the_document((base, new) in world().prop_flat_map(edited), at: u16, flip in 1..=255_u8) {
        for stage in STAGES {
            let mut delta = encode(&base, &new, &Options::default().with_stage(stage)).unwrap();
            let at = usize::from(at) % delta.len();
            delta[at] ^= flip;
            if let Ok(document) = decode(&base, &delta, 1 << 20) {
                prop_assert_eq!(&document, &new);
            }
        }
    }

    #[test]
    fn an_encoder_that_was_used_writes_what_a_fresh_one_does((base, new) in world().prop_flat_map(edited), other in world()) {
        let options = Options::default();
        let mut used = Encoder::new();
        used.encode(&new, &other, &options).unwrap();
        let delta = used.encode(&base, &new, &options).unwrap();
        prop_assert_eq!(&delta, &encode(&base, &new, &options).unwrap());
        let mut decoder = Decoder::new();
        decoder.decode(&base, &delta, 1 << 20).unwrap();
        prop_assert_eq!(decoder.decode(&base, &delta, 1 << 20).unwrap(), new);
    }
}

#[test]
fn a_wrong_base_is_refused() {
    let delta = encode(b"one", b"two", &Options::default()).unwrap();
    assert_eq!(decode(b"won", &delta, 100), Err(DecodeError::WrongBase));
    assert_eq!(decode(b"longer", &delta, 100), Err(DecodeError::WrongBase));
}

#[test]
fn a_result_beyond_the_limit_is_refused() {
    let delta = encode(b"one", b"three", &Options::default()).unwrap();
    assert_eq!(decode(b"one", &delta, 4), Err(DecodeError::TooLong { len: 5, limit: 4 }));
}

#[test]
fn digests_can_be_taken_out() {
    let delta = encode(b"one", b"two", &Options::default()).unwrap();
    let short = without_digests(&delta).unwrap();
    assert_eq!(short.len(), delta.len() - 64);
    assert_eq!(inspect(&short).unwrap().digests, None);
    assert_eq!(decode(b"one", &short, 100).unwrap(), b"two");
}

/// Tokens are looked at 64 bytes at a time: a long text that goes must not be told as so many edits in a row that add
/// nothing that a decoder refuses them. Found by fuzzing.
#[test]
fn a_long_text_goes_in_one_edit() {
    for len in (500..800).chain([100_000]) {
        let base = [&vec![b'x'; len], &b"\",\"v\":-9\":[]},{\"id\":"[..]].concat();
        assert_round_trip(&base, b"\",\"\":-9\":[]},{\"id\":");
    }
}

/// A field that begins as the new one does may be nearer to the end of the base than the difference is to the start of
/// the new field. Found by fuzzing.
#[test]
fn a_field_at_the_end_of_the_base_may_be_cut_off() {
    assert_round_trip(b"id\":\"age\",{\"id\":\"", b",{\"id\":\"age,");
}

/// For who allows any length. No machine has so much memory; a decoder says so and goes on.
#[test]
fn a_length_beyond_all_memory_is_refused() {
    // 2^56 - 1, and 2^64 - 1.
    let lengths = [&[&[0xff; 7][..], &[0x7f]].concat(), &[&[0xff; 9][..], &[1]].concat()];
    // A frame of zstd that does not say how long its content is, and has none.
    let frame = [0x28, 0xb5, 0x2f, 0xfd, 0, 0, 1, 0, 0];
    for len in lengths {
        let header = |stage: u8| [&b"WLD\x01"[..], &[stage, 0], len].concat();
        let packed_pieces = [&[0][..], len, &[1, 9], &frame].concat();
        for (stage, body) in
            [(0, &packed_pieces), (2, &packed_pieces), (1, &[len, &frame[..]].concat()), (0, &vec![0; 40])]
        {
            assert!(decode(b"", &[&header(stage)[..], body].concat(), usize::MAX).is_err(), "{stage}");
        }
    }
}
