//! The bytes of a history are the same for ever.

use sha2::{Digest, Sha256};
use worldline_histories::{ALL, Shape, find};

const SMALL: Shape = Shape { bytes: 20_000, saves: 3 };

/// The first bytes of the SHA-256 of all saves, one after the other. A line that changes makes figures that were
/// published before worthless: add a history instead.
const PINNED: &[(&str, &str)] = &[
    ("village busy", "e7fd0705ac68fe87"),
    ("village calm", "f2ae5d5c72a203d7"),
    ("village lived", "94d12e152570010a"),
    ("village reordered", "73a2f57e8138b80e"),
    ("pretty, minified", "4141cf84fab0bdd7"),
    ("keys reordered", "a98e993e5799e78d"),
    ("array shuffled", "321ea7fce07edfce"),
    ("ids renamed", "bc7c1a7fd6f8c920"),
    ("binary", "1c426b197dcec452"),
    ("unrelated", "6ca27d908e7e1ffb"),
    ("random bytes", "6fba5d11b143a467"),
    ("ndjson", "1bad3d6135a9430f"),
    ("numbers", "0f334ef26b8407cd"),
    ("one line", "d356c68b19e05c1b"),
    ("large", "e4afc9fd61aed85f"),
    ("repeated byte", "03fc6d9f942f398b"),
    ("repeated text", "04b9c5711bf78c74"),
];

#[test]
fn every_history_has_the_bytes_that_it_always_had() {
    let digests: Vec<_> = ALL.iter().map(|h| (h.name, digest(&h.saves(1, SMALL)))).collect();
    let pinned: Vec<_> = PINNED.iter().map(|(name, digest)| (*name, (*digest).to_owned())).collect();
    assert_eq!(digests, pinned);
}

#[test]
fn every_history_has_the_shape_that_was_asked_for() {
    for history in ALL {
        for shape in [SMALL, Shape { bytes: 300_000, saves: 2 }] {
            let saves = history.saves(1, shape);
            assert_eq!(saves.len(), shape.saves, "{}", history.name);
            let (low, high) = (shape.bytes * 3 / 4, shape.bytes * 5 / 4);
            let bytes = saves[0].len();
            assert!((low..=high).contains(&bytes), "{}: {bytes} bytes for {shape:?}", history.name);
        }
    }
}

#[test]
fn every_save_differs_from_the_one_before() {
    for history in ALL {
        let saves = history.saves(1, SMALL);
        assert!(saves.windows(2).all(|pair| pair[0] != pair[1]), "{}", history.name);
    }
}

#[test]
fn another_seed_gives_another_history() {
    for history in ALL {
        assert_ne!(history.saves(1, SMALL), history.saves(2, SMALL), "{}", history.name);
    }
}

#[test]
fn a_history_is_found_by_its_name() {
    assert_eq!(find("binary").map(|history| history.name), Some("binary"));
    assert!(find("no such history").is_none());
}

fn digest(saves: &[Vec<u8>]) -> String {
    let digest = Sha256::digest(saves.concat());
    digest.iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}
