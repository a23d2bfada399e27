//! What the fuzzer begins with, and all that it ever found, as ordinary tests.
#![expect(clippy::unwrap_used, reason = "a test may fail by it")]

use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

use fuzz_bodies::{Body, TARGETS};

#[test]
fn every_seed_keeps_the_promises() {
    for (target, body) in TARGETS {
        assert!(replay("seeds", target, *body) > 0, "fuzz/seeds/{target} is empty; write_seeds fills it");
    }
}

#[test]
fn what_was_found_stays_fixed() {
    let inputs: usize = TARGETS.iter().map(|(target, body)| replay("regressions", target, *body)).sum();
    // Not each target has found something.
    assert!(inputs > 0, "fuzz/regressions is empty");
}

/// A folder without a test would be replayed by nobody.
#[test]
fn every_folder_of_inputs_is_that_of_a_target() {
    for kind in ["seeds", "regressions"] {
        for entry in fs::read_dir(fuzz().join(kind)).unwrap() {
            let name = entry.unwrap().file_name().into_string().unwrap();
            assert!(TARGETS.iter().any(|(target, _)| *target == name), "there is no target {kind}/{name}");
        }
    }
}

/// Runs the body on every input of its folder, and answers how many there are.
fn replay(kind: &str, target: &str, body: Body) -> usize {
    let folder = fuzz().join(kind).join(target);
    // git keeps no empty folders.
    let Ok(entries) = fs::read_dir(&folder) else { return 0 };
    let paths = entries.map(|entry| entry.unwrap().path());
    paths.inspect(|path| keeps_the_promises(target, body, path)).count()
}

fn keeps_the_promises(target: &str, body: Body, path: &Path) {
    let input = fs::read(path).unwrap();
    let outcome = catch_unwind(AssertUnwindSafe(|| body(&input)));
    assert!(outcome.is_ok(), "{target} fails on {}", path.display());
}

fn fuzz() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz")
}
