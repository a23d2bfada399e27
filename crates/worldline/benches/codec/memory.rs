//! How much memory the codec takes at most.
//!
//! Each measurement is a process of its own, of which the system says the most it ever held. A counting allocator
//! would not see what zstd, which is C, takes by `malloc`, and needs `unsafe` here.

use std::path::Path;
use std::process::Command;

use worldline::{Identity, Options};

use crate::Outcome;

/// What makes this program one that measures itself.
pub(crate) const ARGUMENT: &str = "--peak";

/// The most bytes taken beside base and document (to encode), or beside base and delta (to decode: so the document
/// counts there).
pub(crate) struct Peak {
    pub(crate) encode: usize,
    pub(crate) decode: usize,
}

/// Measures one pair; none where the system does not tell.
pub(crate) fn peak(base: &[u8], new: &[u8]) -> Outcome<Option<Peak>> {
    if status("VmHWM").is_err() {
        return Ok(None);
    }
    let directory = tempfile::tempdir()?;
    let path = |name| directory.path().join(name);
    std::fs::write(path("base"), base)?;
    std::fs::write(path("new"), new)?;
    std::fs::write(path("delta"), worldline::encode(base, new, &options())?)?;
    let encode = ask("encode", &path("base"), &path("new"))?;
    let decode = ask("decode", &path("base"), &path("delta"))?;
    Ok(Some(Peak { encode, decode }))
}

fn options() -> Options {
    Options::default().with_identity(Identity::Lengths)
}

fn ask(what: &str, base: &Path, other: &Path) -> Outcome<usize> {
    let child = Command::new(std::env::current_exe()?).args([ARGUMENT, what]).args([base, other]).output()?;
    let said = String::from_utf8(child.stdout)?;
    if child.status.success() { Ok(said.trim().parse()?) } else { Err("the measuring child failed".into()) }
}

/// What the child does: it prints by how many bytes it grew.
pub(crate) fn child(arguments: &[String]) -> Outcome {
    let [what, base, other] = arguments else { return Err("what, base and another file".into()) };
    let (base, other) = (std::fs::read(base)?, std::fs::read(other)?);
    // Brings the code itself into memory.
    let small = worldline::encode(b"[1,2]", b"[1,3]", &options())?;
    worldline::decode(b"[1,2]", &small, 5)?;
    let before = status("VmRSS")?;
    match what.as_str() {
        "encode" => drop(worldline::encode(&base, &other, &options())?),
        _ => drop(worldline::decode(&base, &other, usize::MAX)?),
    }
    println!("{}", status("VmHWM")?.saturating_sub(before));
    Ok(())
}

/// A figure that the system has about this process, in bytes.
fn status(name: &str) -> Outcome<usize> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix(name)).ok_or("the system does not tell")?;
    let kilobytes = line.trim_matches(|c: char| !c.is_ascii_digit());
    Ok(kilobytes.parse::<usize>()? * 1024)
}
