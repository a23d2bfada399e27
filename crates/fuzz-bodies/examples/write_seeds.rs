//! Writes the inputs that the fuzzer begins with to `fuzz/seeds`: worlds of the histories and the edge cases of the
//! tests, encoded in each stage.
//!
//!     cargo run -p fuzz-bodies --example write_seeds
//!
//! The same code writes the same files. Run it again when the format or the form of an input changes: inputs that are
//! read as something else still run, but reach less.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use fuzz_bodies::{Forged, pair_input};
use worldline::{Identity, Options, Stage};
use worldline_histories::{ALL, Shape};

/// About how many bytes a save of a seed has: enough for some records, few enough for many runs a second.
const BYTES: usize = 600;

/// What may be in a delta that a seed is made of.
const LONGEST: usize = 1200;

const STAGES: [(Stage, &str); 3] =
    [(Stage::Plain, "plain"), (Stage::Zstd, "zstd"), (Stage::Adaptive, "adaptive")];

fn main() -> io::Result<()> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/seeds");
    if root.exists() {
        fs::remove_dir_all(&root)?;
    }
    let folder = Folder { root };
    for (name, base, new) in histories().chain(edge_cases()) {
        for (number, (stage, stage_name)) in (0..).zip(STAGES) {
            folder.write_pair(&format!("{name}-{stage_name}"), (number, stage), &base, &new)?;
        }
    }
    folder.write_made_up()
}

/// Two successive saves of each history, cut to a size that a fuzzer gets far with.
fn histories() -> impl Iterator<Item = (String, Vec<u8>, Vec<u8>)> {
    ALL.iter().map(|history| {
        let mut saves = history.saves(1, Shape { bytes: BYTES, saves: 2 });
        for save in &mut saves {
            save.truncate(LONGEST);
        }
        let new = saves.pop().unwrap_or_default();
        let base = saves.pop().unwrap_or_default();
        (history.name.replace([' ', ','], "-"), base, new)
    })
}

/// What no history has, by the names of the tests that have it.
fn edge_cases() -> impl Iterator<Item = (String, Vec<u8>, Vec<u8>)> {
    let long = |byte: u8| (0..97).map(|i: u8| byte.wrapping_add(i % 23)).collect::<Vec<u8>>();
    let cases: [(&str, Vec<u8>, Vec<u8>); 10] = [
        ("empty", vec![], vec![]),
        ("from-empty", vec![], b"{\"a\":1}".to_vec()),
        ("to-empty", b"{\"a\":1}".to_vec(), vec![]),
        ("unchanged", b"{\"a\":1,\"b\":2}".to_vec(), b"{\"a\":1,\"b\":2}".to_vec()),
        ("one-byte", b"a".to_vec(), b"b".to_vec()),
        ("steps", b"[1,2,3,9,99,-1,0.9]".to_vec(), b"[2,3,4,10,100,0,1.0]".to_vec()),
        (
            "numbers",
            b"[007,1e5,-0.50,9223372036854775807]".to_vec(),
            b"[8,1e6,0.5,-9223372036854775808]".to_vec(),
        ),
        (
            "again",
            b"[\"north\",\"north\",\"north\",\"east\"]".to_vec(),
            b"[\"south\",\"south\",\"south\",\"east\"]".to_vec(),
        ),
        ("long-literal", b"{\"text\":\"\"}".to_vec(), [&b"{\"text\":\""[..], &long(b'a'), b"\"}"].concat()),
        ("moved", [long(b'a'), long(b'0')].concat(), [long(b'0'), long(b'a')].concat()),
    ];
    cases.into_iter().map(|(name, base, new)| (name.to_owned(), base, new))
}

struct Folder {
    root: PathBuf,
}

impl Folder {
    fn write_pair(
        &self,
        name: &str,
        (number, stage): (u8, Stage),
        base: &[u8],
        new: &[u8],
    ) -> io::Result<()> {
        let options = Options::default().with_stage(stage);
        let encode = |identity| {
            worldline::encode(base, new, &options.with_identity(identity)).map_err(io::Error::other)
        };
        let (bare, named) = (encode(Identity::Lengths)?, encode(Identity::Digests)?);
        if let Some(input) = Forged::write(base, &bare) {
            self.write("decode", name, &input)?;
            // What is below the upload is fuzzed by the other target.
            if stage == Stage::default() {
                self.write("upload", name, &input)?;
            }
        }
        if let Some(input) = Forged::write_raw(base, &named).filter(|_| base.len() < 200) {
            self.write("decode", &format!("{name}-raw"), &input)?;
            self.write("upload", &format!("{name}-raw"), &input)?;
        }
        if let Some(input) = pair_input(number, base, new) {
            // One stage for each pair: the fuzzer changes it by one bit.
            if (base.len() + usize::from(number)).is_multiple_of(3) {
                self.write("round_trip", name, &input)?;
                self.write("damage", name, &[&[number, 0, 9, 0, 0, 40, 0, 0][..], &input].concat())?;
            }
        }
        Ok(())
    }

    /// Made-up worlds: bytes of no meaning but to the code that builds a world of them.
    fn write_made_up(&self) -> io::Result<()> {
        let mut random = worldline_histories::Random::new(1);
        for n in 0..12_u8 {
            let bytes: Vec<u8> =
                (0..60 + 20 * usize::from(n)).map(|_| random.draw().to_le_bytes()[0]).collect();
            let input = [&[n % 3 * 2][..], &bytes].concat();
            self.write("round_trip", &format!("made-up-{n}"), &input)?;
            self.write(
                "damage",
                &format!("made-up-{n}"),
                &[&[n % 8, 0, 5, 0, 1, 60, 0, 0][..], &input].concat(),
            )?;
        }
        Ok(())
    }

    fn write(&self, target: &str, name: &str, input: &[u8]) -> io::Result<()> {
        let folder = self.root.join(target);
        fs::create_dir_all(&folder)?;
        fs::write(folder.join(name), input)
    }
}
