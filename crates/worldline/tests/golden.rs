//! Deltas that earlier versions wrote are read for ever.
//!
//! `golden/v1` has documents and deltas of version 1 of the format, in each stage. They are never written again. For a
//! new version, this writes a folder beside it, whose version then comes into `VERSIONS`:
//!
//!     cargo test -p multiverse-worldline --test golden -- --ignored write_golden
#![cfg(feature = "zstd")]
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test may fail by it")]

use std::fs;
use std::path::{Path, PathBuf};

use worldline::{Options, Stage, decode, encode, inspect, without_digests};
use worldline_histories::{Shape, find};

/// The versions that there are files of.
const VERSIONS: &[u8] = &[1];

const STAGES: [(Stage, &str); 3] =
    [(Stage::Plain, "plain"), (Stage::Zstd, "zstd"), (Stage::Adaptive, "adaptive")];

#[test]
fn deltas_of_every_version_are_read() {
    for version in VERSIONS {
        let folder = folder(*version);
        let names: Vec<String> = names(&folder);
        assert!(!names.is_empty(), "there are no files in {}", folder.display());
        for name in names {
            let read = |end: &str| fs::read(folder.join(format!("{name}.{end}"))).unwrap();
            let (base, new) = (read("base"), read("new"));
            for (stage, stage_name) in STAGES {
                let delta = read(stage_name);
                let header = inspect(&delta).unwrap();
                assert_eq!((header.version, header.stage), (*version, stage));
                assert!(header.digests.is_some());
                for delta in [&delta, &without_digests(&delta).unwrap()] {
                    let back = decode(&base, delta, new.len());
                    assert!(back.as_ref() == Ok(&new), "{name}, {stage:?}, version {version}");
                }
            }
        }
    }
}

#[test]
#[ignore = "writes the files that the other test reads"]
fn write_golden() {
    for (name, base, new) in pairs() {
        for (stage, stage_name) in STAGES {
            let delta = encode(&base, &new, &Options::default().with_stage(stage)).unwrap();
            let folder = folder(inspect(&delta).unwrap().version);
            fs::create_dir_all(&folder).unwrap();
            for (end, bytes) in [("base", &base), ("new", &new), (stage_name, &delta)] {
                fs::write(folder.join(format!("{name}.{end}")), bytes).unwrap();
            }
        }
    }
}

/// Worlds that reach each kind of edit, and the shortest documents that there are.
fn pairs() -> Vec<(&'static str, Vec<u8>, Vec<u8>)> {
    let history = |name: &'static str, bytes| {
        let mut saves = find(name).unwrap().saves(1, Shape { bytes, saves: 2 });
        let new = saves.pop().unwrap();
        (saves.pop().unwrap(), new)
    };
    let mut pairs = vec![
        ("empty", Vec::new(), Vec::new()),
        ("from-empty", Vec::new(), br#"{"tick":1}"#.to_vec()),
        ("to-empty", br#"{"tick":1}"#.to_vec(), Vec::new()),
    ];
    for (name, history_name) in [
        ("village", "village lived"),
        ("reordered", "village reordered"),
        ("keys", "keys reordered"),
        ("pretty", "pretty, minified"),
        ("lines", "ndjson"),
        ("binary", "binary"),
        ("unrelated", "unrelated"),
    ] {
        let (base, new) = history(history_name, 2_500);
        pairs.push((name, base, new));
    }
    pairs
}

fn folder(version: u8) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/golden/v{version}"))
}

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    names.filter_map(|name| name.strip_suffix(".base").map(str::to_owned)).collect()
}
